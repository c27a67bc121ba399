import { describe, expect, it } from "vitest";

import { viewFor } from "../../../src/core/decision/public.ts";
import { printReason } from "../../../src/core/decision/reasons.ts";
import type { Clause } from "../../../src/core/covenant/types.ts";
import type { SubjectState } from "../../../src/core/decision/state.ts";
import type { Case } from "../../../src/core/decision/types.ts";
import {
  aCase,
  aConsent,
  aLeg,
  anObjection,
  aRelation,
  aSubject,
  CORPORATION,
  decideOn,
  NOON,
  type CaseChange,
} from "../../support/cases.ts";

const partnerView = (given: Case) => viewFor(decideOn(given), "partner");
const told = (change: CaseChange) => partnerView(aCase(change)).reasons.map(printReason);

/** Everybody whom a partner has no business to know of, in one list of changes. */
const HIDDEN: [string, CaseChange][] = [
  ["unknown", { subjects: [aSubject({ found: "none" })] }],
  ["nobody named", { subjects: [] }],
  ["new", { subjects: [aSubject({ found: "new", pseudonym: "s-9" as SubjectState["pseudonym"], syncedAt: NOON })] }],
  ["unlinked", { state: { relations: [] } }],
  ["another partner's", { state: { relations: [aRelation({ party: "partner-b" })] } }],
  ["no longer linked", { state: { relations: [aRelation({ until: NOON })] } }],
  ["erased", { state: { relations: [aRelation()], life: "erased" } }],
  ["past its term", { state: { relations: [aRelation()], life: "retention-lapsed" } }],
  ["restricted", { state: { relations: [aRelation()], restriction: { from: NOON } } }],
  ["erased and without consent", { state: { life: "erased", consents: [] } }],
];

const WAYS: [string, Partial<Clause>][] = [
  ["a question", { direction: "pull", relation: { kind: "order", ref: "caseRef" } }],
  ["a message", { direction: "in", relation: { kind: "order", ref: "caseRef" } }],
  ["a question that rests on consent", { direction: "pull", basis: "consent", relation: { kind: "order", ref: null } }],
  [
    "a question that must be approved",
    {
      direction: "pull",
      relation: { kind: "order", ref: "caseRef" },
      approval: { by: ["approver"], count: 2, includes: [] },
    },
  ],
];

/** An answer exists for whom the register knows; nobody fetches one for the rest. */
const answerFor = (change: CaseChange): CaseChange =>
  change.subjects === undefined && change.state?.life === undefined ? change : { ...change, answer: null };

describe.each(WAYS)("of %s", (_way, clause) => {
  const approval = clause.approval !== undefined;
  const expected = approval ? ["APPROVAL_REQUIRED"] : ["SUBJECT_UNKNOWN"];
  const views = HIDDEN.map(([name, change]) => ({ name, view: partnerView(aCase({ ...answerFor(change), clause })) }));

  it.each(views)("a partner learns nothing about a person who is $name", ({ view }) => {
    expect(view).toEqual(views[0]?.view);
    expect(view.reasons.map(printReason)).toEqual(expected);
    expect(view.verdicts).toEqual([]);
  });

  it("the corporation sees why", () => {
    const reasons = HIDDEN.map(([, change]) =>
      viewFor(decideOn(aCase({ ...answerFor(change), clause })), "controller").reasons.map(({ code }) => code),
    );
    expect(new Set(reasons.map(([first]) => first)).size).toBeGreaterThan(3);
  });

  it.each([
    ["lacks a required field", clause.direction === "in" ? { data: { caseRef: "Z-1" } } : { data: {} }],
    ["is a replay", { firstSeen: false }],
    ["is of another environment", { environment: "production" }],
  ] as [string, CaseChange][])("a document that %s is refused alike, whoever it is about", (_name, fault) => {
    const [first, ...rest] = HIDDEN.map(([, change]) => partnerView(aCase({ ...answerFor(change), ...fault, clause })));
    expect(first?.outcome).toBe("deny");
    expect(first?.reasons.map(({ code }) => code)).not.toContain("SUBJECT_UNKNOWN");
    for (const view of rest) expect(view).toEqual(first);
    const known = aCase({ state: { relations: [aRelation()], consents: [aConsent()] }, ...fault, clause });
    expect(partnerView(known)).toEqual(first);
  });
});

describe("a question that must be approved", () => {
  const clause = {
    direction: "pull",
    basis: "legal-duty",
    approval: { by: ["approver"], count: 2, includes: [] },
  } as const;
  const seen = (change: CaseChange) => partnerView(aCase({ ...change, clause }));
  const known = seen({});

  it.each([
    ["an unknown person", { subjects: [aSubject({ found: "none" })], answer: null }],
    ["several persons", { subjects: [aSubject({ found: "many" })], answer: null }],
    ["an erased person", { state: { life: "erased" }, answer: null }],
    ["a restricted person", { state: { restriction: { from: NOON } } }],
    ["a person of whom nothing is held", { answer: {} }],
    ["a person whose source is down", { answer: "unavailable" }],
    ["a person with a stale register", { state: { syncedAt: 0 as typeof NOON } }],
  ] as [string, CaseChange][])("looks the same about %s as about a known one", (_name, change) => {
    expect(seen(change)).toEqual(known);
    expect(known).toMatchObject({ outcome: "hold", retryable: true });
  });

  it.each([
    [
      "an unknown person",
      { subjects: [aSubject({ found: "none" })], answer: null },
      ["SUBJECT_UNKNOWN", "APPROVAL_REQUIRED"],
    ],
    ["an erased person", { state: { life: "erased" }, answer: null }, ["ERASED", "APPROVAL_REQUIRED"]],
  ] as [string, CaseChange, string[]][])("tells its approver the truth about %s", (_name, change, codes) => {
    const decision = decideOn(aCase({ ...change, clause }));
    expect(decision).toMatchObject({ outcome: "hold", excerpt: null });
    expect(decision.reasons.map(({ code }) => code)).toEqual(codes);
  });

  it("is denied for an unknown person once approved", () => {
    const approvals = { approved: true, dropped: [] };
    const given = aCase({ clause, approvals, subjects: [aSubject({ found: "none" })], answer: null });
    expect(decideOn(given)).toMatchObject({
      outcome: "deny",
      excerpt: null,
      publicReasons: [{ code: "SUBJECT_UNKNOWN" }],
    });
  });
});

describe("a partner whose tie stands", () => {
  const clause = { direction: "in", relation: { kind: "order", ref: "caseRef" } } as const;
  const linked = { relations: [aRelation()] };
  const present = (fact: string, onUnknown: "deny" | "hold") =>
    ({
      id: "E1",
      nl: "x",
      condition: { fact, tests: [{ op: "present", value: true }] },
      onFalse: "deny",
      onUnknown,
    }) as const;

  const cases: [string, CaseChange, string[]][] = [
    [
      "learns that consent was withdrawn",
      { clause: { ...clause, basis: "consent" }, state: { ...linked, consents: [aConsent({ withdrawnAt: NOON })] } },
      ["CONSENT_WITHDRAWN"],
    ],
    [
      "learns not that consent was given to another",
      { clause: { ...clause, basis: "consent" }, state: { ...linked, consents: [aConsent({ party: "partner-b" })] } },
      ["CONSENT_MISSING"],
    ],
    [
      "learns which category is not covered",
      {
        clause: { ...clause, basis: "consent" },
        state: { ...linked, consents: [aConsent({ categories: ["contact"] })] },
      },
      ["CONSENT_SCOPE(lastName)"],
    ],
    [
      "learns which precondition fails",
      {
        clause: { ...clause, preconditions: [present("claimDue", "hold")] },
        state: { ...linked, facts: { claimDue: null } },
      },
      ["PRECONDITION_FAILED(E1)"],
    ],
    [
      "learns which precondition is unknown",
      { clause: { ...clause, preconditions: [present("claimDue", "hold")] }, state: linked },
      ["PRECONDITION_UNKNOWN(E1)"],
    ],
    [
      "learns not of an objection",
      {
        clause: { ...clause, basis: "public-or-legitimate-interest" },
        state: { ...linked, objections: [anObjection()] },
      },
      ["SUBJECT_UNKNOWN"],
    ],
    [
      "learns only that a person decides on an objection",
      { clause: { ...clause, basis: "legal-claims" }, state: { ...linked, objections: [anObjection()] } },
      ["APPROVAL_REQUIRED"],
    ],
    [
      "learns only once that a person decides",
      {
        clause: { ...clause, basis: "legal-duty", approval: { by: ["approver"], count: 1, includes: [] } },
        state: { ...linked, restriction: { from: NOON } },
      },
      ["APPROVAL_REQUIRED"],
    ],
    [
      "learns not that its mandate ended",
      {
        clause: { ...clause, relation: { kind: "mandate", ref: null } },
        state: { relations: [aRelation({ kind: "mandate", until: NOON })] },
      },
      ["SUBJECT_UNKNOWN"],
    ],
    [
      "learns what it left out",
      { clause, state: linked, data: { caseRef: "Z-1" } },
      ["REQUIRED_FIELD_MISSING(lastName)"],
    ],
    [
      "learns what is malformed",
      {
        clause: { ...clause, document: aLeg("caseRef!", "birthDate!") },
        state: linked,
        data: { caseRef: "Z-1", birthDate: "gisteren" },
      },
      ["REQUIRED_FIELD_MISSING(birthDate)"],
    ],
    [
      "learns that a BSN was taken out",
      {
        clause: { ...clause, document: aLeg("caseRef!", "remark -> redact") },
        state: linked,
        data: { caseRef: "Z-1", remark: "BSN 123456782" },
      },
      ["BSN_REDACTED(remark,1)"],
    ],
  ];
  it.each(cases)("%s", (_name, change, expected) => {
    expect(told(change)).toEqual(expected);
  });

  it("without a tie that the clause asks for learns nothing of consent either", () => {
    const untied = { direction: "pull", basis: "consent" } as const;
    expect(told({ clause: untied, state: { consents: [] } })).toEqual(["SUBJECT_UNKNOWN"]);
    expect(told({ clause: untied, subjects: [aSubject({ found: "none" })], answer: null })).toEqual([
      "SUBJECT_UNKNOWN",
    ]);
  });

  it("learns of several persons that more is needed", () => {
    expect(told({ clause: { direction: "in" }, subjects: [aSubject({ found: "many" })] })).toEqual([
      "SUBJECT_AMBIGUOUS",
    ]);
  });

  it.each([
    [
      "what fails on its own evidence",
      { caseRef: "Z-1", lastName: "J", arrearsSince: null },
      ["PRECONDITION_FAILED(E1)"],
    ],
    ["what lacks its own evidence", { caseRef: "Z-1", lastName: "J" }, ["PRECONDITION_UNKNOWN(E1)"]],
  ])("is told %s, also about a person it does not know", (_name, data, expected) => {
    const strict = { ...clause, preconditions: [present("arrearsSince", "deny")] };
    expect(told({ clause: strict, data, state: linked })).toEqual(expected);
    expect(told({ clause: strict, data, subjects: [aSubject({ found: "none" })] })).toEqual(expected);
  });
});

describe("the verdicts that a partner sees", () => {
  const shown = (change: CaseChange) =>
    partnerView(aCase(change)).verdicts.map(({ field, verdict, reason }) => [field, verdict, reason?.code ?? null]);
  const data = {
    caseRef: "Z-1",
    lastName: "J",
    phoneNumber: "0612345678",
    birthDate: "1967-12-24",
    citizenServiceNumber: "1",
  };
  const other = aSubject({ restriction: { from: NOON } }, { role: "co-tenant", fields: ["phoneNumber"] });

  it("of its own message are whole, but for what speaks of a person", () => {
    expect(shown({ clause: { direction: "in" }, data, subjects: [aSubject(), other] })).toEqual([
      ["birthDate", "withheld", "FIELD_STRIPPED"],
      ["caseRef", "released", null],
      ["citizenServiceNumber", "withheld", "PROHIBITED_REMOVED"],
      ["lastName", "released", null],
      ["phoneNumber", "withheld", "FIELD_STRIPPED"],
    ]);
  });

  it("of what it receives are what it receives", () => {
    expect(shown({ data, subjects: [aSubject(), other] })).toEqual([
      ["caseRef", "released", null],
      ["lastName", "released", null],
    ]);
  });

  it("of an answer tell withheld from not agreed, and not from not held", () => {
    const change: CaseChange = {
      clause: { direction: "pull", document: aLeg("caseRef", "lastName!", "phoneNumber") },
      header: { ask: ["lastName", "phoneNumber", "birthDate"] },
    };
    const expected = [
      ["birthDate", "withheld", "FIELD_STRIPPED"],
      ["lastName", "released", null],
      ["phoneNumber", "withheld", null],
    ];
    expect(shown({ ...change, answer: { lastName: "J" } })).toEqual(expected);
    expect(shown({ ...change, answer: data, subjects: [aSubject(), other] })).toEqual(expected);
  });

  it("of a hold are what the clause alone withholds", () => {
    const approval = { by: ["approver"], count: 1, includes: [] } as const;
    expect(shown({ clause: { direction: "in", approval }, data, subjects: [aSubject(), other] })).toEqual([
      ["birthDate", "withheld", "FIELD_STRIPPED"],
      ["citizenServiceNumber", "withheld", "PROHIBITED_REMOVED"],
    ]);
    expect(shown({ clause: { approval }, data })).toEqual([]);
  });

  it("of a refused message are all withheld, each for what the clause or the document tells", () => {
    expect(
      shown({ clause: { direction: "in" }, data: { ...data, lastName: null }, subjects: [aSubject(), other] }),
    ).toEqual([
      ["birthDate", "withheld", "FIELD_STRIPPED"],
      ["caseRef", "withheld", "REQUIRED_FIELD_MISSING"],
      ["citizenServiceNumber", "withheld", "PROHIBITED_REMOVED"],
      ["lastName", "withheld", "REQUIRED_FIELD_MISSING"],
      ["phoneNumber", "withheld", "REQUIRED_FIELD_MISSING"],
    ]);
  });

  it("of the question tell what came along without being agreed", () => {
    const question = aLeg("caseRef!", "birthDate -> year", "lastName");
    const view = partnerView(
      aCase({
        clause: { direction: "pull", question },
        data: { caseRef: "Z-1", birthDate: "1967-12-24", iban: "x", lastName: null },
      }),
    );
    expect(
      view.questionVerdicts.map(({ field, verdict, transform, reason }) => [field, verdict, transform, reason?.code]),
    ).toEqual([
      ["birthDate", "transformed", "year", undefined],
      ["caseRef", "released", "pass", undefined],
      ["iban", "withheld", null, "FIELD_STRIPPED"],
      ["lastName", "withheld", null, undefined],
    ]);
  });
});

it("shows the corporation its own refusals as they are", () => {
  const given = aCase({ state: { life: "erased" } });
  const view = viewFor(decideOn(given), "controller");
  expect(given.sender).toBe(CORPORATION);
  expect(view).toMatchObject({ outcome: "deny", reasons: [{ code: "ERASED" }], retryable: false });
});

it("refuses a required value of the wrong type alike for a person we know and for one we do not", () => {
  const clause: Partial<Clause> = { direction: "in", relation: null, document: aLeg("caseRef!", "birthDate!") };
  const data = { caseRef: "Z-1", birthDate: "vorig jaar" };
  const known = partnerView(aCase({ clause, data }));
  expect(partnerView(aCase({ clause, data, subjects: [aSubject({ found: "none" })] }))).toEqual(known);
  expect(known.reasons.map(printReason)).toEqual(["REQUIRED_FIELD_MISSING(birthDate)"]);
});
