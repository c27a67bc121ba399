import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import type { Purpose } from "./types.ts";
import { basisSchema, slugSchema, statementSchema, textSchema } from "./words.ts";

const namesSchema = z.array(textSchema).default([]);
const leavingSchema = z.strictObject({
  requires: namesSchema,
  requiresFor: z.record(z.string(), z.array(textSchema)).default({}),
  relation: textSchema.nullable().default(null),
  fourEyes: namesSchema,
  atMost: z.array(textSchema).min(1).nullable().default(null),
});

const purposeSchema = z.strictObject({
  nl: textSchema,
  bases: z.array(basisSchema).min(1),
  law: z.array(textSchema).min(1),
  dpv: z.string().regex(/^dpv:[A-Z][A-Za-z]+$/, "is no DPV term, as dpv:LegalCompliance"),
  statement: statementSchema,
  objectionAbsolute: z.boolean().default(false),
  internalOnly: z.boolean().default(false),
  unilateral: z.boolean().default(false),
  leaving: leavingSchema.nullable().default(null),
});

export const purposesFileSchema = z.strictObject({
  purposes: z.record(slugSchema, purposeSchema),
  forbidden: z.record(slugSchema, textSchema),
});

/** Reads `purposes.yaml`: domain.md §3. Tells a purpose that is both allowed and forbidden. */
export function readPurposes(source: Source): {
  purposes: ReadonlyMap<string, Purpose>;
  forbidden: ReadonlyMap<string, string>;
  problems: Problem[];
} {
  const read = readAs(purposesFileSchema, source);
  if ("problems" in read) return { purposes: new Map(), forbidden: new Map(), problems: read.problems };
  const purposes = new Map(Object.entries(read.value.purposes).map(([id, row]) => [id, { id, ...row }]));
  const forbidden = new Map(Object.entries(read.value.forbidden));
  const problems = [...forbidden.keys()]
    .filter((id) => purposes.has(id))
    .map((id) =>
      problemAt(source, ["forbidden", id], {
        message: `purpose \`${id}\` is both allowed and forbidden`,
        remedy: "keep it in one of the two",
      }),
    );
  return { purposes, forbidden, problems };
}
