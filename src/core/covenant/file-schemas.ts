import { z } from "zod";

import { codeListsFileSchema } from "../catalogue/code-lists.ts";
import { factsFileSchema } from "../catalogue/facts.ts";
import { fieldsFileSchema } from "../catalogue/fields.ts";
import { incomeClassesFileSchema } from "../catalogue/income.ts";
import { informedFileSchema } from "../catalogue/informed.ts";
import { officersFileSchema } from "../catalogue/officers.ts";
import { partyFileSchema, partyOverlaySchema } from "../catalogue/parties.ts";
import { purposesFileSchema } from "../catalogue/purposes.ts";
import { refusedFileSchema } from "../catalogue/refusals.ts";
import { statementFileSchema } from "../catalogue/statement.ts";
import { conditionSchema, conditionShapes } from "./condition.ts";
import { covenantSchema } from "./schema.ts";

/** SHA-256 of every published version and of every file of the catalogue, by its place. */
const publishedFileSchema = z.record(
  z
    .string()
    .regex(/^(covenants\/[a-z][a-z0-9-]{1,59}\/v[1-9]\d{0,3}|parties\/[a-z][a-z0-9-]{2,39}|[a-z-]{3,30})\.yaml$/),
  z.string().regex(/^[0-9a-f]{64}$/),
);

/** Every kind of file under `contracts/`, by the name of its schema. */
const FILES = {
  "code-lists": codeListsFileSchema,
  "covenant": covenantSchema,
  "facts": factsFileSchema,
  "fields": fieldsFileSchema,
  "income-classes": incomeClassesFileSchema,
  "informed": informedFileSchema,
  "officers": officersFileSchema,
  "party": partyFileSchema,
  "party-overlay": partyOverlaySchema,
  "published": publishedFileSchema,
  "purposes": purposesFileSchema,
  "refused": refusedFileSchema,
  "statement": statementFileSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type FileKind = keyof typeof FILES;
export const FILE_KINDS = Object.keys(FILES) as readonly FileKind[];

const CONDITION = "condition";
type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schema (draft 2020-12) of a file as it is written, for editors. It knows the shape of each value; what one
 * file asks of another, the short notation and the law are for the gateway and for lint.
 */
export function fileJsonSchema(kind: FileKind): JsonSchema {
  const schema = jsonSchemaOf(FILES[kind]);
  const recursive = JSON.stringify(schema).includes(`#/$defs/${CONDITION}`);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `contracts: ${kind}`,
    ...bare(schema),
    ...(recursive ? { $defs: { [CONDITION]: bare(jsonSchemaOf(conditionShapes)) } } : {}),
  };
}

/** What a file says before anything is filled in or read: `io: "input"`. A condition, which holds conditions, is told once. */
const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (isCondition(zodSchema)) jsonSchema.$ref = `#/$defs/${CONDITION}`;
    },
  });

const isCondition = (schema: unknown): boolean => schema === conditionSchema;

/** Without the draft, which the whole schema names. */
const bare = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema"));
