import { describe, expect, it } from "vitest";

import type { Condition, FactValue, Test } from "../../../src/core/covenant/types.ts";
import { judgeCondition } from "../../../src/core/decision/conditions.ts";
import { at, NOON } from "../../support/cases.ts";

const judge = (condition: Condition, values: Record<string, FactValue> = {}) =>
  judgeCondition(condition, { facts: (name) => values[name], now: NOON, municipalityCodes: ["1945"] });
const fact = (...tests: Test[]): Condition => ({ fact: "f", tests });

/** `undefined` in the last column: unknown. */
describe("a test of one fact", () => {
  const cases: [string, Test, FactValue, boolean | undefined][] = [
    ["present of a value", { op: "present", value: true }, "x", true],
    ["present of nought", { op: "present", value: true }, 0, true],
    ["present of a known no", { op: "present", value: true }, null, false],
    ["present of an empty text", { op: "present", value: true }, "", false],
    ["present of an empty list", { op: "present", value: true }, [], false],
    ["present of false", { op: "present", value: true }, false, false],
    ["absent of a known no", { op: "present", value: false }, null, true],
    ["absent of a value", { op: "present", value: false }, "x", false],
    ["equals the same", { op: "equals", value: "a" }, "a", true],
    ["equals another", { op: "equals", value: "a" }, "b", false],
    ["equals a number in letters", { op: "equals", value: 2 }, "2", false],
    ["false equals a known no", { op: "equals", value: false }, null, true],
    ["true equals no known no", { op: "equals", value: true }, null, false],
    ["not equals another", { op: "notEquals", value: "a" }, "b", true],
    ["not equals the same", { op: "notEquals", value: "a" }, "a", false],
    ["one of them", { op: "oneOf", values: ["a", 2] }, 2, true],
    ["none of them", { op: "oneOf", values: ["a", 2] }, "2", false],
    ["one of, of a known no", { op: "oneOf", values: ["a"] }, null, false],
    ["none of, of a stranger", { op: "noneOf", values: ["a"] }, "b", true],
    ["none of, of one of them", { op: "noneOf", values: ["a"] }, "a", false],
    ["at least, exactly", { op: "min", value: 2 }, 2, true],
    ["at least, just less", { op: "min", value: 2 }, 1.99, false],
    ["at least, of a known no", { op: "min", value: 2 }, null, false],
    ["at least, of a text", { op: "min", value: 2 }, "3", undefined],
    ["at most, exactly", { op: "max", value: 2 }, 2, true],
    ["at most, just more", { op: "max", value: 2 }, 2.01, false],
    ["at most, of a known no", { op: "max", value: 2 }, null, false],
    ["a count, exactly", { op: "minCount", value: 1 }, ["x"], true],
    ["a count, one less", { op: "minCount", value: 2 }, ["x"], false],
    ["a count of a known no", { op: "minCount", value: 1 }, null, false],
    ["a count of a text", { op: "minCount", value: 1 }, "x", undefined],
    ["a highest count, exactly", { op: "maxCount", value: 1 }, ["x"], true],
    ["a highest count, one more", { op: "maxCount", value: 1 }, ["x", "y"], false],
    ["a highest count of a known no", { op: "maxCount", value: 0 }, null, true],
    ["older than, exactly", { op: "olderThanDays", value: 14 }, "2026-11-08", true],
    ["older than, a day less", { op: "olderThanDays", value: 14 }, "2026-11-09", false],
    ["older than, of several, all", { op: "olderThanDays", value: 14 }, ["2026-11-08", "2026-10-01"], true],
    ["older than, of several, not all", { op: "olderThanDays", value: 14 }, ["2026-11-08", "2026-11-09"], false],
    ["older than, of none", { op: "olderThanDays", value: 14 }, [], false],
    ["older than, of a known no", { op: "olderThanDays", value: 14 }, null, false],
    ["older than, of no date", { op: "olderThanDays", value: 14 }, "long ago", undefined],
    ["older than, of a number", { op: "olderThanDays", value: 14 }, 20261108, undefined],
    ["older than, of one that is no date", { op: "olderThanDays", value: 14 }, ["2026-11-08", "x"], undefined],
    ["within, exactly", { op: "withinDays", value: 14 }, "2026-11-08", true],
    ["within, a day more", { op: "withinDays", value: 14 }, "2026-11-07", false],
    ["within, today", { op: "withinDays", value: 0 }, "2026-11-22", true],
    ["within, of tomorrow", { op: "withinDays", value: 0 }, "2026-11-23", true],
    ["within, of objects with a date", { op: "withinDays", value: 3 }, [{ date: "2026-11-20", channel: "TEL" }], true],
    ["within, of an instant that is the next day here", { op: "withinDays", value: 1 }, "2026-11-20T23:00:00Z", true],
    ["within, of an instant an hour earlier", { op: "withinDays", value: 1 }, "2026-11-20T22:59:59Z", false],
    ["within, of no instant", { op: "withinDays", value: 1 }, "2026-11-20T99:00:00Z", undefined],
    ["the partner's own municipality", { op: "partnersMunicipality" }, "1945", true],
    ["another municipality", { op: "partnersMunicipality" }, "0252", false],
    ["a municipality that is a number", { op: "partnersMunicipality" }, 1945, false],
  ];
  it.each(cases)("%s", (_name, test, value, expected) => {
    expect(judge(fact(test), { f: value })).toBe(expected ?? null);
  });

  it.each(cases)("is unknown of an unknown fact: %s", (_name, test) => {
    expect(judge(fact(test))).toBeNull();
  });

  const compared: [string, Test, FactValue, FactValue | undefined, boolean | undefined][] = [
    ["after, on the very day", { op: "after", fact: "g" }, "2026-10-01", "2026-10-01", true],
    ["after, the day before", { op: "after", fact: "g" }, "2026-09-30", "2026-10-01", false],
    ["after, one of several", { op: "after", fact: "g" }, ["2026-09-30", "2026-10-02"], "2026-10-01", true],
    ["after, none", { op: "after", fact: "g" }, [], "2026-10-01", false],
    ["after an unknown date", { op: "after", fact: "g" }, "2026-10-01", undefined, undefined],
    ["after a known no", { op: "after", fact: "g" }, "2026-10-01", null, false],
    ["after no date", { op: "after", fact: "g" }, "2026-10-01", "soon", undefined],
    ["the same", { op: "sameAs", fact: "g" }, "a", "a", true],
    ["not the same", { op: "sameAs", fact: "g" }, "a", "b", false],
    ["the same as unknown", { op: "sameAs", fact: "g" }, "a", undefined, undefined],
    ["two known noes", { op: "sameAs", fact: "g" }, null, null, false],
    ["the same as one of a list", { op: "sameAs", fact: "g" }, "a", ["b", "a"], true],
    ["the same as none of a list", { op: "sameAs", fact: "g" }, "a", ["b", "c"], false],
    ["the same as one of none", { op: "sameAs", fact: "g" }, "a", [], false],
    ["the same as one of objects", { op: "sameAs", fact: "g" }, "a", [{ date: "a" }], undefined],
    ["two lists", { op: "sameAs", fact: "g" }, ["a"], ["a"], undefined],
  ];
  it.each(compared)("%s", (_name, test, value, other, expected) => {
    expect(judge(fact(test), { f: value, ...(other === undefined ? {} : { g: other }) })).toBe(expected ?? null);
  });

  it("counts days by the calendar of Amsterdam, not by hours", () => {
    const ground = { facts: () => "2026-11-21", now: at("2026-11-21T23:00:00Z"), municipalityCodes: [] };
    expect(judgeCondition(fact({ op: "olderThanDays", value: 1 }), ground)).toBe(true);
    expect(
      judgeCondition(fact({ op: "olderThanDays", value: 1 }), { ...ground, now: at("2026-11-21T22:59:59Z") }),
    ).toBe(false);
  });

  it("is unknown without a test", () => {
    expect(judge(fact(), { f: "x" })).toBeNull();
  });
});

describe("conditions joined", () => {
  const yes = fact({ op: "present", value: true });
  const values = { f: "x" };
  const no: Condition = { not: yes };
  const unknown: Condition = { fact: "u", tests: [{ op: "present", value: true }] };
  const cases: [string, Condition, boolean | null][] = [
    ["all hold", { allOf: [yes, yes] }, true],
    ["one does not", { allOf: [yes, no] }, false],
    ["one is unknown", { allOf: [yes, unknown] }, null],
    ["a false one settles an unknown one", { allOf: [unknown, no] }, false],
    ["any holds", { anyOf: [no, yes] }, true],
    ["none holds", { anyOf: [no, no] }, false],
    ["a true one settles an unknown one", { anyOf: [unknown, yes] }, true],
    ["none is known to hold", { anyOf: [unknown, no] }, null],
    ["the opposite of unknown is unknown", { not: unknown }, null],
    ["the opposite of true", no, false],
  ];
  it.each(cases)("%s", (_name, condition, expected) => {
    expect(judge(condition, values)).toBe(expected);
  });

  it("takes all tests of one fact", () => {
    expect(judge(fact({ op: "min", value: 1 }, { op: "max", value: 3 }), { f: 4 })).toBe(false);
    expect(judge(fact({ op: "min", value: 1 }, { op: "max", value: 3 }), { f: 3 })).toBe(true);
  });
});
