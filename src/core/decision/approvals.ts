import type { Approval } from "../covenant/types.ts";
import { fieldApprovals } from "./checks/approval.ts";
import type { Leftover } from "./leftover.ts";
import type { ReasonCode } from "./reasons.ts";
import type { CheckResult } from "./types.ts";

/** Who decides where no clause says so. */
const OFFICER: Approval = { by: ["privacy-officer", "deputy"], count: 1, includes: [] };

/** Holds about a person's own rights and about special data: the officer's, whoever else a clause names (domain.md §0.2). */
const OFFICERS_OWN: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "OBJECTED",
  "RESTRICTED",
  "RECTIFICATION_PENDING",
  "SECRET_ADDRESS",
  "SUSPECTED_SPECIAL_TEXT",
  "SUBJECT_AMBIGUOUS",
]);

/** Everybody whose approval a hold needs, as one demand that satisfies each. */
export function approvalFor(leftover: Leftover, checks: readonly CheckResult[]): Approval {
  const held = checks.filter(({ result }) => result === "hold").flatMap(({ reasons }) => reasons);
  const own = held.some(({ code }) => OFFICERS_OWN.has(code)) ? [OFFICER] : [];
  const clause = leftover.judgement.clause?.approval ?? null;
  const demands = [...(clause === null ? [] : [clause]), ...fieldApprovals(leftover).map(({ approval }) => approval)];
  return [...demands, ...own].reduce(both, demands[0] ?? OFFICER);
}

/**
 * The stricter of two: who may serve both serves; where nobody may, two persons decide, one of them from the second
 * demand. `includes` means: at least one of these roles.
 */
function both(first: Approval, second: Approval): Approval {
  const by = first.by.filter((role) => second.by.includes(role));
  if (by.length === 0) return { by: [...first.by, ...second.by], count: 2, includes: second.by };
  const includes = first.includes.length > 0 ? first.includes : second.includes;
  return { by, count: first.count === 2 || second.count === 2 ? 2 : 1, includes };
}
