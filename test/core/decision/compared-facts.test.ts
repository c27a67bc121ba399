import { expect, it } from "vitest";
import { comparedFacts } from "../../../src/core/decision/compared-facts.ts";
import type { FactValue, Precondition } from "../../../src/core/covenant/types.ts";
import { aCase, aClause, withFacts } from "../../support/cases.ts";

const about = (...facts: string[]): Precondition => ({
  id: "E1",
  nl: "voorwaarde",
  condition: { anyOf: facts.map((fact) => ({ fact, tests: [{ op: "present", value: true }] })) },
  onFalse: "deny",
  onUnknown: "hold",
});
const catalogue = withFacts({ ours: "register", other: "register" });

function compared(value: FactValue): FactValue | undefined {
  const clause = aClause({ preconditions: [about("ours", "other")] });
  const given = aCase({
    catalogue,
    clause: { preconditions: [about("ours", "other")] },
    state: { facts: { ours: value } },
  });
  return comparedFacts({ case: given, clause })["ours"];
}

it.each<{ name: string; value: FactValue; kept: FactValue }>([
  { name: "a small number", value: 3, kept: 3 },
  { name: "an amount", value: 1420.5, kept: 1420.5 },
  { name: "yes", value: true, kept: true },
  { name: "a known no", value: null, kept: null },
  { name: "a date", value: "2026-10-02", kept: "2026-10-02" },
  { name: "a list of dates", value: ["2026-10-02", "2026-10-09"], kept: ["2026-10-02", "2026-10-09"] },
])("keeps $name as it was compared", ({ value, kept }) => expect(compared(value)).toEqual(kept));

it.each<{ name: string; value: FactValue; kept: FactValue }>([
  { name: "a text", value: "de Vries", kept: true },
  { name: "an empty text", value: "", kept: false },
  { name: "a number of eight digits", value: 12345678, kept: true },
  { name: "the same below zero", value: -123456782, kept: true },
  { name: "an object", value: { name: "de Vries" }, kept: true },
  { name: "texts in a list", value: ["2026-10-02", "123456782"], kept: ["2026-10-02", true] },
])("keeps of $name only that it was there", ({ value, kept }) => expect(compared(value)).toEqual(kept));

it("names no fact that was unknown, and none where no clause was found", () => {
  const given = aCase({ catalogue });
  expect(comparedFacts({ case: given, clause: aClause({ preconditions: [about("other")] }) })).toEqual({});
  expect(comparedFacts({ case: given, clause: null })).toEqual({});
});
