import type { Problem, Source } from "../catalogue/source.ts";
import type { Finding, RuleText, Severity } from "./finding.ts";
import { placeOf } from "./lint.ts";
import { FILE_RULES } from "./lint-rules.ts";

/** A finding as it is told: where in which file, by which rule and law, and what to do. */
export interface ToldFinding {
  /** `covenants/x/v1.yaml`, or the file as it was named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly law: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** A finding with the line on which it stands. */
export function tellFinding(finding: Finding, source: Source): ToldFinding {
  const { rule, law, severity, message, remedy } = finding;
  return { file: source.file, line: source.lineOf(placeOf(finding, source)), rule, law, severity, message, remedy };
}

/** What a file itself is wrong in: it cannot be read, was changed, or is signed by another. */
export function tellProblem(rule: keyof typeof FILE_RULES, { at, ...text }: Problem): ToldFinding {
  const { law }: RuleText = FILE_RULES[rule];
  const colon = at.lastIndexOf(":");
  const line = Number(at.slice(colon + 1));
  const place = colon > 0 && Number.isInteger(line) ? { file: at.slice(0, colon), line } : { file: at, line: 1 };
  return { ...place, rule, law, severity: "error", ...text };
}

/** Whether lint passes: no error, and under `strict` no warning either. */
export const lintHolds = (findings: readonly ToldFinding[], strict: boolean): boolean =>
  !findings.some(({ severity }) => strict || severity === "error");
