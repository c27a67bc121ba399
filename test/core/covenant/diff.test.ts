import { describe, expect, it } from "vitest";
import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { diffCovenants } from "../../../src/core/covenant/diff.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import type { Covenant } from "../../../src/core/covenant/types.ts";
import type { Sha256 } from "../../../src/core/ids.ts";

const TEXT = `
id: proef
version: 1
kind: covenant
status: active
title: Proef
source: C-06
parties:
  - { id: oosterpoort, role: controller }
  - { id: gemeente, role: authority }
valid: { from: 2026-01-01, until: 2027-12-31 }
lawCheckedOn: 2026-06-01
dpia: { ref: DPIA-1, reviewBy: 2027-01-01 }
jointArrangement: regeling 1
clauses:
  - purpose: debt-coaching
    direction: out
    parties: [gemeente]
    basis: consent
    law: [AVG 6(1)(a)]
    article9: AVG 9(2)(a)
    statement: [S-22]
    subject: existing
    identifiedBy: [personRef]
    relation: caseload
    consent: { required: ordinary, explicitForSpecial: true, maxMonths: 12 }
    require:
      - id: E1
        nl: Twee maanden.
        that: { allOf: [{ fact: arrearsMonths, min: 2, max: 9 }, { fact: arrearsSince, olderThanDays: 30 }] }
      - id: E2
        nl: Een van beide.
        that: { anyOf: [{ fact: lastSignalOn, withinDays: 30 }, { fact: candidateStatus, oneOf: [SEL, AAN] }] }
    fields:
      - caseRef!
      - lastName
      - birthDate -> month
      - remark -> redactBsn
      - reactionHistory -> lastMonths(12)
      - registrationNumber or clientRef!
      - { field: householdIncome, when: { fact: candidateStatus, oneOf: [SEL, AAN] }, approval: privacy-officer }
    limits:
      weekly: 10 per week per subject
    batchMax: 100
    approval: four-eyes
    holdEscalates: true
    effects: [open caseload by caseRef]
    inform: before P7D
    duties:
      - { id: delete, nl: Verwijderen., who: there, within: P6M }
    retention: { here: settled + P2Y, there: settled + P6M }
  - purpose: legal-demand-police
    direction: pull
    basis: legal-duty
    law: [AVG 6(1)(c)]
    statement: [S-88]
    subject: existing
    identifiedBy: [name + birthDate]
    consent: none
    legalOrder: { articles: [Sv 126nc], authorities: [politie], oralFollowUpDays: 3 }
    question: [lastName!]
    fields: [lastName]
    approval: four-eyes
    holdEscalates: true
    inform: deferred
    retention: { here: order + P5Y, there: own policy }
`;

function read(text: string): Covenant {
  const source = parseYaml({
    file: "covenants/proef/v1.yaml",
    bytes: new TextEncoder().encode(text),
    code: "COVENANT_MALFORMED",
  });
  const { covenant, problems } = readCovenant(source, "0".repeat(64) as Sha256);
  expect(problems).toEqual([]);
  if (covenant === null) throw new Error("the covenant was not read");
  return covenant;
}

const changed = (from: string, to: string): Covenant => {
  expect(TEXT).toContain(from);
  return read(TEXT.replace(from, to));
};
const reachesOf = (before: Covenant, after: Covenant): readonly string[] =>
  diffCovenants(before, after).map(({ what, name, reach }) => [what, name, reach].filter(Boolean).join(" "));

/** What is written, what it becomes, what that is called, and what the change back is called. */
const ROWS: readonly (readonly [from: string, to: string, there: string, back: string])[] = [
  ["      - lastName\n", "", "field lastName narrower", "field lastName wider"],
  ["- caseRef!", "- caseRef", "field caseRef wider", "field caseRef narrower"],
  ["birthDate -> month", "birthDate -> year", "field birthDate narrower", "field birthDate wider"],
  ["birthDate -> month", "birthDate", "field birthDate wider", "field birthDate narrower"],
  ["birthDate -> month", "birthDate -> ageBand", "field birthDate wider", "field birthDate wider"],
  ["remark -> redactBsn", "remark -> redact", "field remark narrower", "field remark wider"],
  ["remark -> redactBsn", "remark -> drop", "field remark narrower", "field remark wider"],
  ["lastMonths(12)", "lastMonths(24)", "field reactionHistory wider", "field reactionHistory narrower"],
  [
    "registrationNumber or clientRef!",
    "registrationNumber or clientRef or mandateRef!",
    "field mandateRef wider,required wider",
    "field mandateRef narrower,required wider",
  ],
  [
    "oneOf: [SEL, AAN] }, approval",
    "oneOf: [SEL] }, approval",
    "field householdIncome narrower",
    "field householdIncome wider",
  ],
  [", approval: privacy-officer }", " }", "field householdIncome wider", "field householdIncome narrower"],
  ["min: 2,", "min: 3,", "precondition E1 narrower", "precondition E1 wider"],
  ["max: 9", "max: 8", "precondition E1 narrower", "precondition E1 wider"],
  ["min: 2, max: 9", "min: 2", "precondition E1 wider", "precondition E1 narrower"],
  ["olderThanDays: 30", "olderThanDays: 14", "precondition E1 wider", "precondition E1 narrower"],
  [", { fact: arrearsSince, olderThanDays: 30 }]", "]", "precondition E1 wider", "precondition E1 narrower"],
  ["withinDays: 30", "withinDays: 14", "precondition E2 narrower", "precondition E2 wider"],
  ["{ fact: lastSignalOn, withinDays: 30 }, ", "", "precondition E2 narrower", "precondition E2 wider"],
  ["oneOf: [SEL, AAN] }] }", "oneOf: [SEL, AAN, TOE] }] }", "precondition E2 wider", "precondition E2 narrower"],
  [
    "      - id: E2\n",
    "        otherwise: hold\n      - id: E2\n",
    "precondition E1 wider",
    "precondition E1 narrower",
  ],
  ["      - id: E2\n", "        unknown: deny\n      - id: E2\n", "precondition E1 narrower", "precondition E1 wider"],
  [
    "      - id: E2\n",
    "        approval: collections-lead\n      - id: E2\n",
    "precondition E1 wider",
    "precondition E1 wider",
  ],
  ["10 per week", "11 per week", "limit weekly wider", "limit weekly narrower"],
  ["10 per week", "10 per fortnight", "limit weekly narrower", "limit weekly wider"],
  ["per week per subject", "per week", "limit weekly wider", "limit weekly wider"],
  ["    limits:\n      weekly: 10 per week per subject\n", "", "limit weekly wider", "limit weekly narrower"],
  ["batchMax: 100", "batchMax: 101", "batchMax wider", "batchMax narrower"],
  ["required: ordinary", "required: explicit", "consent narrower", "consent wider"],
  ["required: ordinary", "required: ordinary, written: true", "consent narrower", "consent wider"],
  ["explicitForSpecial: true", "explicitForSpecial: false", "consent wider", "consent narrower"],
  ["maxMonths: 12", "maxMonths: 6", "consent narrower", "consent wider"],
  ["    relation: caseload\n", "", "relation wider", "relation narrower"],
  ["relation: caseload", "relation: mandate", "relation wider", "relation wider"],
  ["relation: caseload", "relation: ended caseload within P2M", "relation wider", "relation wider"],
  [
    "subject: existing\n    identifiedBy: [personRef]",
    "subject: mayCreate\n    identifiedBy: [personRef]",
    "subject wider",
    "subject wider",
  ],
  ["identifiedBy: [personRef]", "identifiedBy: [personRef, partnerRef]", "identifiedBy wider", "identifiedBy narrower"],
  ["    parties: [gemeente]\n", "", "parties wider", "parties narrower"],
  [
    "approval: four-eyes\n    holdEscalates: true\n    effects",
    "holdEscalates: true\n    effects",
    "approval wider",
    "approval narrower",
  ],
  [
    "approval: four-eyes\n    holdEscalates: true\n    effects",
    "approval: { by: [privacy-officer, deputy, approver], count: 1 }\n    holdEscalates: true\n    effects",
    "approval wider",
    "approval narrower",
  ],
  [
    "holdEscalates: true\n    effects",
    "holdEscalates: false\n    effects",
    "holdEscalates wider",
    "holdEscalates narrower",
  ],
  ["    effects: [open caseload by caseRef]\n", "", "effects wider", "effects wider"],
  ["before P7D", "before P14D", "inform narrower", "inform wider"],
  ["before P7D", "within P1M", "inform wider", "inform narrower"],
  ["inform: deferred", "inform: forbidden", "inform wider", "inform narrower"],
  [
    "weekly: 10 per week per subject",
    "weekly: 10 per week per subject, alert",
    "limit weekly wider",
    "limit weekly narrower",
  ],
  ["who: there, within: P6M", "who: there, within: P3M", "duty delete narrower", "duty delete wider"],
  ["who: there, within: P6M", "who: there, within: 1 working day", "duty delete narrower", "duty delete wider"],
  [
    "    duties:\n      - { id: delete, nl: Verwijderen., who: there, within: P6M }\n",
    "",
    "duty delete wider",
    "duty delete narrower",
  ],
  ["here: settled + P2Y", "here: settled + P30M", "retention here wider", "retention here narrower"],
  ["there: settled + P6M", "there: own policy", "retention there wider", "retention there narrower"],
  ["there: settled + P6M", "there: closed + P6M", "retention there wider", "retention there wider"],
  ["basis: consent", "basis: contract", "basis wider", "basis wider"],
  ["    article9: AVG 9(2)(a)\n", "", "article9 narrower", "article9 wider"],
  ["law: [AVG 6(1)(a)]", "law: [AVG 6(1)(a), AVG 7]", "law equal", "law wider"],
  ["statement: [S-22]", "statement: [S-22, S-23]", "statement equal", "statement wider"],
  ["articles: [Sv 126nc]", "articles: [Sv 126nc, Sv 126nd]", "legalOrder wider", "legalOrder narrower"],
  ["authorities: [politie]", "authorities: [politie, justitie]", "legalOrder wider", "legalOrder narrower"],
  [", oralFollowUpDays: 3", "", "legalOrder narrower", "legalOrder wider"],
  ["question: [lastName!]", "question: [lastName!, birthDate]", "field birthDate wider", "field birthDate narrower"],
  ["until: 2027-12-31", "until: 2028-01-31", "until wider", "until narrower"],
  ["from: 2026-01-01", "from: 2026-02-01", "from narrower", "from wider"],
  ["status: active", "status: draft", "status narrower", "status wider"],
  ["kind: covenant", "kind: accession", "kind wider", "kind wider"],
  [
    "  - { id: gemeente, role: authority }\n",
    "  - { id: gemeente, role: authority }\n  - { id: buur, role: authority }\n",
    "parties wider",
    "parties narrower",
  ],
  ["dpia: { ref: DPIA-1, reviewBy: 2027-01-01 }\n", "", "dpia wider", "dpia equal"],
  ["jointArrangement: regeling 1\n", "", "jointArrangement wider", "jointArrangement equal"],
  ["reviewBy: 2027-01-01", "reviewBy: 2028-01-01", "dpia equal", "dpia equal"],
];

describe("the difference between two versions", () => {
  it("is nothing between a version and itself", () => {
    expect(diffCovenants(read(TEXT), read(TEXT))).toEqual([]);
  });

  it.each(ROWS)("%j that becomes %j: %s, and back: %s", (from, to, there, back) => {
    const [before, after] = [read(TEXT), changed(from, to)];
    expect(reachesOf(before, after).join()).toBe(there);
    expect(reachesOf(after, before).join()).toBe(back);
  });

  it("is a clause that goes or comes", () => {
    const [whole, half] = [read(TEXT), read(TEXT.slice(0, TEXT.indexOf("  - purpose: legal-demand")))];
    expect(reachesOf(whole, half)).toEqual(["clause narrower"]);
    expect(reachesOf(half, whole)).toEqual(["clause wider"]);
    expect(diffCovenants(half, whole)[0]).toMatchObject({ clause: "legal-demand-police/pull/default", before: null });
  });

  it("is told in the notation of the files", () => {
    const [change] = diffCovenants(read(TEXT), changed("min: 2,", "min: 3,"));
    expect(change).toEqual({
      clause: "debt-coaching/out/default",
      leg: null,
      what: "precondition",
      name: "E1",
      reach: "narrower",
      before: "arrearsMonths min 2 max 9 and arrearsSince olderThanDays 30; otherwise deny, unknown hold",
      after: "arrearsMonths min 3 max 9 and arrearsSince olderThanDays 30; otherwise deny, unknown hold",
    });
  });

  it("shows who passes a precondition's hold, and that a tie must have ended", () => {
    const lead = changed("      - id: E2\n", "        approval: collections-lead\n      - id: E2\n");
    const [passed] = diffCovenants(read(TEXT), lead);
    expect(passed?.after).toBe(`${passed?.before ?? ""}; passed by 1 of collections-lead`);
    const [tie] = diffCovenants(read(TEXT), changed("relation: caseload", "relation: ended caseload within P2M"));
    expect([tie?.before, tie?.after]).toEqual(["caseload", "ended caseload within P2M"]);
  });

  it("of who passes a precondition's hold is narrower with fewer of the same", () => {
    const by = (roles: string): Covenant =>
      changed("      - id: E2\n", `        approval: { by: [${roles}], count: 1 }\n      - id: E2\n`);
    expect(reachesOf(by("deputy, approver"), by("deputy"))).toEqual(["precondition E1 narrower"]);
    expect(reachesOf(by("deputy"), by("deputy, approver"))).toEqual(["precondition E1 wider"]);
  });
});
