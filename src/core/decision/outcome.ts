import type { Context } from "./context.ts";
import { NOTES, type Reason, type ReasonCode } from "./reasons.ts";
import type { CheckResult, Outcome } from "./types.ts";

/** The last check that a decision itself judges; the twelfth is recorded by commit and deliver. */
const LAST_JUDGED = 11;

const isFailing = ({ result }: CheckResult): boolean => result === "deny" || result === "hold";

/**
 * The earliest failing check decides (domain.md §0.1). A hold may stand before a later deny: approving it decides anew
 * with that hold passed, and the deny shows, so that nothing denied is ever released by an approval. Two exceptions, both
 * of which keep from a partner who is a tenant, and neither of which releases anything:
 *
 * - a partner's document that is faulty by itself is denied at once, whatever else would hold;
 * - a sound question that a person must approve in any case is held, also where it will be denied, until that person saw it.
 *
 * Allowed is only what all eleven checks passed: one that was skipped or is missing denies.
 */
export function outcomeOf({ checks, context, faults }: Judged): Outcome {
  const failing = checks.find(isFailing);
  if (isContractual(failing)) return "deny";
  if (faults.length > 0) return "deny";
  if (isBlindHold(context)) return "hold";
  if (failing !== undefined) return failing.result === "hold" ? "hold" : "deny";
  const passed = checks.filter(({ number, result }) => number <= LAST_JUDGED && result === "pass");
  return new Set(passed.map(({ number }) => number)).size === LAST_JUDGED ? "allow" : "deny";
}

export interface Judged {
  readonly checks: readonly CheckResult[];
  readonly context: Context;
  readonly faults: readonly Reason[];
}

/** Checks 1 and 2 are about parties and paper, not about a person. */
export const isContractual = (check: CheckResult | undefined): boolean =>
  check !== undefined && check.number <= 2 && isFailing(check);

type Asked = Pick<Context, "clause" | "partnerSends" | "header"> & {
  readonly case: Pick<Context["case"], "approvals" | "late">;
};

/**
 * A partner's question that nobody answers unseen: until it is approved it looks the same for everybody. A late answer is
 * the corporation's own document, which hides nothing from whoever sent it.
 */
export const isBlindHold = ({ clause, partnerSends, header, case: { approvals, late } }: Asked): boolean =>
  partnerSends && header.direction === "pull" && late === null && clause?.approval != null && !approvals.approved;

/** What was taken out of a text, whatever the outcome. */
export const notesIn = (checks: readonly CheckResult[]): readonly Reason[] =>
  checks.flatMap(({ reasons }) => reasons.filter(({ code }) => NOTES.has(code)));

/** The reasons of every failing check, the earliest check's first, then what was noted in passing. */
export const reasonsOf = (checks: readonly CheckResult[]): readonly Reason[] => [
  ...checks.filter(isFailing).flatMap(({ reasons }) => reasons.filter(({ code }) => !NOTES.has(code))),
  ...notesIn(checks),
];

/** Reasons that may pass by waiting alone. */
const PASSING: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "REGISTER_STALE",
  "SOURCE_UNAVAILABLE",
  "VOLUME_EXCEEDED",
  "TOO_SOON",
  "CONTRACT_NOT_YET_VALID",
]);

/** Whether the same document may fare better later without a change: a hold may, a deny when waiting cures all of it. */
export function isRetryable(outcome: Outcome, reasons: readonly Reason[]): boolean {
  const standing = reasons.filter(({ code }) => !NOTES.has(code));
  return (
    outcome === "hold" || (outcome === "deny" && standing.length > 0 && standing.every(({ code }) => PASSING.has(code)))
  );
}
