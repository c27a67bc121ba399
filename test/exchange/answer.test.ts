import { describe, expect, it } from "vitest";
import type { Clause } from "../../src/core/covenant/types.ts";
import type { Case } from "../../src/core/decision/types.ts";
import type { Trace } from "../../src/core/trace.ts";
import { fetchAnswer } from "../../src/exchange/answer.ts";
import type { World } from "../../src/ports/world.ts";
import { aBook, aCase, aClause, aVersion, CORPORATION, PARTNER } from "../support/cases.ts";
import { aTrace } from "../support/traces.ts";

const OFFICER = { by: ["privacy-officer"], count: 1, includes: [] } as const;

/** Counts who was asked; knows one record and serves no clause from elsewhere. */
function aWorld(): { readonly world: World; readonly asked: string[] } {
  const asked: string[] = [];
  const register = {
    recordOf: () => {
      asked.push("register");
      return Promise.resolve({ personRef: "T-1", record: { lastName: "Jansen" } });
    },
  };
  const sources = { find: () => (asked.push("sources"), null) };
  return { world: { register, sources } as unknown as World, asked };
}

function question(
  change: Partial<Clause>,
  given: Parameters<typeof aCase>[0] = {},
): { base: Case; clause: Clause; trace: Trace } {
  const clause = aClause({ direction: "pull", ...change });
  const header = { direction: "pull", from: PARTNER.id, to: CORPORATION.id } as const;
  return {
    clause,
    trace: aTrace(),
    base: aCase({ header, covenants: aBook(aVersion({ clauses: [clause] })), ...given }),
  };
}

describe("the answer to a question", () => {
  it("is the register's record where nobody need approve it", async () => {
    const { world, asked } = aWorld();
    expect(await fetchAnswer(world, question({ approval: null }))).toMatchObject({ lastName: "Jansen" });
    expect(asked).toContain("register");
  });

  it("is fetched for nobody while the question waits unseen for an approver", async () => {
    const { world, asked } = aWorld();
    expect(await fetchAnswer(world, question({ approval: OFFICER }))).toBeNull();
    expect(asked).toEqual([]);
  });

  it("is fetched once it is approved", async () => {
    const { world, asked } = aWorld();
    const approvals = { approved: true, dropped: [] };
    expect(await fetchAnswer(world, question({ approval: OFFICER }, { approvals }))).toMatchObject({
      lastName: "Jansen",
    });
    expect(asked).toContain("register");
  });
});
