import { describe, expect, it } from "vitest";
import type { Clause } from "../../src/core/covenant/types.ts";
import type { CompiledVersion } from "../../src/core/decision/types.ts";
import type { Data } from "../../src/core/document/types.ts";
import type { Pseudonym } from "../../src/core/ids.ts";
import { findClaim } from "../../src/exchange/claim-subject.ts";
import type { RelationReference } from "../../src/ports/register-lists.ts";
import type { World } from "../../src/ports/world.ts";

type Holder = { readonly pseudonym: Pseudonym; readonly isClaimed: boolean };
const holder = (name: string, isClaimed = false): Holder => ({ pseudonym: name as Pseudonym, isClaimed });

const opens = (subject: Clause["subject"], ref: string): Clause =>
  ({ subject, effects: [{ do: "open", relation: "registration", ref }] }) as unknown as Clause;
const version = (clauses: readonly Clause[]): CompiledVersion =>
  ({
    covenant: {
      clauses,
      parties: [
        { id: "oosterpoort", role: "controller" },
        { id: "entree", role: "co-controller" },
        { id: "*", role: "co-controller" },
      ],
    },
    standing: { signedBy: ["entree", "joined"] },
  }) as unknown as CompiledVersion;

/** A register that says who has those references, and remembers which it was asked for. */
function claimIn(record: Data, { holders = [] as readonly Holder[], clauses = [opens("mayCreate", "number")] } = {}) {
  const asked: RelationReference[] = [];
  const covenants = { byId: new Map([["c", [version(clauses)]]]) };
  const world = {
    newId: () => "alert-1",
    contracts: { current: () => Promise.resolve({ covenants }) },
    register: {
      holdersOf: (references: readonly RelationReference[]) => {
        asked.push(...references);
        return Promise.resolve(holders);
      },
    },
  } as unknown as World;
  return findClaim(world, record).then((claim) => ({ claim, asked }));
}

const alert = { alertId: "alert-1", level: "notice", reason: "SUBJECT_KEPT_APART" };

describe("a person new to the back office", () => {
  it.each([
    { name: "is new where nobody has the reference", holders: [], claim: { pseudonym: null, alert: null } },
    {
      name: "is the one whom an exchange opened under it",
      holders: [holder("a")],
      claim: { pseudonym: "a", alert: null },
    },
    { name: "is kept apart from one who was claimed", holders: [holder("a", true)], claim: { pseudonym: null, alert } },
    {
      name: "is kept apart from two who were opened",
      holders: [holder("a"), holder("b")],
      claim: { pseudonym: null, alert },
    },
    {
      name: "is kept apart where one of two was claimed",
      holders: [holder("a"), holder("b", true)],
      claim: { pseudonym: null, alert },
    },
  ])("$name", async ({ holders, claim }) => {
    expect((await claimIn({ number: "W-1" }, { holders })).claim).toEqual(claim);
  });

  it("is looked for under every partner of the covenant, those that joined among them", async () => {
    const { asked } = await claimIn({ number: "W-1" });
    expect(asked).toEqual([
      { kind: "registration", party: "entree", ref: "W-1" },
      { kind: "registration", party: "joined", ref: "W-1" },
    ]);
  });

  it.each<{ name: string; record: Data; subject?: Clause["subject"]; ref?: string }>([
    { name: "without the reference in the record", record: { other: "W-1" } },
    { name: "with a reference that is no text", record: { number: 1 } },
    { name: "by a reference under which nobody is opened", record: { number: "W-1" }, subject: "existing" },
    { name: "by what every object has", record: {}, ref: "constructor" },
  ])("is not looked for $name", async ({ record, subject = "mayCreate", ref = "number" }) => {
    const found = await claimIn(record, { holders: [holder("a")], clauses: [opens(subject, ref)] });
    expect(found).toEqual({ claim: { pseudonym: null, alert: null }, asked: [] });
  });
});
