import type { Transform } from "../catalogue/types.ts";
import type {
  Approval,
  Condition,
  ConsentRule,
  Identification,
  Inform,
  LegalOrderRule,
  Limit,
  Precondition,
  RelationRule,
  Retention,
  Test,
} from "./types.ts";

/** As a clause writes it: `month`, `lastMonths(12)`. */
export const printTransform = ({ id, months }: Transform): string => (months === undefined ? id : `${id}(${months})`);

/** `arrearsMonths min 2 and arrearsSince olderThanDays 30`. */
export function printCondition(condition: Condition): string {
  if ("allOf" in condition) return condition.allOf.map(inBrackets).join(" and ");
  if ("anyOf" in condition) return condition.anyOf.map(inBrackets).join(" or ");
  if ("not" in condition) return `not ${inBrackets(condition.not)}`;
  return `${condition.fact} ${condition.tests.map(printTest).join(" ")}`;
}

const inBrackets = (condition: Condition): string =>
  "fact" in condition ? printCondition(condition) : `(${printCondition(condition)})`;

function printTest(test: Test): string {
  if ("values" in test) return `${test.op} ${test.values.join(", ")}`;
  if ("fact" in test) return `${test.op} ${test.fact}`;
  return "value" in test ? `${test.op} ${String(test.value)}` : test.op;
}

export const printPrecondition = ({ condition, onFalse, onUnknown, approval }: Precondition): string =>
  [
    printCondition(condition),
    `otherwise ${onFalse}, unknown ${onUnknown}`,
    ...(approval === undefined ? [] : [`passed by ${printApproval(approval)}`]),
  ].join("; ");

export const printApproval = ({ by, count, includes }: Approval): string =>
  [`${count} of ${by.join(", ")}`, ...includes.map((group) => `one of them ${[group].flat().join(" or ")}`)].join("; ");

export function printLimit({ max, per, scope, alert }: Limit): string {
  const window = per === "ever" ? "ever" : `per ${per}`;
  const where = scope === "clause" ? "" : ` per ${typeof scope === "string" ? scope : scope.fact}`;
  return `${max} ${window}${where}${alert === true ? ", alert" : ""}`;
}

export function printConsent({ required, written, explicitForSpecial, maxMonths }: ConsentRule): string {
  if (required === "none" && !explicitForSpecial) return "none";
  const special = explicitForSpecial ? ", explicit for special fields" : "";
  return `${required}${written === true ? ", in writing" : ""}${special}${maxMonths === null ? "" : `, at most ${maxMonths} months old`}`;
}

export function printRelation({ kind, ref, endedWithin }: RelationRule): string {
  const tie = ref === null ? kind : `${kind} by ${ref}`;
  return endedWithin === undefined ? tie : `ended ${tie} within ${endedWithin}`;
}

export function printIdentification(way: Identification): string {
  if (typeof way === "string") return way;
  return "match" in way ? way.match.join(" + ") : `${way.ref} of ${way.relation}`;
}

export const printOrder = ({ articles, authorities, oralFollowUpDays }: LegalOrderRule): string =>
  [
    articles.join(", "),
    `by ${authorities.join(", ")}`,
    ...(oralFollowUpDays === null ? [] : [`paper within ${oralFollowUpDays} days`]),
  ].join("; ");

export const printInform = (inform: Inform): string =>
  "term" in inform ? `${inform.kind} ${inform.term}` : inform.kind;

export const printRetention = ({ after, term, note }: Retention): string =>
  `${after === "own policy" ? after : `${after} + ${term}`}${note === null ? "" : `; ${note}`}`;
