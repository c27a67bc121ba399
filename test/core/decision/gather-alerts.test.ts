import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatherAlerts } from "../../../src/core/decision/gather-alerts.ts";
import { printReason, type Reason, type ReasonCode } from "../../../src/core/decision/reasons.ts";
import type { Alert, AlertLevel } from "../../../src/core/decision/types.ts";

const stripped = (param: string, level: AlertLevel = "info"): Alert => ({
  level,
  reason: { code: "FIELD_STRIPPED", param },
});
const redacted = (param: string, n: number): Alert => ({ level: "alert", reason: { code: "BSN_REDACTED", param, n } });
const printed = (alerts: readonly Alert[]): string[] =>
  gatherAlerts(alerts).map(({ level, reason }) => `${level} ${printReason(reason)}`);
const letters = (count: number): string[] => Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));

describe("alerts of one exchange are gathered", () => {
  it.each<{ name: string; alerts: readonly Alert[]; gathered: readonly string[] }>([
    { name: "none", alerts: [], gathered: [] },
    { name: "one, as it is", alerts: [redacted("remark", 2)], gathered: ["alert BSN_REDACTED(remark,2)"] },
    {
      name: "one without a name",
      alerts: [{ level: "alert", reason: { code: "BREAK_GLASS" } }],
      gathered: ["alert BREAK_GLASS"],
    },
    {
      name: "by reason, with the names in order",
      alerts: [stripped("email"), redacted("remark", 1), stripped("birthDate")],
      gathered: ["info FIELD_STRIPPED(birthDate,email)", "alert BSN_REDACTED(remark,1)"],
    },
    {
      name: "by level, so that what weighs is not hidden among what does not",
      alerts: [stripped("email"), stripped("medicalData", "alert"), stripped("gender")],
      gathered: ["info FIELD_STRIPPED(email,gender)", "alert FIELD_STRIPPED(medicalData)"],
    },
    {
      name: "with what was found added up, and each name once",
      alerts: [redacted("remark", 2), redacted("note", 3), redacted("note", 1)],
      gathered: ["alert BSN_REDACTED(note,remark,6)"],
    },
    {
      name: "with ten names",
      alerts: letters(10).map((name) => stripped(name)),
      gathered: ["info FIELD_STRIPPED(a,b,c,d,e,f,g,h,i,j)"],
    },
    {
      name: "with ten names, and the number of the others",
      alerts: letters(13).map((name) => stripped(name)),
      gathered: ["info FIELD_STRIPPED(a,b,c,d,e,f,g,h,i,j,+3)"],
    },
  ])("$name", ({ alerts, gathered }) => expect(printed(alerts)).toEqual(gathered));

  const anAlert = fc.record({
    level: fc.constantFrom<AlertLevel>("info", "notice", "alert"),
    reason: fc.record({
      code: fc.constantFrom<ReasonCode>("FIELD_STRIPPED", "PROHIBITED_REMOVED", "SPECIAL_NOT_COVERED"),
      param: fc.stringMatching(/^[a-z]{1,3}$/),
    }),
  });
  const kindsOf = (alerts: readonly Alert[]): Set<string> =>
    new Set(alerts.map(({ level, reason }) => `${level} ${reason.code}`));
  const namesOf = ({ param = "" }: Reason): string[] => param.split(",");

  it("into one for each reason and level, with every name told or counted", () => {
    fc.assert(
      fc.property(fc.array(anAlert, { maxLength: 200 }), (alerts) => {
        const gathered = gatherAlerts(alerts);
        expect(gathered).toHaveLength(kindsOf(alerts).size);
        expect(kindsOf(gathered)).toEqual(kindsOf(alerts));
        for (const { level, reason } of gathered) {
          const same = alerts.filter((alert) => alert.level === level && alert.reason.code === reason.code);
          const all = new Set(same.map((alert) => alert.reason.param));
          const told = namesOf(reason).filter((name) => !name.startsWith("+"));
          const [rest = "0"] = namesOf(reason).filter((name) => name.startsWith("+"));
          expect(told.length).toBeLessThanOrEqual(10);
          expect(told.every((name) => all.has(name))).toBe(true);
          expect(told.length + Number(rest)).toBe(all.size);
        }
      }),
    );
  });

  it("alike in whatever order they came", () => {
    fc.assert(
      fc.property(fc.array(anAlert, { maxLength: 40 }), (alerts) => {
        expect(printed([...alerts].reverse()).sort()).toEqual(printed(alerts).sort());
      }),
    );
  });
});
