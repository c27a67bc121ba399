import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayOf, formatDay, parseDay, startOfDay, type Day } from "../../src/core/calendar.ts";
import type { Instant } from "../../src/core/ids.ts";
import { endOfWorkingDay, isWorkingDay, workingDaysAgo } from "../../src/core/working-days.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const day = (text: string): Day => parseDay(text)!;
const weekdayOf = (of: Day): number => new Date(of * 86_400_000).getUTCDay();

/** Every day of the Algemene termijnenwet art. 3 that is no Saturday or Sunday, as the calendars of those years print them. */
const HOLIDAYS: Readonly<Record<number, readonly string[]>> = {
  2024: ["01-01", "03-29", "04-01", "05-09", "05-20", "12-25", "12-26"],
  2025: ["01-01", "04-18", "04-21", "05-05", "05-29", "06-09", "12-25", "12-26"],
  2026: ["01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25"],
  2027: ["01-01", "03-26", "03-29", "04-27", "05-05", "05-06", "05-17"],
  2028: ["04-14", "04-17", "04-27", "05-05", "05-25", "06-05", "12-25", "12-26"],
  2029: ["01-01", "03-30", "04-02", "04-27", "05-10", "05-21", "12-25", "12-26"],
  2030: ["01-01", "04-19", "04-22", "05-30", "06-10", "12-25", "12-26"],
};

const daysOf = (year: number): Day[] => {
  const [first, next] = [day(`${year}-01-01`), day(`${year + 1}-01-01`)];
  return Array.from({ length: next - first }, (_, offset) => first + offset);
};

/** Holidays that fall in a weekend are free already, so that the printed list leaves them out. */
const inTheWeek = (dates: readonly string[], year: number): string[] =>
  dates.map((date) => `${year}-${date}`).filter((date) => ![0, 6].includes(weekdayOf(day(date))));

describe("a working day", () => {
  it.each(Object.entries(HOLIDAYS).map(([year, dates]) => ({ year: Number(year), dates })))(
    "of $year is any from Monday to Friday but the printed holidays",
    ({ year, dates }) => {
      const free = daysOf(year).filter((of) => ![0, 6].includes(weekdayOf(of)) && !isWorkingDay(of));
      expect(free.map(formatDay)).toEqual(inTheWeek(dates, year));
      expect(inTheWeek(dates, year)).toHaveLength(dates.length);
    },
  );

  it.each([2024, 2026, 2027, 2030])("of %d is no Saturday and no Sunday", (year) => {
    const weekend = daysOf(year).filter((of) => [0, 6].includes(weekdayOf(of)));
    expect(weekend.filter(isWorkingDay)).toEqual([]);
  });

  it.each([
    { date: "2025-04-26", works: false, why: "a Saturday; the 27th is a Sunday, so King's Day came a day earlier" },
    { date: "2025-04-28", works: true, why: "the Monday after King's Day came earlier" },
    { date: "2026-04-27", works: false, why: "King's Day on a Monday" },
    { date: "2031-04-26", works: false, why: "King's Day, moved from a Sunday to a Saturday" },
    { date: "2028-04-26", works: true, why: "the day before King's Day" },
    { date: "2026-05-05", works: false, why: "Liberation Day, a feast each year for the law on terms" },
    { date: "2026-05-04", works: true, why: "Remembrance Day" },
    { date: "2026-12-24", works: true, why: "Christmas Eve" },
    { date: "2026-12-31", works: true, why: "New Year's Eve" },
    { date: "2026-05-15", works: true, why: "the day after Ascension, whoever takes it off" },
    { date: "2024-03-29", works: false, why: "Good Friday" },
    { date: "1999-12-31", works: true, why: "a Friday before the century turned" },
    { date: "2038-04-26", works: false, why: "the latest Easter Monday there can be, 25 April the day before" },
    { date: "2008-03-24", works: false, why: "the Monday of an Easter almost as early as can be" },
  ])("is told for $date: $why", ({ date, works }) => {
    expect(isWorkingDay(day(date))).toBe(works);
  });
});

describe("a term in working days", () => {
  it.each([
    { from: "2026-11-23T10:00:00+01:00", days: 5, end: "2026-12-01T00:00:00+01:00", why: "a plain week" },
    { from: "2026-11-27T16:59:00+01:00", days: 1, end: "2026-12-01T00:00:00+01:00", why: "a Friday, over the weekend" },
    { from: "2026-11-28T10:00:00+01:00", days: 1, end: "2026-12-01T00:00:00+01:00", why: "a Saturday" },
    { from: "2026-12-24T15:00:00+01:00", days: 5, end: "2027-01-05T00:00:00+01:00", why: "Christmas and New Year" },
    { from: "2024-12-24T15:00:00+01:00", days: 5, end: "2025-01-04T00:00:00+01:00", why: "Christmas in the week" },
    {
      from: "2026-03-27T10:00:00+01:00",
      days: 1,
      end: "2026-03-31T00:00:00+02:00",
      why: "the night that loses an hour",
    },
    {
      from: "2026-10-23T10:00:00+02:00",
      days: 1,
      end: "2026-10-27T00:00:00+01:00",
      why: "the night that gains an hour",
    },
    { from: "2026-04-02T10:00:00+02:00", days: 1, end: "2026-04-08T00:00:00+02:00", why: "Easter" },
    { from: "2026-04-24T10:00:00+02:00", days: 5, end: "2026-05-05T00:00:00+02:00", why: "King's Day" },
    {
      from: "2026-11-23T23:30:00+01:00",
      days: 1,
      end: "2026-11-25T00:00:00+01:00",
      why: "an evening that is its own day",
    },
    { from: "2026-11-22T23:30:00Z", days: 1, end: "2026-11-25T00:00:00+01:00", why: "an evening in UTC, Monday here" },
    { from: "2026-11-23T10:00:00+01:00", days: 0, end: "2026-11-24T00:00:00+01:00", why: "no day at all: today's end" },
  ])("of $days ends at $end from $from: $why", ({ from, days, end }) => {
    expect(endOfWorkingDay(at(from), days)).toBe(at(end));
  });

  it("ends at the midnight after a working day, with that many of them in between", () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 30 }), (value, days) => {
        const from = value as Instant;
        const end = endOfWorkingDay(from, days);
        const last = dayOf(end) - 1;
        expect(end).toBe(startOfDay(last + 1));
        expect(isWorkingDay(last)).toBe(true);
        const passed = Array.from({ length: last - dayOf(from) }, (_, offset) => dayOf(from) + 1 + offset);
        expect(passed.filter(isWorkingDay)).toHaveLength(days);
      }),
    );
  });
});

describe("working days ago", () => {
  it.each([
    {
      now: "2026-12-28T00:00:00+01:00",
      days: 3,
      start: "2026-12-23T00:00:00+01:00",
      why: "over Christmas, at midnight",
    },
    { now: "2026-12-27T23:59:59+01:00", days: 3, start: "2026-12-22T00:00:00+01:00", why: "a Sunday begins none" },
    { now: "2026-11-25T10:00:00+01:00", days: 1, start: "2026-11-25T00:00:00+01:00", why: "today is the last one" },
    {
      now: "2026-03-30T10:00:00+02:00",
      days: 2,
      start: "2026-03-27T00:00:00+01:00",
      why: "over the start of summer time",
    },
  ])("$days from $now begin at $start: $why", ({ now, days, start }) => {
    expect(workingDaysAgo(at(now), days)).toBe(at(start));
  });

  it("part what has seen that many working days begin from what has not", () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) });
    const since = fc.integer({ min: 0, max: 20 * 86_400_000 });
    fc.assert(
      fc.property(instants, since, fc.integer({ min: 1, max: 10 }), (value, passed, days) => {
        const [from, now] = [value as Instant, (value + passed) as Instant];
        const begins = startOfDay(dayOf(endOfWorkingDay(from, days)) - 1);
        expect(from < workingDaysAgo(now, days)).toBe(begins <= now);
      }),
    );
  });
});
