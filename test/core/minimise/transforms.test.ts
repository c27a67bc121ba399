import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { TRANSFORM_IDS } from "../../../src/core/catalogue/types.ts";
import type { Data, Value } from "../../../src/core/document/types.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import { TRANSFORMS } from "../../../src/core/minimise/transforms.ts";
import type { Finding } from "../../../src/core/minimise/types.ts";
import { aPlan, planned, transformOf } from "./fixtures.ts";

interface Case {
  readonly transform: string;
  readonly name: string;
  readonly field: string;
  readonly value: Value;
  readonly beside?: Data;
  readonly specialCodesAllowed?: boolean;
  readonly subjectNames?: readonly string[];
  readonly expect?: Value;
  readonly findings: readonly Finding[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../vectors/minimise/transforms.json", import.meta.url), "utf8"),
) as { cases: readonly Case[] };

/** `landlordStatement.nuisance` stands inside its object. */
const nested = (name: string, value: Value): Data =>
  name.split(".").reduceRight<Value>((inner, key) => ({ [key]: inner }), value) as Data;

function left(vector: Case, value: Value) {
  const field = planned(vector.field, vector.transform, { specialCodesAllowed: vector.specialCodesAllowed ?? false });
  const plan = aPlan([field], { subjectNames: vector.subjectNames ?? [] });
  return minimise({ ...vector.beside, ...nested(vector.field, value) }, plan);
}

describe("the transforms", () => {
  it("are all in one table, and each has three vectors at least", () => {
    expect(Object.keys(TRANSFORMS).sort()).toEqual([...TRANSFORM_IDS].sort());
    for (const id of TRANSFORM_IDS) {
      const mine = cases.filter((vector) => transformOf(vector.transform).id === id);
      expect(mine.length, id).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(cases)("$transform of $field: $name", (vector) => {
    const minimised = left(vector, vector.value);
    expect(minimised.excerpt).toEqual(vector.expect === undefined ? {} : nested(vector.field, vector.expect));
    expect(minimised.findings).toEqual(vector.findings);
  });

  it.each(cases.filter(({ expect: expected }) => expected !== undefined))(
    "$transform of $field tells whether it changed the value: $name",
    (vector) => {
      const plain = minimise(
        nested(vector.field, vector.value),
        aPlan([planned(vector.field, "pass", { specialCodesAllowed: true })]),
      );
      const same = JSON.stringify(plain.excerpt) === JSON.stringify(nested(vector.field, vector.expect ?? null));
      // Free text and narratives are redacted by `pass` too, so there the comparison says nothing.
      if (plain.changed.size === 0 && plain.findings.length === 0) {
        expect(left(vector, vector.value).changed.has(vector.field)).toBe(!same);
      }
    },
  );
});
