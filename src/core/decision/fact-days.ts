import { dayOf, parseDay, type Day } from "../calendar.ts";
import type { FactDefinition, FactType } from "../catalogue/types.ts";
import type { FactValue } from "../covenant/types.ts";
import type { Instant } from "../ids.ts";

/** Days of a date, a list of dates, or a list of `{ date, … }`; `null` where one of them is no date. */
export function daysOf(value: FactValue): readonly Day[] | null {
  if (value === null) return [];
  const days = Array.isArray(value) ? (value as readonly FactValue[]).map(dayIn) : [dayIn(value)];
  return days.includes(null) ? null : days.filter((day) => day !== null);
}

function dayIn(value: FactValue): Day | null {
  if (typeof value === "object" && value !== null && "date" in value) return dayIn(value.date);
  if (typeof value !== "string") return null;
  if (!value.includes("T")) return parseDay(value);
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? null : dayOf(instant as Instant);
}

const DATED: ReadonlySet<FactType> = new Set<FactType>(["date", "dates", "list"]);

/**
 * The value of a dated fact, or `undefined` where it proves nothing: one of its dates is no date, or lies after today in
 * Amsterdam and cannot have happened. What is about the future by nature says so in `facts.yaml`; other facts pass as they are.
 */
export function happened(
  { type, mayBeFuture }: Pick<FactDefinition, "type" | "mayBeFuture">,
  value: FactValue | undefined,
  now: Instant,
): FactValue | undefined {
  if (value === undefined || !DATED.has(type)) return value;
  const days = daysOf(value);
  // A list need not be one of dates: then there is no day to judge.
  if (days === null) return type === "list" ? value : undefined;
  const today = dayOf(now);
  return mayBeFuture !== true && days.some((day) => day > today) ? undefined : value;
}
