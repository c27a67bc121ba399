import type { FactValue } from "../covenant/types.ts";
import { NOTES, printReason, type Reason, type ReasonCode } from "./reasons.ts";
import type { ApprovalState, CheckName, CheckResult } from "./types.ts";

/** One thing that speaks against an exchange. */
export interface Strike {
  readonly result: "deny" | "hold";
  readonly reason: Reason;
}

export type Compared = Readonly<Record<string, FactValue>>;

const NUMBERS: Readonly<Record<CheckName, CheckResult["number"]>> = {
  partner: 1,
  contract: 2,
  subject: 3,
  record: 4,
  state: 5,
  consent: 6,
  preconditions: 7,
  limits: 8,
  fields: 9,
  text: 10,
  approval: 11,
  delivery: 12,
};

export const reasonOf = (code: ReasonCode, param?: string): Reason =>
  param === undefined ? { code } : { code, param };
export const deny = (code: ReasonCode, param?: string): Strike => ({ result: "deny", reason: reasonOf(code, param) });
export const hold = (code: ReasonCode, param?: string): Strike => ({ result: "hold", reason: reasonOf(code, param) });

/** Within one check a deny beats a hold; all its reasons are kept, those of a deny first. */
export function resultOf(name: CheckName, strikes: readonly Strike[], compared: Compared = {}): CheckResult {
  const reasonsOf = (result: Strike["result"]) =>
    strikes.filter((strike) => strike.result === result).map((strike) => strike.reason);
  const [denied, held] = [reasonsOf("deny"), reasonsOf("hold")];
  const result = denied.length > 0 ? "deny" : held.length > 0 ? "hold" : "pass";
  return { number: NUMBERS[name], name, result, reasons: [...denied, ...held], compared };
}

/** A check that cannot be judged because an earlier one left nothing to judge. It never lets an exchange pass. */
export const skipped = (name: CheckName): CheckResult => ({
  number: NUMBERS[name],
  name,
  result: "skipped",
  reasons: [],
  compared: {},
});

/**
 * No approval tells which of two persons was meant: the sender must. And an objection waits for its overriding decision to be
 * recorded, with its grounds, not for a nod (domain.md §0.2; AVG 21(1)).
 */
const NOT_APPROVABLE: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["SUBJECT_AMBIGUOUS", "OBJECTED"]);

/** A hold that was approved passes and keeps its reasons; a deny is never approved. */
export function settled(check: CheckResult, approvals: ApprovalState): CheckResult {
  if (check.result !== "hold" || !approvals.approved) return check;
  if (check.reasons.some((reason) => NOT_APPROVABLE.has(reason.code))) return check;
  const { only } = approvals;
  const holding = check.reasons.filter(({ code }) => !NOTES.has(code));
  if (only !== undefined && !holding.every((reason) => only.has(printReason(reason)))) return check;
  return { ...check, result: "pass", compared: { ...check.compared, approved: true } };
}
