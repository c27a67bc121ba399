import { afterAll, beforeAll, expect, it } from "vitest";

import type { Relation } from "../../../src/core/decision/state.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { hours, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

const MINE = "gemeente-bergendal";

eachDatabase("cases at the case table", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;
  let people: readonly Pseudonym[];

  const open = (pseudonym: Pseudonym, change: Partial<Relation>): Promise<void> =>
    register.apply({
      kind: "relation.opened",
      id: newId(),
      pseudonym,
      relation: { kind: "case", party: MINE, ref: "Z-1", scope: [], from: NOW, until: null, ...change },
    });
  const casesOf = async (personRef: string, to = MINE): Promise<unknown> => {
    const { subjects } = await register.resolve(ourQuestion(personRef, { header: { to }, partner: to }));
    const finding = subjects[0]?.finding;
    return finding?.found === "one" ? finding.state.facts["activeCases"] : finding?.found;
  };

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
    people = [await register.record({ personRef: "T-1" }), await register.record({ personRef: "T-2" })];
  });
  afterAll(() => fresh.dispose());

  it("are none before one is admitted", async () => expect(await casesOf("T-1")).toBe(0));

  it("count once however many people they are about, while they are open, for their own party", async () => {
    const [one, two] = people as [Pseudonym, Pseudonym];
    await open(one, {});
    await open(two, {});
    await open(two, { ref: "Z-2", until: hours(1) });
    await open(two, { ref: "Z-3", until: NOW });
    await open(two, { ref: "Z-4", from: hours(1) });
    await open(two, { ref: "Z-5", party: "politie" });
    await open(two, { ref: "Z-6", kind: "signal" });
    expect(await casesOf("T-1")).toBe(2);
    expect(await casesOf("T-2")).toBe(2);
    expect(await casesOf("T-1", "politie")).toBe(1);
    expect(await casesOf("T-1", "entree")).toBe(0);
  });
});
