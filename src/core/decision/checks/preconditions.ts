import type { FactCondition, Precondition } from "../../covenant/types.ts";
import { deny, hold, resultOf, skipped, type Strike } from "../check-result.ts";
import { judgeCondition, type Truth } from "../conditions.ts";
import { groundOf, type Context } from "../context.ts";
import { legalOrderStrikes } from "../legal-order.ts";
import type { CheckResult } from "../types.ts";

/** Check 7: the legal order where the clause rests on one, and every precondition: false denies, unknown holds, or as it says. */
export function checkPreconditions(context: Context): CheckResult {
  const { clause, who } = context;
  if (clause === null) return skipped("preconditions");
  const order = legalOrderStrikes(context);
  if (who === "missing") return order.length > 0 ? resultOf("preconditions", order) : skipped("preconditions");
  const ground = groundOf(context);
  const judged = clause.preconditions.map((precondition) => ({
    precondition,
    truth: judgeCondition(precondition.condition, ground),
  }));
  const waiting = isUnanswered(context) && judged.some(({ truth }) => truth === null);
  const strikes = judged.flatMap(({ precondition, truth }) =>
    truth === null && waiting ? [] : (strikeOf(precondition, truth) ?? []),
  );
  const compared = Object.fromEntries(judged.map(({ precondition: { id }, truth }) => [id, truth ?? "unknown"]));
  const result = resultOf("preconditions", [...order, ...strikes], compared);
  // The evidence comes with the answer. Without one nothing is released, whatever this check would say (check 9).
  return waiting && result.result === "pass" ? { ...result, result: "skipped" } : result;
}

/** A pull whose answer is not there: not fetched yet, not held, or its source did not answer. */
const isUnanswered = ({ header, body }: Context): boolean => header.direction === "pull" && body === null;

/** What a precondition speaks against; `null` when it is met. */
export function strikeOf(precondition: Precondition, truth: Truth): Strike | null {
  if (truth === true) return null;
  const result = truth === null ? precondition.onUnknown : precondition.onFalse;
  if (truth === false && isMunicipality(precondition)) {
    return { result, reason: { code: "MUNICIPALITY_MISMATCH", param: precondition.id } };
  }
  const code = truth === null ? "PRECONDITION_UNKNOWN" : "PRECONDITION_FAILED";
  return result === "deny" ? deny(code, precondition.id) : hold(code, precondition.id);
}

/** Another municipality is told as such: the sender knows at once where it should have gone. */
function isMunicipality({ condition }: Precondition): boolean {
  return "fact" in condition && asksMunicipality(condition);
}

const asksMunicipality = ({ tests }: FactCondition): boolean => tests.every(({ op }) => op === "partnersMunicipality");
