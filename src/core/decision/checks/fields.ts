import type { Plan } from "../../minimise/types.ts";
import { deny, hold, resultOf, skipped, type Strike } from "../check-result.ts";
import type { Leftover } from "../leftover.ts";
import { isBlindHold } from "../outcome.ts";
import { secretFields } from "../secret-address.ts";
import type { CheckResult } from "../types.ts";
import { isWellSupplied } from "../well-typed.ts";

/**
 * Check 9: after minimising every required field is left, and anything at all; a secret address that the clause cannot
 * do without waits for a person. A question must hold its own required fields whoever it is about.
 */
export function checkFields(leftover: Leftover): CheckResult {
  const { context, judgement, left } = leftover;
  if (judgement.clause === null) return skipped("fields");
  const strikes = [...questionStrikes(leftover), ...bodyStrikes(leftover)];
  const compared = { left: [...left].sort() };
  if (strikes.length === 0 && isUnjudged(leftover)) return skipped("fields");
  return resultOf("fields", strikes, {
    ...compared,
    answer: context.case.answer === "unavailable" ? "unavailable" : null,
  });
}

/** Nobody was found, or an answer was not fetched: the exchange was refused before, or waits for whoever may look. */
function isUnjudged({ context, judgement: { checks } }: Leftover): boolean {
  if (context.who === "missing") return true;
  return context.body === null && (isBlindHold(context) || checks.some(({ result }) => result === "deny"));
}

function questionStrikes({ context: { case: given }, judgement: { questionPlan } }: Leftover): readonly Strike[] {
  if (questionPlan === null) return [];
  return missingIn(questionPlan, (name) => isWellSupplied(name, given));
}

function bodyStrikes(leftover: Leftover): readonly Strike[] {
  const { context, judgement, left } = leftover;
  if (isUnjudged(leftover)) return [];
  if (context.header.direction === "pull" && context.case.answer === "unavailable") return [deny("SOURCE_UNAVAILABLE")];
  return [
    ...missingIn(judgement.plan, (name) => left.has(name)),
    ...(left.size === 0 ? [deny("NOTHING_LEFT")] : []),
    ...secretFields(context)
      .filter((name) => left.has(name))
      .map((name) => hold("SECRET_ADDRESS", name)),
  ];
}

/** Required fields that are not there, and of each group of alternatives the first when none is. */
export function missingIn({ fields, requiredOneOf }: Plan, isThere: (name: string) => boolean): readonly Strike[] {
  const required = fields.filter((field) => field.required && !isThere(field.name)).map(({ name }) => name);
  const groups = requiredOneOf.filter((group) => !group.some(isThere)).map(([first]) => first);
  return [...required, ...groups].map((name) => deny("REQUIRED_FIELD_MISSING", name));
}
