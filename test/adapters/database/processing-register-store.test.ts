import { afterAll, beforeAll, expect, it } from "vitest";
import { createProcessingRegisterStore } from "../../../src/adapters/database/processing-register-store.ts";
import type { Instant } from "../../../src/core/ids.ts";
import type { CountedUse } from "../../../src/core/register-of-processing/use.ts";
import type { ProcessingRegisterStore } from "../../../src/ports/processing-register-store.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";
import { commitOf, later, NOW, sha256, testStore } from "./fixtures.ts";
import type { TestStore } from "./fixtures.ts";

const DAY = 86_400_000;

eachDatabase("the kept register of processing", (under) => {
  let fresh: FreshDatabase;
  let test: TestStore;
  let register: ProcessingRegisterStore;
  beforeAll(async () => {
    fresh = await under.open();
    test = testStore(fresh.database);
    register = createProcessingRegisterStore(fresh.database);
  });
  afterAll(() => fresh.dispose());

  const keep = (content: string, madeAt: Instant): Promise<void> =>
    register.keep({ madeAt, content, sha256: sha256(content), use: "{}" });
  const numberBefore = async (instant: Instant): Promise<number | null> =>
    (await register.findBefore(instant))?.number ?? null;

  it("has a version more when it changed, also back to what it once was, and not when it did not", async () => {
    expect(await register.newest()).toBeNull();
    await keep("één", NOW);
    await keep("één", later(1));
    await keep("twee", later(DAY));
    await keep("één", later(2 * DAY));
    expect(await register.newest()).toBe(sha256("één"));
    expect(await register.findBefore(later(3 * DAY))).toEqual({
      number: 3,
      madeAt: later(2 * DAY),
      sha256: sha256("één"),
      content: "één",
    });
  });

  it("finds the last version before an instant, to the millisecond", async () => {
    expect(await numberBefore(NOW)).toBeNull();
    expect(await numberBefore(later(1))).toBe(1);
    expect(await numberBefore(later(DAY))).toBe(1);
    expect(await numberBefore(later(DAY + 1))).toBe(2);
  });

  it("keeps one version of a change that several find at once", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, at) => keep("vier", later(4 * DAY + at))));
    expect(await numberBefore(later(9 * DAY))).toBe(4);
  });

  it("refuses content under another digest", async () => {
    const wrong = { madeAt: later(5 * DAY), content: "vijf", sha256: sha256("zes"), use: "{}" };
    await expect(register.keep(wrong)).rejects.toMatchObject({ code: "23514" });
    expect(await numberBefore(later(9 * DAY))).toBe(4);
  });

  const verdict = (field: string, given: "released" | "transformed" | "withheld") => ({ field, verdict: given });
  const exchange = (
    change: Parameters<typeof commitOf>[0] & object,
    view: { fields: readonly object[]; question: readonly object[] | null } = { fields: [], question: null },
  ) => {
    const text = JSON.stringify(view);
    const { outcome = "allow" } = change.exchange ?? {};
    return test.store.commit(
      commitOf({
        ...change,
        ...(outcome === "allow" ? {} : { parcel: null }),
        views: { partner: "{}", controller: text },
      }),
    );
  };

  it("counts exchanges by clause, with the fields that left, of the period alone", async () => {
    const from = later(-DAY);
    const until = later(DAY);
    const fields = [verdict("caseRef", "released"), verdict("birthDate", "transformed"), verdict("iban", "withheld")];
    await exchange({ exchange: { at: from } }, { fields, question: [verdict("city", "released")] });
    await exchange({}, { fields: [verdict("street", "released")], question: null });
    await exchange({}, { fields: [verdict("street", "released")], question: null });
    // What was asked and refused left nothing.
    await exchange({ exchange: { outcome: "deny" } }, { fields: [verdict("income", "released")], question: null });
    await exchange({ exchange: { outcome: "hold" } }, { fields: [verdict("income", "released")], question: null });
    await exchange({ exchange: { covenant: null, clause: null, outcome: "deny" } });
    // Just outside.
    await exchange({ exchange: { at: later(-DAY - 1) } }, { fields: [verdict("email", "released")], question: null });
    await exchange({ exchange: { at: until } }, { fields: [verdict("email", "released")], question: null });

    const nothing = { released: [], releasedOfQuestion: [] };
    const expected: readonly CountedUse[] = [
      {
        covenant: "bergendal-early-signal",
        version: 2,
        clause: "early-debt-signalling/out/default",
        allowed: 3,
        refused: 1,
        held: 1,
        lastUse: NOW,
        released: ["birthDate", "caseRef", "street"],
        releasedOfQuestion: ["city"],
      },
      { covenant: null, version: null, clause: null, allowed: 0, refused: 1, held: 0, lastUse: null, ...nothing },
    ];
    expect(await register.use({ from, until })).toEqual(expected);
    expect(await register.use({ from: later(8 * DAY), until: later(9 * DAY) })).toEqual([]);
  });
});
