import { z } from "zod";

import { validitySchema } from "./validity.ts";
import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import type { IncomeTable } from "./types.ts";

const limitsSchema = z.strictObject({
  onePerson: z.int().positive(),
  morePersons: z.int().positive(),
  onePersonElderly: z.int().positive(),
  morePersonsElderly: z.int().positive(),
});

export const incomeClassesFileSchema = z.strictObject({
  tables: z
    .array(
      z.strictObject({
        year: z.int().min(2020).max(2100),
        valid: validitySchema,
        pt: limitsSchema,
        daeb: limitsSchema,
      }),
    )
    .min(1),
});

/** Reads `income-classes.yaml`: domain.md §2.3. Tells tables whose validity overlaps. */
export function readIncomeTables(source: Source): { incomeTables: readonly IncomeTable[]; problems: Problem[] } {
  const read = readAs(incomeClassesFileSchema, source);
  if ("problems" in read) return { incomeTables: [], problems: read.problems };
  const incomeTables = read.value.tables.map(({ valid, ...table }) => ({ ...table, ...valid }));
  const problems = incomeTables.flatMap((table, index) =>
    incomeTables.slice(0, index).some((other) => table.from < other.until && other.from < table.until)
      ? [
          problemAt(source, ["tables", index, "valid"], {
            message: `the table of ${table.year} overlaps another`,
            remedy: "let one year end before the next begins",
          }),
        ]
      : [],
  );
  return { incomeTables, problems };
}
