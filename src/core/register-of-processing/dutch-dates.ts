import { dayOf, formatDay } from "../calendar.ts";
import type { Instant } from "../ids.ts";

const MONTHS = [
  "januari",
  "februari",
  "maart",
  "april",
  "mei",
  "juni",
  "juli",
  "augustus",
  "september",
  "oktober",
  "november",
  "december",
];

/** `2026-11-22` as `22 november 2026`. */
export function dutchDay(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** The day in Amsterdam of an RFC 3339 instant. */
export const dutchDayOf = (instant: string): string => dutchDay(formatDay(dayOf(Date.parse(instant) as Instant)));
