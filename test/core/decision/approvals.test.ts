import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { StaffRole } from "../../../src/core/catalogue/party.ts";
import type { Approval } from "../../../src/core/covenant/types.ts";
import { isMet, togetherOf } from "../../../src/core/decision/approvals.ts";
import { aCase, daysAgo, decideOn, PARTNER } from "../../support/cases.ts";

const OFFICERS: readonly StaffRole[] = ["privacy-officer", "deputy"];
const officer: Approval = { by: OFFICERS, count: 1, includes: [] };
const fourEyes: Approval = { by: [...OFFICERS, "approver"], count: 2, includes: [OFFICERS] };
const lead: Approval = { by: ["collections-lead"], count: 1, includes: [] };
const twoLeads: Approval = { by: ["collections-lead"], count: 2, includes: [] };
const leadOrApprover: Approval = { by: ["collections-lead", "approver"], count: 1, includes: [] };

describe("demands that a hold must meet together", () => {
  it.each<[string, Approval[], Approval]>([
    ["one stays as it is", [fourEyes], fourEyes],
    ["none is the officer's", [], officer],
    ["the same twice is once", [fourEyes, fourEyes], fourEyes],
    ["those who may serve both serve both", [fourEyes, officer], { by: OFFICERS, count: 2, includes: [OFFICERS] }],
    [
      "a narrower group makes the wider one needless",
      [fourEyes, { ...fourEyes, includes: [["deputy"]] }],
      { ...fourEyes, includes: [["deputy"]] },
    ],
    [
      "where nobody may serve both, each keeps its own",
      [lead, officer],
      { by: ["collections-lead", ...OFFICERS], count: 2, includes: [["collections-lead"], OFFICERS] },
    ],
    [
      "two and two make four",
      [twoLeads, fourEyes],
      {
        by: ["collections-lead", ...OFFICERS, "approver"],
        count: 4,
        includes: [["collections-lead"], ["collections-lead"], OFFICERS, [...OFFICERS, "approver"]],
      },
    ],
    [
      "a group of which nobody may serve both keeps the demands apart",
      [fourEyes, leadOrApprover],
      {
        by: [...OFFICERS, "approver", "collections-lead"],
        count: 3,
        includes: [OFFICERS, [...OFFICERS, "approver"], ["collections-lead", "approver"]],
      },
    ],
  ])("%s", (_name, demands, together) => expect(togetherOf(demands)).toEqual(together));

  it.each<[string, Approval, StaffRole[], boolean]>([
    ["four eyes by two approvers", fourEyes, ["approver", "approver"], false],
    ["four eyes by an approver and the deputy", fourEyes, ["approver", "deputy"], true],
    ["four eyes by one", fourEyes, ["privacy-officer"], false],
    ["four eyes by the officer and one who may not", fourEyes, ["privacy-officer", "collections-lead"], false],
    ["lead and officer by two leads", togetherOf([lead, officer]), ["collections-lead", "collections-lead"], false],
    ["lead and officer by two officers", togetherOf([lead, officer]), ["privacy-officer", "deputy"], false],
    ["lead and officer by one of each", togetherOf([lead, officer]), ["deputy", "collections-lead"], true],
    [
      "four eyes and lead by the officer and two leads",
      togetherOf([fourEyes, lead]),
      ["privacy-officer", "collections-lead", "collections-lead"],
      false,
    ],
    [
      "four eyes and lead, in whatever order they came",
      togetherOf([lead, fourEyes]),
      ["approver", "deputy", "collections-lead"],
      true,
    ],
    [
      "two and two by two leads and an officer",
      togetherOf([twoLeads, fourEyes]),
      ["collections-lead", "collections-lead", "privacy-officer"],
      false,
    ],
  ])("%s", (_name, demand, roles, met) => expect(isMet(demand, roles)).toBe(met));

  const role = fc.constantFrom<StaffRole>("privacy-officer", "deputy", "collections-lead", "approver");
  const demand = fc
    .tuple(fc.uniqueArray(role, { minLength: 1 }), fc.constantFrom(1, 2), fc.nat(3))
    .map(([by, count, taken]): Approval => ({ by, count, includes: taken === 0 ? [] : [by.slice(0, taken)] }));
  const demands = fc.array(demand, { minLength: 1, maxLength: 4 });

  it("are each met where all together are", () => {
    fc.assert(
      fc.property(demands, fc.array(role, { maxLength: 8 }), (each, roles) => {
        if (isMet(togetherOf(each), roles)) for (const one of each) expect(isMet(one, roles)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("can always be met by somebody", () => {
    fc.assert(
      fc.property(demands, (each) => {
        const together = togetherOf(each);
        expect(
          isMet(
            together,
            together.by.flatMap((one) => Array.from({ length: 8 }, () => one)),
          ),
        ).toBe(true);
      }),
    );
  });

  it("are never met by more where one approval is taken away", () => {
    fc.assert(
      fc.property(demands, fc.array(role, { minLength: 1, maxLength: 6 }), (each, roles) => {
        const together = togetherOf(each);
        if (isMet(together, roles.slice(1))) expect(isMet(together, roles)).toBe(true);
      }),
    );
  });
});

describe("a tenant's restriction that a document of a partner ran into", () => {
  it("is the officer's to see, beside whoever else the clause names", () => {
    const decision = decideOn(
      aCase({
        clause: { direction: "in", subject: "mayCreate", approval: lead },
        state: { restriction: { from: daysAgo(1) } },
      }),
    );
    expect(decision).toMatchObject({
      outcome: "hold",
      partner: PARTNER.id,
      publicReasons: [{ code: "APPROVAL_REQUIRED" }],
    });
    expect(decision.approval).toEqual(togetherOf([lead, officer]));
  });
});
