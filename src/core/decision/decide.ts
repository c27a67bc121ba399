import type { Minimised } from "../minimise/types.ts";
import { alertsOf } from "./alerts.ts";
import { approvalFor } from "./approvals.ts";
import type { Leftover } from "./leftover.ts";
import { answerOf } from "./newcomer.ts";
import { isRetryable, reasonsOf } from "./outcome.ts";
import { rectificationOf } from "./owners.ts";
import { stateHits } from "./standing.ts";
import type { Decision, Judgement } from "./types.ts";
import { denied, questionVerdictsOf } from "./verdicts.ts";
import { weigh } from "./weigh.ts";

/**
 * Checks 9 to 11 on what is left, the outcome, and a verdict for every field; the twelfth check, delivery, is recorded by
 * those who deliver. Only an allow carries an excerpt, effects, duties and counters. Refuses an excerpt that the plan
 * does not cover (`INVARIANT_BROKEN`).
 */
export function decide(judgement: Judgement, minimised: Minimised): Decision {
  const weighed = weigh(judgement, minimised);
  const { leftover, checks, verdicts } = weighed;
  const { outcome, publicReasons, publicVerdicts } = answerOf(weighed);
  const reasons = reasonsOf(checks);
  // What was asked with came in with the question, and is told there.
  const isLate = judgement.case.late !== null;
  const question = isLate ? [] : questionVerdictsOf(judgement, judgement.questionPlan);
  const [first = null] = reasons;
  const [firstPublic = null] = publicReasons;
  return {
    outcome,
    reasons,
    publicReasons,
    checks,
    verdicts: outcome === "deny" ? denied(verdicts, first) : verdicts,
    publicVerdicts,
    questionVerdicts: outcome === "deny" ? denied(question, firstPublic) : question,
    approval: outcome === "hold" ? approvalFor(leftover, checks) : null,
    escalates: outcome === "hold" && judgement.clause?.holdEscalates === true,
    retryable: isRetryable(outcome, reasons),
    alerts: alertsOf(leftover, { verdicts, outcome }),
    ...marksOf(leftover),
    ...contractOf(leftover),
    ...(outcome === "allow" ? releaseOf(leftover) : NOTHING),
  } as Decision;
}

type Release = Pick<Decision, "counters" | "effects" | "duties" | "excerpt">;
const NOTHING: Release = { counters: [], effects: [], duties: [], excerpt: null };

const releaseOf = ({ judgement: { counters, clause, case: given }, minimised: { excerpt } }: Leftover): Release => ({
  counters,
  // Those of a released question came about when it was asked.
  effects: given.late?.counted === true ? [] : (clause?.effects ?? []),
  duties: clause?.duties ?? [],
  excerpt,
});

/** Whether what is left carries a disputed field, and whether the person's data are restricted (domain.md §0.2). */
const marksOf = ({ context, left }: Leftover) => ({
  disputed: [...left].some((name) => (rectificationOf(name, context) ?? "send") !== "send"),
  restricted: context.state !== null && stateHits(context.state, context).some(({ cell }) => cell === "flag"),
});

const contractOf = ({ context, judgement: { version, clause, partner } }: Leftover) => ({
  covenant:
    version === null
      ? null
      : { id: version.covenant.id, version: version.covenant.version, hash: version.covenant.hash as string },
  clause: clause?.id ?? null,
  basis: clause?.basis ?? null,
  partner,
  // The answer of a pull goes to the one who asked.
  recipient: context.header.direction === "pull" ? context.case.sender.id : context.header.to,
});
