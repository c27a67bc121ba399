import { GatewayError } from "./errors.ts";
import type { Instant } from "./ids.ts";

/**
 * Days and windows in Europe/Amsterdam (design §6, values). The clock rule is that of Directive 2000/84/EC, in force in
 * the Netherlands since 1996: summer time from the last Sunday of March to the last of October, both at 01:00 UTC. It is
 * computed rather than looked up because a decision asks it several times within its 20 microseconds.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_DURATION = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/;

/** A calendar day as the number of days since 1970-01-01. */
export type Day = number;
export type Window = "day" | "week" | "fortnight" | "month" | "year" | "ever";

const dayFrom = (year: number, month: number, day: number): Day => Date.UTC(year, month - 1, day) / DAY_MS;

/** Monday is 1, Sunday 7, as ISO 8601 counts. */
const weekdayOf = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;

const lastSundayOf = (year: number, month: number): Day => {
  const last = dayFrom(year, month + 1, 1) - 1;
  return last - (weekdayOf(last) % 7);
};

function offsetMs(instant: number): number {
  const year = new Date(instant).getUTCFullYear();
  const summer = lastSundayOf(year, 3) * DAY_MS + HOUR_MS;
  const winter = lastSundayOf(year, 10) * DAY_MS + HOUR_MS;
  return instant >= summer && instant < winter ? 2 * HOUR_MS : HOUR_MS;
}

/** The calendar day in Amsterdam on which an instant falls. */
export const dayOf = (instant: Instant): Day => Math.floor((instant + offsetMs(instant)) / DAY_MS);

/**
 * The instant at which Amsterdam's clocks first show a time on a day. Times are those before the change, which comes at
 * 01:00 UTC, so that midnight always exists and a time that the spring change skips becomes the hour after it.
 */
function atWallTime(day: Day, wallTimeMs: number): Instant {
  const local = day * DAY_MS + wallTimeMs;
  return (local - offsetMs(local - 2 * HOUR_MS)) as Instant;
}

/** The instant at which a day begins in Amsterdam. */
export const startOfDay = (day: Day): Instant => atWallTime(day, 0);

/** `null` for what is no day of the calendar written YYYY-MM-DD. */
export function parseDay(text: string): Day | null {
  const match = ISO_DATE.exec(text);
  if (match === null) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const day = dayFrom(year, month, date);
  // A day that the calendar does not have is read as another; written back it would differ.
  const read = new Date(day * DAY_MS);
  const same = read.getUTCDate() === date && read.getUTCMonth() === month - 1 && read.getUTCFullYear() === year;
  return same ? day : null;
}

/** `2026-11-22`. */
export const formatDay = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Whole calendar days from one instant to another; negative when the other comes first. An hour over midnight is one day. */
export const daysBetween = (from: Instant, until: Instant): number => dayOf(until) - dayOf(from);

/** The midnight after a last valid day: the exclusive end of a span that a file writes inclusively (design §5). */
export const midnightAfter = (lastDay: Day): Instant => startOfDay(lastDay + 1);

const wallTimeOf = (instant: Instant): number => instant + offsetMs(instant) - dayOf(instant) * DAY_MS;

/** The same time of day so many calendar days later, or earlier when negative. */
export const addDays = (instant: Instant, days: number): Instant =>
  atWallTime(dayOf(instant) + days, wallTimeOf(instant));

/** The same day so many months later; the last day of the month where it has no such day. */
export function addMonths(instant: Instant, months: number): Instant {
  const date = new Date(dayOf(instant) * DAY_MS);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(month / 12);
  const last = dayFrom(year, (month % 12) + 2, 1) - 1;
  return atWallTime(Math.min(dayFrom(year, (month % 12) + 1, date.getUTCDate()), last), wallTimeOf(instant));
}

/** Years and months first, then weeks and days, as ISO 8601 orders them: `P2Y`, `P1M`, `P14D`. Refuses times of day. */
export function addDuration(instant: Instant, duration: string): Instant {
  const match = ISO_DURATION.exec(duration);
  if (match === null) throw new GatewayError("INVARIANT_BROKEN", "duration is not years, months, weeks or days");
  const [years, months, weeks, days] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return addDays(addMonths(instant, (years ?? 0) * 12 + (months ?? 0)), (weeks ?? 0) * 7 + (days ?? 0));
}

/** The ISO week of a day, `2026-W53`: weeks begin on Monday and belong to the year of their Thursday. */
function weekOf(day: Day): string {
  const thursday = day - weekdayOf(day) + 4;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - dayFrom(year, 1, 1)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** A Monday; fortnights are counted from it, so that no turn of the year makes one shorter or longer. */
const FIRST_FORTNIGHT: Day = 4;
const FORTNIGHT_DAYS = 14;

/** The calendar window of an instant in Amsterdam: `2026-11-22`, `2026-W47`, `F1484`, `2026-11`, `2026`, `ever`. */
export function windowLabel(instant: Instant, window: Window): string {
  const day = dayOf(instant);
  if (window === "ever") return "ever";
  if (window === "week") return weekOf(day);
  if (window === "fortnight") return `F${Math.floor((day - FIRST_FORTNIGHT) / FORTNIGHT_DAYS)}`;
  return formatDay(day).slice(0, { day: 10, month: 7, year: 4 }[window]);
}
