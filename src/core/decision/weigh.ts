import type { Minimised } from "../minimise/types.ts";
import { settled, skipped } from "./check-result.ts";
import { checkApproval } from "./checks/approval.ts";
import { checkFields } from "./checks/fields.ts";
import { checkText } from "./checks/text.ts";
import { documentFaults } from "./document-faults.ts";
import { toLeftover, type Leftover } from "./leftover.ts";
import { outcomeOf } from "./outcome.ts";
import { publicReasonsOf, publicVerdictsOf } from "./public.ts";
import type { Reason } from "./reasons.ts";
import type { CheckResult, Judgement, Outcome, Verdict } from "./types.ts";
import { verdictsOf } from "./verdicts.ts";

/** What a decision comes to, and what of it the other side may know. */
export interface Answer {
  readonly outcome: Outcome;
  readonly publicReasons: readonly Reason[];
  readonly publicVerdicts: readonly Verdict[];
}

export interface Weighed extends Answer {
  readonly leftover: Leftover;
  /** All twelve. */
  readonly checks: readonly CheckResult[];
  /** A verdict for every field, as if nothing spoke against the exchange. */
  readonly verdicts: readonly Verdict[];
}

const CHECKS = [checkFields, checkText, checkApproval];

/** Checks 9 to 11 on what minimising left, and the outcome of all. */
export function weigh(judgement: Judgement, minimised: Minimised): Weighed {
  const leftover = toLeftover(judgement, minimised);
  const { context } = leftover;
  const last = CHECKS.map((check) => settled(check(leftover), context.case.approvals));
  const checks: readonly CheckResult[] = [...judgement.checks, ...last, skipped("delivery")];
  const faults = documentFaults(context, judgement);
  const outcome = outcomeOf({ checks, context, faults });
  const publicReasons = publicReasonsOf({ checks, context, faults }, outcome);
  const verdicts = verdictsOf(leftover);
  const publicVerdicts = publicVerdictsOf(verdicts, { context, outcome, publicReasons });
  return { leftover, checks, verdicts, outcome, publicReasons, publicVerdicts };
}
