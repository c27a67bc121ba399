import { resultOf, skipped } from "../check-result.ts";
import type { Context } from "../context.ts";
import { judgeLimits } from "../limits.ts";
import type { CheckResult } from "../types.ts";

/** Check 8: no more exchanges than the clause allows in this window, in all and for this person. */
export function checkLimits(context: Context): CheckResult {
  const { clause, who } = context;
  if (clause === null) return skipped("limits");
  if (who === "missing") return skipped("limits");
  const { strikes } = judgeLimits(context);
  return resultOf(
    "limits",
    strikes,
    Object.fromEntries(clause.limits.map(({ id, max, per }) => [id, `${max}/${per}`])),
  );
}
