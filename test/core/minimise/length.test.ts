import { describe, expect, it } from "vitest";
import type { Value } from "../../../src/core/document/types.ts";
import { fit } from "../../../src/core/minimise/fit.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import { declaredIdentifiers } from "../../../src/core/minimise/prohibited.ts";
import { shapeOf } from "../../../src/core/minimise/shape.ts";
import { aPlan, catalogue, planned } from "./fixtures.ts";

const BSN = "BSN 123456782";
/** One letter that is four before it is composed. */
const LETTER = "\u1fa2";

describe("a text", () => {
  it("is measured as it is composed", () => {
    const longest = LETTER.repeat(10_000);
    expect(longest.normalize("NFD")).toHaveLength(40_000);
    expect(fit(longest.normalize("NFD"), shapeOf("text"))).toBe(longest);
    expect(fit(LETTER.repeat(10_001), shapeOf("text"))).toBeUndefined();
  });

  it("that is four times too long is of no type, and is not composed or trimmed to see whether it might be", () => {
    expect(fit(`x${" ".repeat(39_999)}`, shapeOf("text"))).toBe("x");
    expect(fit(`x${" ".repeat(40_000)}`, shapeOf("text"))).toBeUndefined();
    expect(fit([`x${" ".repeat(40_000)}`], shapeOf("any"))).toBeUndefined();
  });
});

describe("a value of the wrong type is looked at for citizen service numbers", () => {
  const findingsOf = (value: Value): object[] => [
    ...minimise({ phoneNumber: value }, aPlan([planned("phoneNumber")])).findings,
  ];
  const seen = [
    { kind: "bsn", field: "phoneNumber", count: 1 },
    { kind: "malformed", field: "phoneNumber" },
  ];
  const unseen = [{ kind: "malformed", field: "phoneNumber" }];
  const filled = (length: number): string => `${BSN} ${"x".repeat(length - BSN.length - 1)}`;

  it.each<{ name: string; value: Value; findings: readonly object[] }>([
    { name: "a text of twenty thousand characters is", value: filled(20_000), findings: seen },
    { name: "one more is not", value: filled(20_001), findings: unseen },
    { name: "texts of a list, together at most as long, are", value: [BSN, "x".repeat(19_000)], findings: seen },
    {
      name: "texts of a list, together longer, are not",
      value: [BSN, "x".repeat(10_000), "y".repeat(10_000)],
      findings: unseen,
    },
    { name: "keys count as texts", value: { ["k".repeat(20_000)]: BSN }, findings: unseen },
    { name: "a deep value is", value: { a: [{ b: BSN }], c: "x".repeat(19_000) }, findings: seen },
    {
      name: "numbers and absences weigh nothing",
      value: [BSN, ...Array.from({ length: 500 }, () => null), 7, true],
      findings: seen,
    },
  ])("$name", ({ value, findings }) => {
    expect(findingsOf(value)).toEqual(findings);
  });
});

describe("an identifier", () => {
  it.each([
    { name: "of 128 characters is read for its digits", length: 128, declared: 1 },
    { name: "that is longer is none, and excuses no number", length: 129, declared: 0 },
  ])("$name", ({ length, declared }) => {
    const data = { caseRef: "7".repeat(length), lastName: "Jansen" };
    expect(declaredIdentifiers(data, catalogue)).toHaveLength(declared);
  });
});
