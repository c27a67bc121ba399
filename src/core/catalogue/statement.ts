import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import { clauseIdSchema, fieldNameSchema, slugSchema, statementNumberSchema, textSchema } from "./words.ts";

/** The privacy statement has so many numbered clauses (domain.md §1). */
export const STATEMENT_CLAUSES = 107;

/** One thing that keeps a clause of the statement, or the reason why nothing of the gateway does. */
export type Keeper =
  | { readonly covenant: string; readonly clause: string }
  | { readonly purpose: string }
  | { readonly field: string }
  | { readonly refused: string }
  | { readonly rule: string }
  | { readonly test: string }
  | { readonly outside: string };

export interface StatementClause {
  /** `S-01` to `S-107`. */
  readonly id: string;
  /** Our own short wording. */
  readonly nl: string;
  readonly keptBy: readonly Keeper[];
}

/** A rule of lint in small letters, a reason of decisions in capitals. */
const ruleSchema = z.string().regex(/^([a-z][a-z0-9-]{2,59}|[A-Z][A-Z_]{2,59})$/, "is no id of a rule");
const testSchema = z
  .string()
  .regex(/^test\/[a-z0-9-]+(\/[a-z0-9-]+)*\.test\.ts$/, "is no test, as test/core/decision/matrix.test.ts");

const keeperSchema = z.union([
  z.strictObject({ covenant: slugSchema, clause: clauseIdSchema }),
  z.strictObject({ purpose: slugSchema }),
  z.strictObject({ field: fieldNameSchema }),
  z.strictObject({ refused: slugSchema }),
  z.strictObject({ rule: ruleSchema }),
  z.strictObject({ test: testSchema }),
  z.strictObject({ outside: textSchema }),
]);

export const statementFileSchema = z.strictObject({
  statement: z.array(
    z.strictObject({ id: statementNumberSchema, nl: textSchema, keptBy: z.array(keeperSchema).min(1) }),
  ),
});

const numberOf = (index: number): string => `S-${String(index + 1).padStart(2, "0")}`;

/** Reads `statement.yaml`. Tells every clause of the statement that has no entry, and every entry out of its place. */
export function readStatement(source: Source): { statement: readonly StatementClause[]; problems: Problem[] } {
  const read = readAs(statementFileSchema, source);
  if ("problems" in read) return { statement: [], problems: read.problems };
  const { statement } = read.value;
  const ids = new Set(statement.map(({ id }) => id));
  const missing = Array.from({ length: STATEMENT_CLAUSES }, (_, index) => numberOf(index))
    .filter((id) => !ids.has(id))
    .map((id) =>
      problemAt(source, ["statement"], {
        message: `clause ${id} of the statement is kept by nothing`,
        remedy: "say what keeps it, or why it is outside the gateway",
      }),
    );
  // Where one is missing, all that follow stand elsewhere: only the gap is worth telling.
  const misplaced = statement.flatMap(({ id }, index) =>
    missing.length > 0 || id === numberOf(index)
      ? []
      : [
          problemAt(source, ["statement", index, "id"], {
            message: `clause ${id} stands twice or out of order`,
            remedy: "list the clauses once each, in the order of their numbers",
          }),
        ],
  );
  return { statement, problems: [...missing, ...misplaced.slice(0, 1)] };
}
