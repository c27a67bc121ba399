import { z } from "zod";

/** Schemas that stand under `components` by name. Filled while the route files load, read when the document is made. */
export const apiSchemas = z.registry<{ readonly id: string }>();

/** Gives a schema its name in the document: PascalCase, once. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  apiSchemas.add(schema, { id });
  return schema;
}
