import type { Approval, Clause } from "../covenant/types.ts";
import type { Reason, ReasonCode } from "./reasons.ts";

/** Reasons whose parameter is the id of a precondition. */
const OF_PRECONDITION: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "PRECONDITION_FAILED",
  "PRECONDITION_UNKNOWN",
  "MUNICIPALITY_MISMATCH",
]);

const approvalOf = ({ code, param }: Reason, clause: Clause): Approval | undefined =>
  OF_PRECONDITION.has(code) ? clause.preconditions.find(({ id }) => id === param)?.approval : undefined;

/**
 * Those whom preconditions that hold name to pass them (C-14: the collections lead sees a mandate once). `rest` is true
 * when something else holds besides, which they were not asked about.
 */
export function preconditionApprovals(
  clause: Clause | null,
  held: readonly Reason[],
): { readonly demands: readonly Approval[]; readonly rest: boolean } {
  if (clause === null) return { demands: [], rest: held.length > 0 };
  const named = held.map((reason) => approvalOf(reason, clause));
  return { demands: [...new Set(named.filter((one) => one !== undefined))], rest: named.includes(undefined) };
}
