import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  addDays,
  addDuration,
  addMonths,
  dayOf,
  daysBetween,
  formatDay,
  midnightAfter,
  parseDay,
  startOfDay,
  windowLabel,
  type Window,
} from "../../src/core/calendar.ts";
import type { Instant } from "../../src/core/ids.ts";

const at = (text: string) => Date.parse(text) as Instant;
const day = (text: string) => parseDay(text)!;
const iso = (instant: Instant) => new Date(instant).toISOString();

/** The platform's own time zone data, as an independent witness. */
const witness = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam", dateStyle: "short" });
const instants = fc
  .integer({ min: Date.UTC(1996, 0, 1), max: Date.UTC(2037, 11, 31) })
  .map((value) => value as Instant);

describe("a day in Amsterdam", () => {
  it.each([
    ["2026-03-28T22:59:59Z", "2026-03-28", "the last second before the day that loses an hour"],
    ["2026-03-28T23:00:00Z", "2026-03-29", "the first instant of the day that loses an hour"],
    ["2026-03-29T21:59:59Z", "2026-03-29", "its last second, in summer time"],
    ["2026-03-29T22:00:00Z", "2026-03-30", "the day after"],
    ["2026-10-24T21:59:59Z", "2026-10-24", "the last second before the day that gains an hour"],
    ["2026-10-24T22:00:00Z", "2026-10-25", "the first instant of the day that gains an hour"],
    ["2026-10-25T22:59:59Z", "2026-10-25", "its last second, in winter time"],
    ["2026-10-25T23:00:00Z", "2026-10-26", "the day after"],
  ])("holds %s in %s: %s", (instant, expected) => {
    expect(formatDay(dayOf(at(instant)))).toBe(expected);
  });

  it("agrees with the platform's time zone data at any instant since 1996", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(formatDay(dayOf(instant))).toBe(witness.format(instant));
      }),
    );
  });

  it("begins at the instant that is its first", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const start = startOfDay(dayOf(instant));
        expect(start).toBeLessThanOrEqual(instant);
        expect(dayOf(start)).toBe(dayOf(instant));
        expect(dayOf((start - 1) as Instant)).toBe(dayOf(instant) - 1);
      }),
    );
  });

  it.each([
    ["2026-03-29", 23],
    ["2026-10-25", 25],
    ["2026-11-22", 24],
  ])("%s lasts %i hours", (text, hours) => {
    expect((midnightAfter(day(text)) - startOfDay(day(text))) / 3_600_000).toBe(hours);
  });

  it.each(["2026-02-29", "2026-13-01", "2026-11-31", "2026-1-1", "22-11-2026", "2026-11-22T00:00", ""])(
    "is not read from %j",
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );

  it("ends a span at the midnight after its last valid day", () => {
    expect(iso(midnightAfter(day("2027-12-31")))).toBe("2027-12-31T23:00:00.000Z");
    expect(iso(midnightAfter(day("2026-06-30")))).toBe("2026-06-30T22:00:00.000Z");
  });
});

describe("counting days", () => {
  it.each([
    ["2026-11-21T22:59:59Z", "2026-11-21T23:00:00Z", 1, "two instants at either side of midnight"],
    ["2026-11-21T23:00:00Z", "2026-11-22T22:59:59Z", 0, "the two ends of one day"],
    ["2026-03-28T12:00:00Z", "2026-03-30T11:00:00Z", 2, "a span over the day that loses an hour"],
    ["2026-11-22T12:00:00Z", "2026-11-20T12:00:00Z", -2, "a span that runs back"],
  ])("from %s to %s is %i: %s", (from, until, days) => {
    expect(daysBetween(at(from), at(until))).toBe(days);
  });

  it.each([
    ["2026-03-28T11:00:00Z", 1, "2026-03-29T10:00:00.000Z", "keeps the wall clock over the change to summer"],
    ["2026-10-24T10:00:00Z", 1, "2026-10-25T11:00:00.000Z", "keeps it over the change to winter"],
    ["2026-03-28T01:30:00Z", 1, "2026-03-29T01:30:00.000Z", "moves a skipped half past two to half past three"],
    ["2026-11-22T12:00:00Z", -22, "2026-10-31T12:00:00.000Z", "goes back"],
  ])("adds to %s %i days: %s; %s", (from, days, expected) => {
    expect(iso(addDays(at(from), days))).toBe(expected);
  });

  it("adds days that daysBetween counts again", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -400, max: 400 }), (instant, days) => {
        expect(daysBetween(instant, addDays(instant, days))).toBe(days);
      }),
    );
  });

  it.each([
    ["2026-01-31T12:00:00Z", 1, "2026-02-28T12:00:00.000Z"],
    ["2027-12-31T12:00:00Z", 2, "2028-02-29T12:00:00.000Z"],
    ["2026-11-22T12:00:00Z", 14, "2028-01-22T12:00:00.000Z"],
    ["2026-03-31T10:00:00Z", -1, "2026-02-28T11:00:00.000Z"],
  ])("adds to %s %i months: %s", (from, months, expected) => {
    expect(iso(addMonths(at(from), months))).toBe(expected);
  });

  it.each([
    ["P14D", "2026-12-06T12:00:00.000Z"],
    ["P2W", "2026-12-06T12:00:00.000Z"],
    ["P1M", "2026-12-22T12:00:00.000Z"],
    ["P2Y", "2028-11-22T12:00:00.000Z"],
    ["P1Y2M3D", "2028-01-25T12:00:00.000Z"],
  ])("adds the duration %s", (duration, expected) => {
    expect(iso(addDuration(at("2026-11-22T12:00:00Z"), duration))).toBe(expected);
  });

  it.each(["P", "PT1H", "1M", "P1M2Y", "P-1D", "p1d"])("refuses the duration %s", (duration) => {
    expect(() => addDuration(at("2026-11-22T12:00:00Z"), duration)).toThrow(
      expect.objectContaining({ code: "INVARIANT_BROKEN" }) as Error,
    );
  });
});

describe("a window", () => {
  const cases: [string, Window, string][] = [
    ["2026-11-21T23:00:00Z", "day", "2026-11-22"],
    ["2026-11-21T22:59:59Z", "day", "2026-11-21"],
    ["2026-11-22T12:00:00Z", "week", "2026-W47"],
    ["2026-11-22T23:00:00Z", "week", "2026-W48"],
    ["2027-01-01T12:00:00Z", "week", "2026-W53"],
    ["2025-12-29T12:00:00Z", "week", "2026-W01"],
    ["2026-11-22T22:59:59Z", "fortnight", "F1483"],
    ["2026-11-22T23:00:00Z", "fortnight", "F1484"],
    ["2026-12-06T22:59:59Z", "fortnight", "F1484"],
    ["2026-12-31T12:00:00Z", "fortnight", "F1486"],
    ["2027-01-03T12:00:00Z", "fortnight", "F1486"],
    ["2026-11-30T23:00:00Z", "month", "2026-12"],
    ["2026-12-31T23:00:00Z", "year", "2027"],
    ["2026-11-22T12:00:00Z", "ever", "ever"],
  ];
  it.each(cases)("of %s per %s is %s", (instant, window, label) => {
    expect(windowLabel(at(instant), window)).toBe(label);
  });
});
