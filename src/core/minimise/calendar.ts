import type { Instant } from "../ids.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
// Fractions are bounded: nine digits behind the point could carry a BSN.
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
/** Nobody alive or on file was born before, nothing on file is planned after. */
const YEAR_MIN = 1850;
const YEAR_MAX = 2200;

const AMSTERDAM = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Amsterdam",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

const isYear = (year: number): boolean => year >= YEAR_MIN && year <= YEAR_MAX;

/** A day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  return isYear(year) && month >= 1 && month <= 12 && day >= 1 && day <= lastDayOf(year, month);
}

/** Days of a month, by the Gregorian calendar. */
function lastDayOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isMonth(text: string): boolean {
  const match = MONTH.exec(text);
  return match !== null && isYear(Number(match[1]));
}

export const isYearNumber = (value: number): boolean => Number.isInteger(value) && isYear(value);

/** An RFC 3339 instant with its offset, in milliseconds; `null` for anything else. */
export function readInstant(text: string): Instant | null {
  const match = INSTANT.exec(text);
  return match !== null && isDate(match[1] as string) ? (Date.parse(text) as Instant) : null;
}

/** The same instant in UTC: `2026-11-22T10:00:00Z`. */
export const printInstant = (instant: Instant): string => new Date(instant).toISOString().replace(".000Z", "Z");

/** The day on which an instant falls in Europe/Amsterdam. */
export const dayOf = (instant: Instant): string => AMSTERDAM.format(instant);

/** The day that a date or an instant names, in Europe/Amsterdam; `null` for any other text. */
export function readDay(text: string): string | null {
  if (isDate(text)) return text;
  const instant = readInstant(text);
  return instant === null ? null : dayOf(instant);
}

/** Whole years between two days; someone born on 29 February comes of age on 1 March. Negative when not yet born. */
export function yearsBetween(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

/** The same day a number of months earlier, or the last of that month where it is shorter. */
export function monthsBefore(day: string, months: number): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const date = Math.min(Number(day.slice(8)), lastDayOf(year, month));
  return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}
