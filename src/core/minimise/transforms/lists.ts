import type { Value } from "../../document/types.ts";
import { isMonth, monthsBefore, readDay } from "../calendar.ts";
import { fromCents, toCents } from "../money.ts";
import { isFields, isList, isNothing, memberOf, type Fields } from "../shape.ts";
import type { Transformation } from "./context.ts";

/** Words that say that there is nothing (`landlordStatement.nuisance`: none). */
const NO = new Set(["none", "no", "geen", "nee", "false", "0"]);

/** Any value → whether there is one. False, zero, nothing and words for it are false. */
export const flag: Transformation = (value) => {
  if (typeof value === "string") return !NO.has(value.toLowerCase()) && value !== "";
  return value !== false && value !== 0 && !isNothing(value);
};

/** List → how many; one thing that is no list is 1; a number was counted already. */
export const count: Transformation = (value) => {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 ? value : undefined;
  return isList(value) ? value.length : 1;
};

/** When an item happened: itself, or its `date`, `period` or `month`. */
function whenOf(item: Value): string | null {
  const when = isFields(item) ? (memberOf(item, "date") ?? memberOf(item, "period") ?? memberOf(item, "month")) : item;
  if (typeof when !== "string") return null;
  return isMonth(when) ? when : readDay(when);
}

/**
 * List of `{ date | period, amount }` → `[{ month, amount }]`, one a month, summed in cents, in order. One item that cannot be
 * read makes the whole unreadable: a total that leaves something out is false.
 */
export const monthTotals: Transformation = (value) => {
  if (!isList(value)) return undefined;
  const totals = new Map<string, number>();
  for (const item of value) {
    const month = whenOf(item)?.slice(0, 7);
    const cents = isFields(item) ? toCents(memberOf(item, "amount")) : null;
    if (month === undefined || cents === null) return undefined;
    totals.set(month, (totals.get(month) ?? 0) + cents);
  }
  const months = [...totals.keys()].sort();
  return months.map((month): Fields => ({ month, amount: fromCents(totals.get(month) as number) }));
};

/** List of dates or `{ date, … }` → the items of the last n months, counted back from today in Europe/Amsterdam. */
export const lastMonths: Transformation = (value, { transform, today }) => {
  if (!isList(value) || transform.months === undefined) return undefined;
  const since = monthsBefore(today(), transform.months);
  return value.filter((item) => {
    const when = whenOf(item);
    return when !== null && when >= since.slice(0, when.length);
  });
};
