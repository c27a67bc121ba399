import { resultOf, skipped } from "../check-result.ts";
import type { Context } from "../context.ts";
import { lifeHits } from "../standing.ts";
import type { CheckResult } from "../types.ts";
import { strikesOf } from "../hits.ts";

/** Check 4: the record is neither erased nor past its term; lapsed is not exchangeable even while a copy exists (S-96). */
export function checkRecord(context: Context): CheckResult {
  const { clause, state, who } = context;
  if (clause === null) return skipped("record");
  if (who === "nobody" || who === "new") return resultOf("record", []);
  if (state === null) return skipped("record");
  return resultOf("record", strikesOf(lifeHits(state, context)), {
    life: state.life,
    legalClaimHold: state.legalClaimHold,
  });
}
