import { factsOf } from "../covenant/condition.ts";
import type { Precondition } from "../covenant/types.ts";
import type { Strike } from "./check-result.ts";
import { missingIn } from "./checks/fields.ts";
import { strikeOf } from "./checks/preconditions.ts";
import { judgeCondition } from "./conditions.ts";
import { groundOf, type Context } from "./context.ts";
import { documentFacts, isOfDocument } from "./facts.ts";
import { legalOrderStrikes } from "./legal-order.ts";
import type { Reason } from "./reasons.ts";
import type { Judgement } from "./types.ts";
import { isWellSupplied } from "./well-typed.ts";

/**
 * What is wrong with a partner's document whoever it is about: an order that is no order, a required field that it lacks,
 * evidence of its own that fails. Judged on the document alone, so that the same bad document gets the same refusal for a
 * person we know and for one we do not. Without this, sending it would be a way to ask who is a tenant.
 */
export function documentFaults(context: Context, { plan, questionPlan }: Judgement): readonly Reason[] {
  const { clause, partnerSends, case: given } = context;
  if (clause === null || !partnerSends) return [];
  const supplied = (name: string): boolean => isWellSupplied(name, given);
  const strikes: readonly Strike[] = [
    ...legalOrderStrikes(context),
    ...clause.preconditions.flatMap((precondition) => faultOf(precondition, context) ?? []),
    ...missingIn(questionPlan ?? plan, supplied),
  ];
  return strikes.map(({ reason }) => reason);
}

/** A precondition that rests on nothing but the document and refuses it. */
function faultOf(precondition: Precondition, context: Context): Strike | null {
  if (!factsOf(precondition.condition).every((name) => isOfDocument(name, context))) return null;
  const ground = { ...groundOf(context), facts: documentFacts(context.case) };
  const strike = strikeOf(precondition, judgeCondition(precondition.condition, ground));
  return strike?.result === "deny" ? strike : null;
}
