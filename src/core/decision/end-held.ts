import type { Decision } from "./types.ts";
import { denied } from "./verdicts.ts";

/**
 * A held decision that a person rejected or nobody took up: a refusal for which nothing is released. Only makes a decision
 * stricter, so it may make one beside `decide`.
 */
export function endHeld(decision: Decision, code: "REJECTED_BY_APPROVER" | "HOLD_EXPIRED"): Decision {
  const reason = { code };
  return {
    ...decision,
    outcome: "deny",
    reasons: [reason, ...decision.reasons],
    publicReasons: [reason],
    verdicts: denied(decision.verdicts, reason),
    questionVerdicts: denied(decision.questionVerdicts, reason),
    publicVerdicts: [],
    approval: null,
    retryable: false,
    counters: [],
    effects: [],
    duties: [],
    excerpt: null,
  };
}
