import type { Approval } from "../../covenant/types.ts";
import { hold, resultOf, skipped } from "../check-result.ts";
import type { Leftover } from "../leftover.ts";
import type { CheckResult } from "../types.ts";

/** Check 11: the clause, or a field that would be released, passes only with a person's approval. */
export function checkApproval(leftover: Leftover): CheckResult {
  const { clause } = leftover.judgement;
  if (clause === null) return skipped("approval");
  const fields = fieldApprovals(leftover).map(({ name }) => hold("APPROVAL_REQUIRED", name));
  const whole = clause.approval === null ? [] : [hold("APPROVAL_REQUIRED")];
  return resultOf("approval", [...whole, ...fields], { clause: clause.approval !== null });
}

/** Fields that are left and that bring an approval with them. */
export function fieldApprovals({
  judgement: { plan },
  left,
}: Leftover): readonly { readonly name: string; readonly approval: Approval }[] {
  return plan.fields.flatMap(({ name, approval }) => (approval !== null && left.has(name) ? [{ name, approval }] : []));
}
