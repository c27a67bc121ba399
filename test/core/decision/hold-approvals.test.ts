import { describe, expect, it } from "vitest";

import type { Approval, Clause, Precondition } from "../../../src/core/covenant/types.ts";
import { daysAgo, aCase, decideOn, withFacts, type CaseChange } from "../../support/cases.ts";

const lead: Approval = { by: ["collections-lead"], count: 1, includes: [] };
const officer: Approval = { by: ["privacy-officer", "deputy"], count: 1, includes: [] };
const approver: Approval = { by: ["approver"], count: 1, includes: [] };
const leadAndOfficer: Approval = {
  by: ["collections-lead", "privacy-officer", "deputy"],
  count: 2,
  includes: [["collections-lead"], ["privacy-officer", "deputy"]],
};

const catalogue = withFacts({ checked: "register", seen: "register" });
const asks = (fact: string, approval?: Approval): Precondition => ({
  id: fact === "checked" ? "M5" : "M1",
  nl: "voorwaarde",
  condition: { fact, tests: [{ op: "present", value: true }] },
  onFalse: "hold",
  onUnknown: "hold",
  ...(approval && { approval }),
});
const approvalOn = (preconditions: readonly Precondition[], change: Partial<Clause> = {}, rest: CaseChange = {}) =>
  decideOn(aCase({ catalogue, ...rest, clause: { preconditions, ...change } })).approval;

describe("a hold of a precondition that names who passes it", () => {
  it.each<[string, readonly Precondition[], Partial<Clause>, CaseChange, Approval]>([
    ["waits for them", [asks("checked", lead)], {}, {}, lead],
    ["waits for them where it fails", [asks("checked", lead)], {}, { state: { facts: { checked: null } } }, lead],
    ["waits for the officer where it names nobody", [asks("checked")], {}, {}, officer],
    [
      "waits for the officer as well where another holds",
      [asks("checked", lead), asks("seen")],
      {},
      {},
      leadAndOfficer,
    ],
    ["is theirs alone where the other is met", [asks("checked", lead), asks("seen")], {}, known("seen"), lead],
    ["waits once where two name the same", [asks("checked", lead), asks("seen", { ...lead })], {}, {}, lead],
    [
      "waits for the officer as well where the register is stale",
      [asks("checked", lead)],
      {},
      { state: { syncedAt: daysAgo(2) } },
      leadAndOfficer,
    ],
    [
      "waits for those of the clause as well",
      [asks("checked", lead)],
      { approval: approver },
      {},
      { by: ["approver", "collections-lead"], count: 2, includes: [["approver"], ["collections-lead"]] },
    ],
  ])("%s", (_name, preconditions, change, rest, expected) => {
    expect(approvalOn(preconditions, change, rest)).toEqual(expected);
  });
});

function known(fact: string): CaseChange {
  return { state: { facts: { [fact]: "x" } } };
}
