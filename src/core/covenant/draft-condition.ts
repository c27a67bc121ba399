import { conditionSchema } from "./condition.ts";

export interface DraftCondition {
  readonly fact: string;
  readonly op: string;
  /** As YAML and JSON write it. */
  readonly value: unknown;
}

/** One fact and one test in words: `arrearsMonths min 2`, `mainSubjectRole oneOf tenant, co-tenant`. `null` for anything else. */
export function readDraftCondition(text: string): DraftCondition | null {
  const [, fact, op, rest] = /^([a-z][A-Za-z0-9.]*) ([a-zA-Z]+)(?: (.+))?$/.exec(text.trim()) ?? [];
  if (fact === undefined || op === undefined) return null;
  const isList = op === "oneOf" || op === "noneOf";
  const value = isList ? (rest ?? "").split(",").map((part) => scalarOf(part.trim())) : scalarOf(rest ?? "true");
  return conditionSchema.safeParse({ fact, [op]: value }).success ? { fact, op, value } : null;
}

function scalarOf(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
