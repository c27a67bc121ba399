import type { z } from "zod";

import { type ErrorCode, GatewayError } from "../errors.ts";

export type Path = readonly (string | number)[];

/** One file of `contracts/`, already read: plain data and the line on which each part of it stands. */
export interface Source {
  /** As printed in errors: `covenants/x/v1.yaml`. */
  readonly file: string;
  readonly data: unknown;
  /** Line of a key or item; of the nearest part around it where the path itself does not exist. */
  readonly lineOf: (path: Path) => number;
}

/** Something that stops the start: where, what, and what to do. Our own names only, as our own files hold no person. */
export interface Problem {
  readonly at: string;
  readonly message: string;
  readonly remedy: string;
}

export function problemAt(source: Source, path: Path, text: { readonly message: string; readonly remedy: string }) {
  return { at: `${source.file}:${source.lineOf(path)}`, message: text.message, remedy: text.remedy } satisfies Problem;
}

/** Gives the value that a schema makes of a source, or tells every problem with its line; never both. */
export function readAs<T>(schema: z.ZodType<T>, source: Source): { value: T } | { problems: Problem[] } {
  const result = schema.safeParse(source.data, { reportInput: false });
  if (result.success) return { value: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, source)) };
}

function problemsOf(issue: z.core.$ZodIssue, source: Source, around: Path = []): Problem[] {
  const path = [...around, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "invalid_union") {
    const branch = meantBranch(issue.errors);
    if (branch !== null) return branch.flatMap((inner) => problemsOf(inner, source, path));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      problemAt(source, [...path, key], { message: `unknown key \`${key}\``, remedy: "remove it or correct its name" }),
    );
  }
  const name = path.length === 0 ? "the file" : `\`${path.join(".")}\``;
  return [
    problemAt(source, path, {
      message: `${name}: ${said(issue)}`,
      remedy: "write it as the README of contracts shows",
    }),
  ];
}

/** Of a union's branches the one that was meant: it did not fail on the kind of the value itself. */
function meantBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | null {
  const kindFits = (issue: z.core.$ZodIssue) => issue.path.length > 0 || issue.code === "unrecognized_keys";
  return branches.find((issues) => issues.length > 0 && issues.every(kindFits)) ?? null;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a map",
  boolean: "true or false",
};

/** In words of the file; the schema's own are those of a programmer. */
function said(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.message.endsWith("received undefined")) return "is missing";
      return `is not ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
    case "invalid_value":
      return `is none of ${issue.values.map((value) => `\`${String(value)}\``).join(", ")}`;
    case "invalid_union":
      return "has none of the forms that it may have";
    case "too_small":
      return issue.origin === "array" || issue.origin === "string" ? "is empty or too short" : "is too small";
    case "too_big":
      return issue.origin === "array" || issue.origin === "string" ? "is too long" : "is too large";
    default:
      return lower(issue.message);
  }
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Throws one error that names every problem; `at` is the first one's place. Does nothing when there is none. */
export function refuseProblems(code: ErrorCode, problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const lines = problems.map((problem) => `${problem.at} ${problem.message}; ${problem.remedy}`);
  throw new GatewayError(code, lines.join("\n"), { at: first.at, remedy: first.remedy });
}
