import type { Path, Problem, Source } from "../catalogue/source.ts";
import { problemAt } from "../catalogue/source.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Instant } from "../ids.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { lintBounds } from "./lint-bounds.ts";
import { lintConditions } from "./lint-conditions.ts";
import { CONSENT_RULES } from "./lint-consent.ts";
import { lintFields } from "./lint-fields.ts";
import { INFORM_RULES } from "./lint-inform.ts";
import { lintPapers } from "./lint-papers.ts";
import { PURPOSE_RULES } from "./lint-purpose.ts";
import { TERM_RULES } from "./lint-terms.ts";
import type { Covenant } from "./types.ts";

const CLAUSE_RULES = { ...PURPOSE_RULES, ...CONSENT_RULES, ...TERM_RULES, ...INFORM_RULES };

/**
 * Law as code (design §5): every rule that this covenant breaks, in the order of its clauses. Empty for a lawful one.
 * It judges what is written; whether a version is in force is for `standingOf`. With a day it also says what has grown old by then.
 */
export function lint(covenant: Covenant, catalogue: Catalogue, today: Instant | null = null): readonly Finding[] {
  const inClauses = covenant.clauses.flatMap((clause, index) => {
    const view = { clause, covenant, catalogue, path: ["clauses", index] };
    return [...findingsOf(CLAUSE_RULES, view), ...lintFields(view), ...lintConditions(view), ...lintBounds(view)];
  });
  return [...lintPapers({ covenant, catalogue, today }), ...inClauses];
}

/** The errors of one covenant as problems with file and line; warnings stop nothing. */
export function lintProblems(covenant: Covenant, catalogue: Catalogue, source: Source): Problem[] {
  return lint(covenant, catalogue)
    .filter(({ severity }) => severity === "error")
    .map((finding) => toProblem(finding, source));
}

/** One finding with its file, line, rule and law in words. */
export const toProblem = (finding: Finding, source: Source): Problem =>
  problemAt(source, placeOf(finding, source), {
    message: `${finding.message} (${finding.rule}, ${finding.law})`,
    remedy: finding.remedy,
  });

/** A field's or precondition's own line, found by name in the text as written; the list itself where a macro brought it in. */
export function placeOf({ path, name }: Finding, source: Source): Path {
  if (name === null) return path;
  const items = path.reduce<unknown>(memberOf, source.data) as readonly unknown[];
  const named = new RegExp(`(^|[^A-Za-z.])${name.replace(".", "\\.")}([^A-Za-z.]|$)`);
  return [...path, items.findIndex((item) => named.test(textOf(item)))];
}

/** An entry of a list as the schema let it through: a text, or an object with a `field` or an `id`. */
const textOf = (item: unknown): string => String(memberOf(item, "field") ?? memberOf(item, "id") ?? item);

const memberOf = (value: unknown, part: string | number): unknown =>
  (Object(value) as Readonly<Record<string | number, unknown>>)[part];
