import { z } from "zod";

import type { Condition, FactCondition, Test } from "./types.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const codes = z.array(z.union([z.string(), z.number()])).min(1);
const factName = z.string().regex(/^[a-z][A-Za-z0-9.]*$/, "is no name of a fact");

/** `{ fact: arrearsMonths, min: 2 }`: one fact and its tests, all of which must hold. */
const factSchema = z
  .strictObject({
    fact: factName,
    present: z.boolean().optional(),
    equals: scalar.optional(),
    notEquals: scalar.optional(),
    oneOf: codes.optional(),
    noneOf: codes.optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    minCount: z.int().nonnegative().optional(),
    maxCount: z.int().nonnegative().optional(),
    olderThanDays: z.int().nonnegative().optional(),
    withinDays: z.int().nonnegative().optional(),
    after: factName.optional(),
    sameAs: factName.optional(),
    partnersMunicipality: z.literal(true).optional(),
  })
  .refine((written) => Object.keys(written).length > 1, "names a fact without a test")
  .transform(({ fact, ...tests }): FactCondition => ({ fact, tests: Object.entries(tests).map(toTest) }));

type Written = readonly [string, unknown];

/** Keys and values were checked by the schema above; this only turns `min: 2` into `{ op: "min", value: 2 }`. */
function toTest([op, value]: Written): Test {
  if (op === "oneOf" || op === "noneOf") return { op, values: value as readonly (string | number)[] };
  if (op === "after" || op === "sameAs") return { op, fact: value as string };
  if (op === "partnersMunicipality") return { op };
  return { op, value } as Test;
}

/** A condition of the closed vocabulary (design §5); no code, and nothing that is not in `Test`. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.unknown().transform((input, context) => {
    const parsed = branchOf(input).safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input } as never);
    return z.NEVER;
  }),
);

/** Which of the four shapes is meant, so that a mistake in one is not reported as a mistake in all. */
function branchOf(input: unknown): z.ZodType<Condition> {
  const keys = typeof input === "object" && input !== null ? Object.keys(input) : [];
  if (keys.includes("allOf")) return allOfSchema;
  if (keys.includes("anyOf")) return anyOfSchema;
  if (keys.includes("not")) return notSchema;
  return factSchema;
}

const allOfSchema = z.strictObject({ allOf: z.array(conditionSchema).min(1) });
const anyOfSchema = z.strictObject({ anyOf: z.array(conditionSchema).min(1) });
const notSchema = z.strictObject({ not: conditionSchema });

/** The four shapes as a schema that can be written out as JSON Schema, which `conditionSchema` cannot. */
export const conditionShapes = z.union([factSchema, allOfSchema, anyOfSchema, notSchema]);

/** Every fact that a condition looks at, those compared with included. */
export function factsOf(condition: Condition): readonly string[] {
  if ("allOf" in condition) return condition.allOf.flatMap(factsOf);
  if ("anyOf" in condition) return condition.anyOf.flatMap(factsOf);
  if ("not" in condition) return factsOf(condition.not);
  return [condition.fact, ...condition.tests.flatMap((test) => ("fact" in test ? [test.fact] : []))];
}

/** The single-fact conditions inside. */
export function leavesOf(condition: Condition): readonly FactCondition[] {
  if ("allOf" in condition) return condition.allOf.flatMap(leavesOf);
  if ("anyOf" in condition) return condition.anyOf.flatMap(leavesOf);
  if ("not" in condition) return leavesOf(condition.not);
  return [condition];
}
