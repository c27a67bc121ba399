import type { StaffRole } from "../catalogue/party.ts";
import type { Approval } from "../covenant/types.ts";
import { fieldApprovals } from "./checks/approval.ts";
import { preconditionApprovals } from "./hold-approvals.ts";
import type { Leftover } from "./leftover.ts";
import { reasonsOf } from "./outcome.ts";
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
  const own = reasonsOf(checks).some(({ code }) => OFFICERS_OWN.has(code)) ? [OFFICER] : [];
  const clause = leftover.judgement.clause?.approval ?? null;
  const demands = [...(clause === null ? [] : [clause]), ...fieldApprovals(leftover).map(({ approval }) => approval)];
  const named = preconditionApprovals(leftover.judgement.clause, held);
  // What holds besides, and nobody is named for, is not for those to pass whom one precondition names.
  const rest = demands.length === 0 && named.rest ? [OFFICER] : [];
  return togetherOf([...demands, ...named.demands, ...rest, ...own]);
}

/** Demands that the same persons can meet become one; of the others each keeps its own persons, and all must be met. */
export function togetherOf(demands: readonly Approval[]): Approval {
  const apart: Approval[] = [];
  for (const demand of demands) {
    const merged = apart.map((other) => bothOf(other, demand));
    const at = merged.findIndex((both) => both !== null);
    if (at < 0) apart.push(demand);
    else apart[at] = merged[at] ?? demand;
  }
  const [only = OFFICER, ...more] = apart;
  if (more.length === 0) return only;
  const places = apart.flatMap(placesOf);
  return { by: [...new Set(apart.flatMap(({ by }) => by))], count: places.length, includes: places };
}

/** The stricter of two, met by those who may serve both; `null` where a place of either would be nobody's. */
function bothOf(first: Approval, second: Approval): Approval | null {
  const by = first.by.filter((role) => second.by.includes(role));
  const groups = [...first.includes, ...second.includes].map((group) => group.filter((role) => by.includes(role)));
  if (by.length === 0 || groups.some((group) => group.length === 0)) return null;
  const includes = groups.filter((group, at) => !groups.some((other, place) => outdoes([other, place], [group, at])));
  return { by, count: Math.max(first.count, second.count, includes.length), includes };
}

type Placed = readonly [group: readonly StaffRole[], at: number];

/** Whoever meets the one group meets the other as well; of two that are alike the first stays. */
function outdoes([group, at]: Placed, [other, place]: Placed): boolean {
  const within = group.every((role) => other.includes(role));
  return at !== place && within && (group.length < other.length || at < place);
}

/** A place for every approver that a demand asks for: those of its groups, and for the others anybody who may. */
function placesOf({ by, count, includes }: Approval): readonly (readonly StaffRole[])[] {
  const others = Array.from({ length: Math.max(0, count - includes.length) }, () => by);
  return [...includes, ...others];
}

/** Whether these approvals, each given by another person in this role, meet a demand: enough, and each group its own. */
export const isMet = ({ by, count, includes }: Approval, roles: readonly StaffRole[]): boolean => {
  const allowed = roles.filter((role) => by.includes(role));
  return allowed.length >= count && eachHasItsOwn(includes, allowed);
};

/** Groups are few, and so are those who vote. */
function eachHasItsOwn([group, ...rest]: Approval["includes"], roles: readonly StaffRole[]): boolean {
  if (group === undefined) return true;
  return roles.some((role, at) => group.includes(role) && eachHasItsOwn(rest, roles.toSpliced(at, 1)));
}
