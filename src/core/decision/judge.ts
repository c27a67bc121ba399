import { settled } from "./check-result.ts";
import { checkConsent } from "./checks/consent.ts";
import { checkContract } from "./checks/contract.ts";
import { checkLimits } from "./checks/limits.ts";
import { checkPartner } from "./checks/partner.ts";
import { checkPreconditions } from "./checks/preconditions.ts";
import { checkRecord } from "./checks/record.ts";
import { checkState } from "./checks/state.ts";
import { checkSubject } from "./checks/subject.ts";
import { toContext } from "./context.ts";
import { judgeLimits } from "./limits.ts";
import { planBody, planQuestion } from "./plan.ts";
import type { Case, CheckResult, Judgement } from "./types.ts";

const CHECKS = [
  checkPartner,
  checkContract,
  checkSubject,
  checkRecord,
  checkState,
  checkConsent,
  checkPreconditions,
  checkLimits,
];

/**
 * Checks 1 to 8 of domain.md §0.1 and a plan for every field. All checks run, so that all are logged; one that has
 * nothing left to judge is `skipped`. Pure: the same case always gives the same judgement. Decides nothing: `decide` does.
 */
export function judge(given: Case): Judgement {
  const context = toContext(given);
  const checks: readonly CheckResult[] = CHECKS.map((check) => settled(check(context), given.approvals));
  return {
    case: given,
    version: context.contract.version,
    clause: context.clause,
    partner: context.partnerId,
    checks,
    plan: planBody(context),
    questionPlan: planQuestion(context),
    counters: judgeLimits(context).uses,
  } as Judgement;
}
