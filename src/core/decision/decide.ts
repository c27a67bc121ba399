import type { Minimised } from "../minimise/types.ts";
import { alertsOf } from "./alerts.ts";
import { approvalFor } from "./approvals.ts";
import { settled, skipped } from "./check-result.ts";
import { checkApproval } from "./checks/approval.ts";
import { checkFields } from "./checks/fields.ts";
import { checkText } from "./checks/text.ts";
import { documentFaults } from "./document-faults.ts";
import { toLeftover, type Leftover } from "./leftover.ts";
import { isRetryable, outcomeOf, reasonsOf } from "./outcome.ts";
import { rectificationOf } from "./owners.ts";
import { publicReasonsOf, publicVerdictsOf } from "./public.ts";
import { stateHits } from "./standing.ts";
import type { CheckResult, Decision, Judgement } from "./types.ts";
import { denied, questionVerdictsOf, verdictsOf } from "./verdicts.ts";

const CHECKS = [checkFields, checkText, checkApproval];

/**
 * Checks 9 to 11 on what is left, the outcome, and a verdict for every field; the twelfth check, delivery, is recorded by
 * those who deliver. Only an allow carries an excerpt, effects, duties and counters. Refuses an excerpt that the plan
 * does not cover (`INVARIANT_BROKEN`).
 */
export function decide(judgement: Judgement, minimised: Minimised): Decision {
  const leftover = toLeftover(judgement, minimised);
  const { context } = leftover;
  const { approvals } = context.case;
  const late = CHECKS.map((check) => settled(check(leftover), approvals));
  const checks: readonly CheckResult[] = [...judgement.checks, ...late, skipped("delivery")];
  const faults = documentFaults(context, judgement);
  const outcome = outcomeOf({ checks, context, faults });
  const reasons = reasonsOf(checks);
  const publicReasons = publicReasonsOf({ checks, context, faults }, outcome);
  const found = verdictsOf(leftover);
  const question = questionVerdictsOf(judgement, judgement.questionPlan);
  const [first = null] = reasons;
  const [firstPublic = null] = publicReasons;
  return {
    outcome,
    reasons,
    publicReasons,
    checks,
    verdicts: outcome === "deny" ? denied(found, first) : found,
    publicVerdicts: publicVerdictsOf(found, { context, outcome, publicReasons }),
    questionVerdicts: outcome === "deny" ? denied(question, firstPublic) : question,
    approval: outcome === "hold" ? approvalFor(leftover, checks) : null,
    escalates: outcome === "hold" && judgement.clause?.holdEscalates === true,
    retryable: isRetryable(outcome, reasons),
    alerts: alertsOf(leftover, { verdicts: found, outcome }),
    ...marksOf(leftover),
    ...contractOf(leftover),
    ...(outcome === "allow" ? releaseOf(leftover) : NOTHING),
  } as Decision;
}

type Release = Pick<Decision, "counters" | "effects" | "duties" | "excerpt">;
const NOTHING: Release = { counters: [], effects: [], duties: [], excerpt: null };

const releaseOf = ({ judgement: { counters, clause }, minimised: { excerpt } }: Leftover): Release => ({
  counters,
  effects: clause?.effects ?? [],
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
