import { dayOf, type Day, parseDay, startOfDay } from "./calendar.ts";
import type { Instant } from "./ids.ts";

const pad = (value: number): string => String(value).padStart(2, "0");
const day = (year: number, month: number, date: number): Day => parseDay(`${year}-${pad(month)}-${pad(date)}`) ?? 0;
const yearOf = (at: Day): number => new Date(at * 86_400_000).getUTCFullYear();
const isWeekend = (at: Day): boolean => (at + 3) % 7 >= 5;

/** Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return day(year, Math.floor(f / 31), (f % 31) + 1);
}

/** King's Day is 27 April, or the 26th where that is a Sunday. */
function kingsDay(year: number): Day {
  const day27 = day(year, 4, 27);
  return (day27 + 3) % 7 === 6 ? day27 - 1 : day27;
}

/** Days of the Algemene termijnenwet art. 3, Good Friday among them, besides Saturdays and Sundays. */
export function isWorkingDay(at: Day): boolean {
  if (isWeekend(at)) return false;
  const year = yearOf(at);
  const fixed = [day(year, 1, 1), kingsDay(year), day(year, 5, 5), day(year, 12, 25), day(year, 12, 26)];
  // Good Friday, Easter Monday, Ascension Day, Whit Monday.
  const moving = [-2, 1, 39, 50].map((offset) => easter(year) + offset);
  return !fixed.includes(at) && !moving.includes(at);
}

/**
 * The start of the n-th last working day, today included where it is one: since whatever came before it, n working days
 * have begun, in Amsterdam.
 */
export function workingDaysAgo(now: Instant, workingDays: number): Instant {
  let at = dayOf(now) + 1;
  for (let left = workingDays; left > 0;) {
    at--;
    if (isWorkingDay(at)) left--;
  }
  return startOfDay(at);
}

/** The end (the midnight after) of the n-th working day that follows the day of this instant, in Amsterdam. */
export function endOfWorkingDay(instant: Instant, workingDays: number): Instant {
  let at = dayOf(instant);
  for (let left = workingDays; left > 0;) {
    at++;
    if (isWorkingDay(at)) left--;
  }
  return startOfDay(at + 1);
}
