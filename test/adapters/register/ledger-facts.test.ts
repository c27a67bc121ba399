import { expect, it } from "vitest";
import { ledgerFacts } from "../../../src/adapters/register/ledger-facts.ts";
import type { Relation } from "../../../src/core/decision/state.ts";
import { parseInstant } from "../../../src/core/ids.ts";
import { CATALOGUE } from "../../support/cases.ts";

const at = (text: string) => parseInstant(Date.parse(text));
const now = at("2026-11-22T10:00:00Z");
const aRelation = (change: Partial<Relation>): Relation => ({
  kind: "signal",
  party: "gemeente-bergendal",
  ref: "S-1",
  scope: [],
  from: at("2026-10-01T10:00:00Z"),
  until: null,
  ...change,
});
const facts = (relations: readonly Relation[], lastSignal: Parameters<typeof ledgerFacts>[0]["lastSignal"] = null) =>
  ledgerFacts({ relations, lastSignal, openCases: 0, now });

it("knows every fact of the catalogue that the ledger provides, and no other", () => {
  const provided = [...CATALOGUE.facts.values()]
    .filter(({ provider }) => provider === "ledger")
    .map(({ name }) => name);
  expect(Object.keys(facts([])).sort()).toEqual(provided.sort());
});

it("tells how many cases of the partner are open", () => {
  expect(ledgerFacts({ relations: [], lastSignal: null, openCases: 20, now })["activeCases"]).toBe(20);
});

it("says a known no of everything that never was", () => {
  const { activeCases, ...others } = facts([]);
  expect(new Set(Object.values(others))).toEqual(new Set([null]));
  expect(activeCases).toBe(0);
});

it("gives the day of the last signal as the clocks in Amsterdam had it", () => {
  expect(facts([aRelation({ from: at("2026-10-01T22:30:00Z") })])["lastSignalOn"]).toBe("2026-10-02");
  expect(facts([aRelation({ from: at("2026-10-01T21:30:00Z") })])["lastSignalOn"]).toBe("2026-10-01");
});

it("gives the arrears of the last signal, and leaves them unknown where only a date is known", () => {
  const signal = { at: at("2026-10-05T10:00:00Z"), facts: { arrearsMonths: 2 } };
  expect(facts([aRelation({})], signal)).toMatchObject({ lastSignalOn: "2026-10-05", lastSignalArrearsMonths: 2 });
  const later = aRelation({ from: at("2026-11-01T10:00:00Z") });
  expect(facts([later], signal)["lastSignalOn"]).toBe("2026-11-01");
  expect(facts([later], signal)).not.toHaveProperty("lastSignalArrearsMonths");
  expect(facts([aRelation({})])).not.toHaveProperty("lastSignalArrearsMonths");
  expect(facts([], { ...signal, facts: {} })).not.toHaveProperty("lastSignalArrearsMonths");
  expect(facts([], { ...signal, facts: { arrearsMonths: true } })).not.toHaveProperty("lastSignalArrearsMonths");
});

it.each([
  { name: "runs", change: {}, runs: true },
  { name: "begins this instant", change: { from: now }, runs: true },
  { name: "begins later", change: { from: at("2026-11-22T10:00:00.001Z") }, runs: null },
  { name: "ends this instant", change: { until: now }, runs: null },
  { name: "ends later", change: { until: at("2026-11-22T10:00:00.001Z") }, runs: true },
])("counts a debt notice that $name as $runs", ({ change, runs }) => {
  expect(facts([aRelation({ kind: "debt-notice", ...change })])["activeDebtNotice"]).toBe(runs);
  expect(facts([aRelation({ kind: "debt-arrangement", ...change })])["activeDebtArrangement"]).toBe(runs);
  expect(facts([aRelation({ kind: "debt-notice", ...change })])["activeDebtArrangement"]).toBeNull();
});
