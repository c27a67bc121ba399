import { resultOf, skipped } from "../check-result.ts";
import type { Context } from "../context.ts";
import { judgeLimits } from "../limits.ts";
import type { CheckResult } from "../types.ts";
import { concernsPerson } from "./subject.ts";

/** Check 8: no more exchanges than the clause allows in this window, in all and for this person. */
export function checkLimits(context: Context): CheckResult {
  const { clause, main } = context;
  if (clause === null) return skipped("limits");
  const found = main?.finding.found;
  if (concernsPerson(context) && found !== "one" && found !== "new") return skipped("limits");
  const { strikes } = judgeLimits(context);
  return resultOf("limits", strikes, Object.fromEntries(clause.limits.map(({ id, max, per }) => [id, `${max}/${per}`])));
}
