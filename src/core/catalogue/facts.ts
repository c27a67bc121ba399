import { z } from "zod";

import { readAs, type Problem, type Source } from "./source.ts";
import type { FactDefinition } from "./types.ts";
import { fieldNameSchema, textSchema } from "./words.ts";

const factSchema = z
  .strictObject({
    nl: textSchema,
    from: z.enum(["data", "register", "ledger", "computed"]),
    type: z.enum(["boolean", "number", "date", "dates", "code", "string", "list", "object"]),
    field: fieldNameSchema.optional(),
    mayBeFuture: z.literal(true).optional(),
    informing: z.enum(["told", "postponed"]).optional(),
  })
  .refine(
    (fact) => fact.mayBeFuture === undefined || fact.type === "date" || fact.type === "dates",
    "may lie in the future, so it is of type date or dates",
  )
  .refine((fact) => fact.field === undefined || fact.from === "data", "names a field, so it comes from data");

const nameSchema = z.string().regex(/^[a-z][A-Za-z0-9.]*$/, "is no name of a fact");
export const factsFileSchema = z.strictObject({ facts: z.record(nameSchema, factSchema) });

/** Reads `facts.yaml`: every fact that a condition may name, with its one provider (design §6). */
export function readFacts(source: Source): { facts: ReadonlyMap<string, FactDefinition>; problems: Problem[] } {
  const read = readAs(factsFileSchema, source);
  if ("problems" in read) return { facts: new Map(), problems: read.problems };
  const facts = Object.entries(read.value.facts).map(([name, row]): [string, FactDefinition] => [
    name,
    {
      name,
      nl: row.nl,
      provider: row.from,
      type: row.type,
      field: row.from === "data" ? (row.field ?? name) : null,
      ...(row.mayBeFuture === undefined ? {} : { mayBeFuture: row.mayBeFuture }),
      ...(row.informing === undefined ? {} : { informing: row.informing }),
    },
  ]);
  return { facts: new Map(facts), problems: [] };
}
