import { z } from "zod";
import { apiSchemas } from "./registry.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const REF = "#/components/schemas/";
const OPTIONS = {
  target: "draft-2020-12",
  metadata: apiSchemas,
  uri: (id: string) => `${REF}${id}`,
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => tidy(jsonSchema),
} as const;

/** Every schema by name. As sent, not as parsed: instants are strings here, and defaults may be left out. */
export function namedSchemas(): Readonly<Record<string, JsonSchema>> {
  const { schemas } = z.toJSONSchema(apiSchemas, { ...OPTIONS, io: "input" });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]));
}

/** Refuses a schema without a name: what a body looks like is worth one. */
export function refTo(schema: z.ZodType): JsonSchema {
  const id = apiSchemas.get(schema)?.id;
  if (id === undefined) throw new Error("a body's schema is not `named`");
  return { $ref: `${REF}${id}` };
}

/** A parameter as it is meant (a number), not as its text is parsed. */
export function inlineSchema(schema: z.core.$ZodType): JsonSchema {
  return bare(z.toJSONSchema(schema, { ...OPTIONS, io: "output" }));
}

/** Without the members that name a schema by itself: here its place in the document does. */
function bare(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$schema" && name !== "$id"));
}

/** The library's patterns for formats are hundreds of characters that no reader needs beside `format`. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  delete schema.propertyNames;
}
