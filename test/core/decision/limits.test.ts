import { describe, expect, it } from "vitest";

import type { Limit } from "../../../src/core/covenant/types.ts";
import { counterKeys } from "../../../src/core/decision/limits.ts";
import { judge } from "../../../src/core/decision/judge.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import {
  aCase,
  at,
  aSubject,
  aVersion,
  checkOf,
  decideOn,
  NOON,
  outcomeOfCheck,
  withFacts,
  type CaseChange,
} from "../../support/cases.ts";

const weekly: Limit = { id: "weekly", max: 2, per: "week", scope: "clause" };
const perPerson: Limit = { id: "perPerson", max: 1, per: "month", scope: "subject" };
const perOrder: Limit = { id: "perOrder", max: 1, per: "ever", scope: { fact: "repairOrder" } };
const limited = (limit: Limit, change: CaseChange = {}) =>
  aCase({ ...change, clause: { limits: [limit], ...change.clause } });
const [keyOfWeek] = judge(limited(weekly)).counters;

describe("check 8", () => {
  it.each([
    ["passes the last one of a window", 1, "pass", []],
    ["holds one more", 2, "hold", ["VOLUME_EXCEEDED"]],
  ])("%s", (_name, count, result, codes) => {
    const given = limited(weekly, { counters: { [keyOfWeek!.key]: count } });
    expect(outcomeOfCheck(given, "limits")).toEqual({ result, codes });
  });

  it("calls one more about the same person too soon", () => {
    const [use] = judge(limited(perPerson)).counters;
    const given = limited(perPerson, { counters: { [use!.key]: 1 } });
    expect(checkOf(given, "limits").reasons).toEqual([{ code: "TOO_SOON", param: "perPerson" }]);
    const other = limited(perPerson, { counters: { [use!.key]: 1 }, state: { pseudonym: "s-2" as Pseudonym } });
    expect(checkOf(other, "limits").result).toBe("pass");
  });

  it("counts by clause, party, scope and window, and by no value", () => {
    const data = { caseRef: "Z-1", lastName: "Jansen", repairOrder: "O-77" };
    const keys = [weekly, perPerson, perOrder].map((limit) => judge(limited(limit, { data })).counters[0]?.key);
    expect(keys).toEqual([
      "test-covenant|housing-allocation/out/default|partner-a|clause|weekly:2026-W47",
      "test-covenant|housing-allocation/out/default|partner-a|subject:s-1|perPerson:2026-11",
      expect.stringMatching(/^test-covenant\|[^|]+\|partner-a\|repairOrder:[0-9a-f]{16}\|perOrder:ever$/),
    ]);
    expect(keys.join()).not.toContain("O-77");
  });

  it("counts anew from the first midnight of a window, Amsterdam time", () => {
    const keyAt = (now: string) => judge(limited(weekly, { now: at(now) })).counters[0]?.key;
    expect(keyAt("2026-11-22T22:59:59Z")).toBe(keyOfWeek?.key);
    expect(keyAt("2026-11-22T23:00:00Z")).not.toBe(keyOfWeek?.key);
  });

  it("counts a person just opened", () => {
    const fresh = { found: "new", pseudonym: "s-9" as Pseudonym, syncedAt: NOON } as const;
    const change: CaseChange = { clause: { subject: "mayCreate", direction: "in" }, subjects: [aSubject(fresh)] };
    expect(judge(limited(perPerson, change)).counters[0]?.key).toContain("|subject:s-9|");
  });

  it.each([
    ["a value of the data that is absent speaks of something else", "data", {}, "pass"],
    ["a fact of the register that is unknown holds", "register", {}, "hold"],
    [
      "a fact of the register that is known not to be has nothing to count",
      "register",
      { facts: { counted: null } },
      "pass",
    ],
    ["a fact of the register that is known counts", "register", { facts: { counted: "x" } }, "pass"],
  ] as const)("%s", (_name, provider, state, result) => {
    const limit: Limit = { ...perOrder, scope: { fact: "counted" } };
    expect(checkOf(limited(limit, { catalogue: withFacts({ counted: provider }), state }), "limits").result).toBe(
      result,
    );
  });

  it("holds what is counted per person where there is none", () => {
    const given = limited(perPerson, { clause: { subject: "none" }, subjects: [] });
    expect(outcomeOfCheck(given, "limits")).toEqual({ result: "hold", codes: ["TOO_SOON"] });
  });

  it("raises the counters of an allow only", () => {
    expect(decideOn(limited(weekly)).counters).toEqual([{ key: keyOfWeek?.key, max: 2 }]);
    expect(decideOn(limited(weekly, { counters: { [keyOfWeek!.key]: 2 } }))).toMatchObject({
      outcome: "hold",
      counters: [],
    });
    expect(decideOn(limited(weekly, { senderActive: false })).counters).toEqual([]);
  });

  it("raises a full counter by the one that was approved", () => {
    const counters = { [keyOfWeek!.key]: 7 };
    const decision = decideOn(limited(weekly, { counters, approvals: { approved: true, dropped: [] } }));
    expect(decision).toMatchObject({ outcome: "allow", counters: [{ key: keyOfWeek?.key, max: 8 }] });
  });

  describe("that is only told", () => {
    const told: Limit = { id: "monthly", max: 2, per: "month", scope: "covenant", alert: true };
    const [use] = judge(limited(told)).counters;
    const alertsAt = (count: number, change: CaseChange = {}) =>
      decideOn(limited(told, { ...change, counters: { [use!.key]: count } })).alerts;

    it("goes on, and alerts from the one more on", () => {
      expect(alertsAt(1)).toEqual([]);
      const alert = { level: "alert", reason: { code: "VOLUME_EXCEEDED", param: "monthly" } };
      expect(alertsAt(2)).toEqual([alert]);
      expect(alertsAt(7)).toEqual([alert]);
      expect(outcomeOfCheck(limited(told, { counters: { [use!.key]: 7 } }), "limits")).toEqual({
        result: "pass",
        codes: [],
      });
    });

    it("says nothing of what is not released", () => expect(alertsAt(2, { senderActive: false })).toEqual([]));

    it("bounds no counter that others raise meanwhile", () => {
      expect(decideOn(limited(told, { counters: { [use!.key]: 7 } })).counters[0]?.max).toBeGreaterThan(1_000_000);
    });

    it("is counted over all clauses and partners of the covenant", () => {
      const other = limited(told, { clause: { message: "another", id: "p/out/another" } });
      expect(judge(other).counters).toEqual(judge(limited(told)).counters);
      expect(use?.key).not.toContain("partner-a");
    });
  });

  it("tells its keys before there is a case", () => {
    const given = limited(perOrder, { data: { repairOrder: "O-77" } });
    const { document, subjects, now } = given;
    const version = aVersion();
    const clause = judge(given).clause!;
    const keys = counterKeys({ version, clause, partner: "partner-a", subjects, data: document.data, now });
    expect(keys).toEqual(judge(given).counters.map(({ key }) => key));
  });
});
