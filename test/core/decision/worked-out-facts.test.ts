import { describe, expect, it } from "vitest";

import type { Precondition } from "../../../src/core/covenant/types.ts";
import type { Relation } from "../../../src/core/decision/state.ts";
import { aCase, aRelation, NOON, justAfter, outcomeOfCheck, PARTNER, withFacts } from "../../support/cases.ts";

const catalogue = withFacts({
  volunteers: "register",
  volunteersListed: "computed",
  nuisanceComplaintsUpheld: "register",
  complaintsUpheld24Months: "computed",
});
const isTrue = (fact: string): Precondition["condition"] => ({ fact, tests: [{ op: "equals", value: true }] });
const judged = (condition: Precondition["condition"], change: Parameters<typeof aCase>[0]) => {
  const preconditions: Precondition[] = [{ id: "V1", nl: "voorwaarde", condition, onFalse: "deny", onUnknown: "hold" }];
  return outcomeOfCheck(aCase({ catalogue, clause: { preconditions }, ...change }), "preconditions").result;
};

describe("the volunteers of a tie", () => {
  const row = { party: PARTNER.id, ref: "B-1", listed: true, confidentiality: true, certificate: true };
  const tie = (change: Partial<Relation> = {}) => aRelation({ kind: "caseload", ref: "B-1", ...change });
  const on = (...relations: Relation[]) =>
    judged(isTrue("volunteersListed"), { state: { relations, facts: { volunteers: [row] } } });

  it.each([
    ["that stands", tie(), "pass"],
    ["that ends next", tie({ until: justAfter(NOON) }), "pass"],
    ["that ended now", tie({ until: NOON }), "deny"],
    ["that begins now", tie({ from: NOON }), "pass"],
    ["that begins next", tie({ from: justAfter(NOON) }), "deny"],
    ["with another party", tie({ party: "stichting-twee" }), "deny"],
  ])("are those of one %s", (_name, relation, result) => {
    expect(on(relation)).toBe(result);
  });

  it("are told by the register alone", () => {
    const data = { volunteersListed: true, volunteers: [row] };
    expect(judged(isTrue("volunteersListed"), { data, state: { relations: [tie()] } })).toBe("hold");
  });
});

describe("complaints upheld in 24 months", () => {
  const two = { fact: "complaintsUpheld24Months", tests: [{ op: "min", value: 2 }] } as const;
  const on = (dates: unknown) => judged(two, { state: { facts: { nuisanceComplaintsUpheld: dates as never } } });

  it.each([
    ["two", ["2025-01-01", "2026-01-01"], "pass"],
    ["one", ["2026-01-01"], "deny"],
    ["none", [], "deny"],
    ["a known no", null, "deny"],
    ["one of 24 months ago to the day", ["2024-11-22", "2026-01-01"], "pass"],
    ["one of a day more", ["2024-11-21", "2026-01-01"], "deny"],
    ["one of today", ["2026-11-22", "2026-01-01"], "pass"],
    ["one of tomorrow", ["2026-11-23", "2026-01-01", "2026-02-01"], "hold"],
    ["what is no date", ["ooit", "2026-01-01", "2026-02-01"], "hold"],
    ["what is no list", "2026-01-01", "hold"],
  ])("are counted by day: %s", (_name, dates, result) => {
    expect(on(dates)).toBe(result);
  });

  it("are unknown where the register is silent", () => {
    expect(judged(two, {})).toBe("hold");
  });
});
