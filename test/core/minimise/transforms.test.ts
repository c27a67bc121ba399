import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";

import { fieldOf } from "../../../src/core/catalogue/look-up.ts";
import { TRANSFORM_IDS } from "../../../src/core/catalogue/types.ts";
import type { Data, Value } from "../../../src/core/document/types.ts";
import { fit } from "../../../src/core/minimise/fit.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import type { Shape } from "../../../src/core/minimise/shape.ts";
import { TRANSFORMS } from "../../../src/core/minimise/transforms.ts";
import type { TransformContext } from "../../../src/core/minimise/transforms/context.ts";
import type { Finding } from "../../../src/core/minimise/types.ts";
import { aContext, aPlan, catalogue, planned, transformOf } from "./fixtures.ts";

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

  const kept = cases.filter(({ expect: expected }) => expected !== undefined);

  it.each(kept)("$transform of $field tells whether it changed the value: $name", (vector) => {
    const spelled = fit(vector.value, fieldOf(catalogue, vector.field) as Shape);
    const armored = vector.transform === "blob" ? vector.value : spelled;
    expect(left(vector, vector.value).changed.has(vector.field)).toBe(!isDeepStrictEqual(armored, vector.expect));
  });

  // A pseudonym of a pseudonym is another one; everything else is as coarse as it gets.
  it.each(kept.filter(({ transform }) => transform !== "pseudo"))(
    "$transform does nothing more when done twice: $name",
    (vector) => {
      const transform = transformOf(vector.transform);
      const context: TransformContext = {
        field: vector.field,
        transform,
        shape: fieldOf(catalogue, vector.field) as Shape,
        catalogue,
        specialCodesAllowed: vector.specialCodesAllowed ?? false,
        minimise: aContext({ subjectNames: vector.subjectNames ?? [] }),
        declared: new Set(),
        today: () => "2026-11-22",
        sibling: () => undefined,
        note: () => undefined,
      };
      expect(TRANSFORMS[transform.id](vector.expect as Value, context)).toEqual(vector.expect);
    },
  );
});
