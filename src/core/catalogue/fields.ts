import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import type { FieldDefinition, FieldMember } from "./types.ts";
import {
  categorySchema,
  fieldNameSchema,
  fieldTypeSchema,
  listNameSchema,
  sensitivitySchema,
  statementSchema,
  textSchema,
  transformIdSchema,
} from "./words.ts";

const MEMBER = /^([A-Za-z]+)(?: ([A-Z][A-Z0-9]+))?$/;

/** `date`, `code KANDIDAATSTATUS`: the type of a member and, for a code, its list. */
const memberSchema = z
  .string()
  .regex(MEMBER, "is no type with an optional code list")
  .transform((text) => MEMBER.exec(text) ?? [])
  .transform(([, type, list]) => ({ type, codeList: list ?? null }))
  .pipe(z.object({ type: fieldTypeSchema, codeList: z.string().nullable() }));

const rowSchema = z
  .strictObject({
    no: z.int().min(1).max(999),
    name: fieldNameSchema,
    nl: textSchema,
    vera: textSchema.nullable(),
    type: fieldTypeSchema,
    codes: listNameSchema.optional(),
    category: categorySchema,
    sensitivity: sensitivitySchema,
    to: z.array(transformIdSchema),
    members: z.record(z.string().regex(/^[a-z][A-Za-z]*$/), memberSchema).optional(),
    statement: statementSchema,
    alwaysDropped: z.boolean().optional(),
  })
  .refine(
    (row) => row.codes === undefined || row.type === "code" || row.type === "codes",
    "names a code list without being a code",
  );

export const fieldsFileSchema = z.strictObject({ fields: z.array(rowSchema).min(1) });

function toDefinition(row: z.infer<typeof rowSchema>): FieldDefinition {
  const members = row.members === undefined ? null : Object.entries(row.members).map(toMember);
  return {
    number: row.no,
    name: row.name,
    nl: row.nl,
    vera: row.vera,
    type: row.type,
    codeList: row.codes ?? null,
    category: row.category,
    sensitivity: row.sensitivity,
    transforms: row.to,
    statement: row.statement,
    alwaysDropped: row.alwaysDropped ?? false,
    members,
  };
}

const toMember = ([name, member]: [string, z.infer<typeof memberSchema>]): FieldMember => ({ name, ...member });

/** Reads `fields.yaml`: domain.md §2.1. Tells a field that is named twice and a prohibited one that lists transforms. */
export function readFields(source: Source): { fields: ReadonlyMap<string, FieldDefinition>; problems: Problem[] } {
  const read = readAs(fieldsFileSchema, source);
  const fields = new Map<string, FieldDefinition>();
  if ("problems" in read) return { fields, problems: read.problems };
  const problems: Problem[] = [];
  read.value.fields.forEach((row, index) => {
    const tell = (message: string, remedy: string) =>
      problems.push(problemAt(source, ["fields", index], { message, remedy }));
    if (fields.has(row.name)) tell(`field \`${row.name}\` stands here a second time`, "keep one of the two");
    if (row.sensitivity === "X" && row.to.length > 0) {
      tell(`field \`${row.name}\` is prohibited and lists transforms`, "a field of class X is removed; empty its `to`");
    }
    fields.set(row.name, toDefinition(row));
  });
  return { fields, problems };
}
