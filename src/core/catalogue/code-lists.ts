import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import type { CodeList } from "./types.ts";
import { listNameSchema, sensitivitySchema, textSchema } from "./words.ts";

const valueSchema = z.strictObject({
  nl: textSchema,
  sensitivity: sensitivitySchema.exclude(["X"]).optional(),
  parent: z
    .string()
    .regex(/^[A-Z][A-Z0-9]+\.[A-Za-z0-9_ ]+$/, "is no parent, as LIST.CODE")
    .optional(),
});

const listSchema = z.strictObject({
  source: z.enum(["vera", "own"]),
  closed: z.boolean(),
  sensitivity: sensitivitySchema.exclude(["X"]),
  values: z.record(z.string().regex(/^[A-Za-z0-9_ ]{1,40}$/, "is no code"), valueSchema),
});

export const codeListsFileSchema = z.strictObject({ lists: z.record(listNameSchema, listSchema) });

function toList(name: string, row: z.infer<typeof listSchema>): CodeList {
  const values = Object.entries(row.values).map(
    ([code, value]) =>
      [
        code,
        {
          list: name,
          code,
          nl: value.nl,
          sensitivity: value.sensitivity ?? row.sensitivity,
          parent: value.parent ?? null,
        },
      ] as const,
  );
  return { name, closed: row.closed, values: new Map(values) };
}

/** Reads `code-lists.yaml`: domain.md §2.2. Tells a parent that no list holds. */
export function readCodeLists(source: Source): { codeLists: ReadonlyMap<string, CodeList>; problems: Problem[] } {
  const read = readAs(codeListsFileSchema, source);
  if ("problems" in read) return { codeLists: new Map(), problems: read.problems };
  const codeLists = new Map(Object.entries(read.value.lists).map(([name, row]) => [name, toList(name, row)]));
  const orphans = [...codeLists.values()].flatMap((list) =>
    [...list.values.values()].filter((value) => value.parent !== null && !holds(codeLists, value.parent)),
  );
  const problems = orphans.map((value) =>
    problemAt(source, ["lists", value.list, "values", value.code], {
      message: `the parent of ${value.list}.${value.code} stands in no list`,
      remedy: "add that list or leave out the parent",
    }),
  );
  return { codeLists, problems };
}

function holds(codeLists: ReadonlyMap<string, CodeList>, parent: string): boolean {
  const dot = parent.indexOf(".");
  return codeLists.get(parent.slice(0, dot))?.values.has(parent.slice(dot + 1)) ?? false;
}
