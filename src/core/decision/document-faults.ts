import { fieldOf } from "../catalogue/look-up.ts";
import { factsOf } from "../covenant/condition.ts";
import type { Precondition } from "../covenant/types.ts";
import type { Strike } from "./check-result.ts";
import { fitField } from "../minimise/fit-field.ts";
import { missingIn } from "./checks/fields.ts";
import { strikeOf } from "./checks/preconditions.ts";
import { judgeCondition } from "./conditions.ts";
import { groundOf, type Context } from "./context.ts";
import { documentFacts } from "./facts.ts";
import { legalOrderStrikes } from "./legal-order.ts";
import type { Reason } from "./reasons.ts";
import type { Case, Judgement } from "./types.ts";
import { isSupplied, valueAt } from "./values.ts";

/**
 * What is wrong with a partner's document whoever it is about: an order that is no order, a required field that it lacks,
 * evidence of its own that fails. Judged on the document alone, so that the same bad document gets the same refusal for a
 * person we know and for one we do not. Without this, sending it would be a way to ask who is a tenant.
 */
export function documentFaults(context: Context, { plan, questionPlan }: Judgement): readonly Reason[] {
  const { clause, partnerSends, case: given } = context;
  if (clause === null || !partnerSends) return [];
  const supplied = (name: string): boolean => isSupplied(given.document.data, name) && isOfItsType(name, given);
  const strikes: readonly Strike[] = [
    ...legalOrderStrikes(context),
    ...clause.preconditions.flatMap((precondition) => faultOf(precondition, context) ?? []),
    ...missingIn(questionPlan ?? plan, supplied),
  ];
  return strikes.map(({ reason }) => reason);
}

/** A value that its type refuses is as good as none, and for everybody alike: only a person whom we know is minimised. */
function isOfItsType(name: string, { catalogue, document }: Case): boolean {
  const definition = fieldOf(catalogue, name);
  const value = valueAt(document.data, name);
  return definition === null || value === undefined || fitField(value, definition, catalogue) !== undefined;
}

/** A precondition that rests on nothing but the document and refuses it. */
function faultOf(precondition: Precondition, context: Context): Strike | null {
  const { catalogue } = context.case;
  const ownFacts = factsOf(precondition.condition).every((name) => catalogue.facts.get(name)?.provider === "data");
  if (!ownFacts || context.header.direction === "pull") return null;
  const ground = { ...groundOf(context), facts: documentFacts(context.case) };
  const strike = strikeOf(precondition, judgeCondition(precondition.condition, ground));
  return strike?.result === "deny" ? strike : null;
}
