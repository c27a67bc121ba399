import { describe, expect, it } from "vitest";

import type { Approval, ClauseField } from "../../../src/core/covenant/types.ts";
import { decide } from "../../../src/core/decision/decide.ts";
import { fieldsToAsk } from "../../../src/core/decision/fields-to-ask.ts";
import { judge } from "../../../src/core/decision/judge.ts";
import { printReason } from "../../../src/core/decision/reasons.ts";
import type { Excerpt, Minimised } from "../../../src/core/minimise/types.ts";
import {
  aBook,
  aCase,
  aClause,
  aLeg,
  aRelation,
  decideOn,
  FIELDS,
  NOON,
  outcomeOfCheck,
  verdictOn,
  type CaseChange,
} from "../../support/cases.ts";

const approved = { approved: true, dropped: [] };
const whyNot = (change: CaseChange, field: string) => {
  const verdict = verdictOn(decideOn(aCase(change)), field);
  return verdict?.reason == null ? verdict?.verdict : printReason(verdict.reason);
};

describe("a field", () => {
  const BSN = { caseRef: "Z-1", lastName: "Jansen", citizenServiceNumber: "123456782" };
  const when = { fact: "candidateStatus", tests: [{ op: "oneOf", values: ["SEL"] }] } as const;
  const conditional = aLeg(...FIELDS, { name: "householdIncome", when });
  const income = { caseRef: "Z-1", lastName: "Jansen", householdIncome: 21000 };

  const cases: [string, CaseChange, string, string | undefined][] = [
    ["that is listed passes", {}, "lastName", "released"],
    [
      "that is not listed is stripped",
      { data: { lastName: "J", birthDate: "1967-12-24" } },
      "birthDate",
      "FIELD_STRIPPED(birthDate)",
    ],
    [
      "that nobody knows is stripped",
      { data: { favouriteColour: "blue" } },
      "favouriteColour",
      "FIELD_STRIPPED(favouriteColour)",
    ],
    ["of class X is removed", { data: BSN }, "citizenServiceNumber", "PROHIBITED_REMOVED(citizenServiceNumber)"],
    [
      "of class X is removed though a clause lists it",
      { data: BSN, clause: { document: aLeg(...FIELDS, "citizenServiceNumber") } },
      "citizenServiceNumber",
      "PROHIBITED_REMOVED(citizenServiceNumber)",
    ],
    [
      "that is a BSN by its name alone is removed",
      { data: { burgerservicenummer: 1 } },
      "burgerservicenummer",
      "PROHIBITED_REMOVED(burgerservicenummer)",
    ],
    [
      "that is always dropped is stripped though listed",
      { data: { nationality: "NLD" }, clause: { document: aLeg(...FIELDS, "nationality") } },
      "nationality",
      "FIELD_STRIPPED(nationality)",
    ],
    [
      "that is listed as dropped is stripped",
      { data: { remark: "x" }, clause: { document: aLeg(...FIELDS, "remark -> drop") } },
      "remark",
      "FIELD_STRIPPED(remark)",
    ],
    [
      "that an approver dropped stays behind",
      { approvals: { approved: true, dropped: ["phoneNumber"] } },
      "phoneNumber",
      "DROPPED_BY_APPROVER(phoneNumber)",
    ],
    [
      "whose condition is met passes",
      { data: { ...income, candidateStatus: "SEL" }, clause: { document: conditional } },
      "householdIncome",
      "released",
    ],
    [
      "whose condition is not met is stripped",
      { data: { ...income, candidateStatus: "AFG" }, clause: { document: conditional } },
      "householdIncome",
      "FIELD_STRIPPED(householdIncome)",
    ],
    [
      "whose condition is unknown is stripped",
      { data: income, clause: { document: conditional } },
      "householdIncome",
      "FIELD_STRIPPED(householdIncome)",
    ],
    [
      "that its condition reads is evidence",
      { data: { ...income, candidateStatus: "SEL" }, clause: { document: conditional } },
      "candidateStatus",
      "EVIDENCE_ONLY(candidateStatus)",
    ],
    [
      "that marks a secret address is evidence",
      { data: { addressIsSecret: false } },
      "addressIsSecret",
      "EVIDENCE_ONLY(addressIsSecret)",
    ],
    [
      "that a limit counts by is evidence",
      { data: { unitId: "E-1" }, clause: { limits: [{ id: "l", max: 9, per: "day", scope: { fact: "unitId" } }] } },
      "unitId",
      "EVIDENCE_ONLY(unitId)",
    ],
    [
      "that an effect needs is evidence",
      { data: { repairOrder: "O-1" }, clause: { effects: [{ do: "open", relation: "order", ref: "repairOrder" }] } },
      "repairOrder",
      "EVIDENCE_ONLY(repairOrder)",
    ],
    [
      "that ties is evidence",
      {
        data: { ...income, clientRef: "K-1" },
        state: { relations: [aRelation({ ref: "K-1" })] },
        clause: { relation: { kind: "order", ref: "clientRef" } },
      },
      "clientRef",
      "EVIDENCE_ONLY(clientRef)",
    ],
    [
      "that names the person is evidence",
      {
        data: { clientRef: "K-1" },
        clause: { identifiedBy: [{ ref: "clientRef", relation: "order" }, { match: ["name"] }] },
      },
      "clientRef",
      "EVIDENCE_ONLY(clientRef)",
    ],
    [
      "that a computed fact is worked out from is evidence",
      {
        data: { mobilePhone: "0612345678" },
        clause: {
          document: aLeg(...FIELDS, {
            name: "email",
            when: { fact: "phoneSupplied", tests: [{ op: "equals", value: false }] },
          }),
        },
      },
      "mobilePhone",
      "EVIDENCE_ONLY(mobilePhone)",
    ],
    [
      "that is required and absent has its verdict",
      { data: { caseRef: "Z-1" } },
      "lastName",
      "REQUIRED_FIELD_MISSING(lastName)",
    ],
    [
      "that is null is not supplied",
      { data: { caseRef: "Z-1", lastName: "J", phoneNumber: null } },
      "phoneNumber",
      "withheld",
    ],
    [
      "of the wrong form is malformed",
      { data: { caseRef: "Z-1", lastName: "J", phoneNumber: "bel maar" } },
      "phoneNumber",
      "FIELD_MALFORMED(phoneNumber)",
    ],
    [
      "that is listed but absent and not required has none",
      { data: { caseRef: "Z-1", lastName: "J" } },
      "phoneNumber",
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, change, field, expected) => {
    expect(whyNot(change, field)).toBe(expected);
  });

  it("that is a member is judged by its own name", () => {
    const data = { caseRef: "Z-1", lastName: "J", landlordStatement: { paymentBehaviour: "on_time", remarks: "x" } };
    const decision = decideOn(
      aCase({ data, clause: { document: aLeg(...FIELDS, "landlordStatement.paymentBehaviour!") } }),
    );
    expect(decision.excerpt).toEqual({
      caseRef: "Z-1",
      lastName: "J",
      landlordStatement: { paymentBehaviour: "on_time" },
    });
    expect(verdictOn(decision, "landlordStatement.remarks")?.reason?.code).toBe("FIELD_STRIPPED");
  });

  it("of another kind is judged by members where the clause lists them so", () => {
    const data = { caseRef: "Z-1", lastName: "J", externalCollection: { status: "LOP", amount: 100 } };
    const decision = decideOn(aCase({ data, clause: { document: aLeg(...FIELDS, "externalCollection.status!") } }));
    expect(verdictOn(decision, "externalCollection.amount")?.reason?.code).toBe("FIELD_STRIPPED");
    expect(decision.verdicts.map(({ field }) => field)).toContain("externalCollection.status");
  });

  it("says in which form it passed, and whether that changed it", () => {
    const data = { caseRef: "Z-1", lastName: "J", birthDate: "1967-12-24", reactionHistory: [] };
    const { verdicts } = decideOn(aCase({ data, clause: { document: aLeg(...FIELDS, "birthDate -> year") } }));
    expect(verdicts.filter(({ verdict }) => verdict !== "withheld")).toEqual([
      { field: "birthDate", verdict: "transformed", transform: "year", reason: null, sensitivity: "O" },
      { field: "caseRef", verdict: "released", transform: "pass", reason: null, sensitivity: "O" },
      { field: "lastName", verdict: "released", transform: "pass", reason: null, sensitivity: "O" },
    ]);
  });
});

describe("check 9", () => {
  const fails = (result: string, ...codes: string[]) => ({ result, codes });
  const either = {
    ...aLeg("registrationNumber", "caseRef", "lastName"),
    requiredOneOf: [["registrationNumber", "caseRef"]],
  };
  const cases: [string, CaseChange, ReturnType<typeof fails>][] = [
    ["passes when what is required is left", {}, fails("pass")],
    ["denies when it is absent", { data: { caseRef: "Z-1" } }, fails("deny", "REQUIRED_FIELD_MISSING")],
    ["denies when it is null", { data: { caseRef: "Z-1", lastName: null } }, fails("deny", "REQUIRED_FIELD_MISSING")],
    [
      "denies when nothing is left",
      { clause: { document: aLeg("phoneNumber") }, data: { birthDate: "1967-12-24" } },
      fails("deny", "NOTHING_LEFT"),
    ],
    ["passes with the one of two", { clause: { document: either }, data: { caseRef: "Z-1" } }, fails("pass")],
    ["passes with the other", { clause: { document: either }, data: { registrationNumber: "R-1" } }, fails("pass")],
    [
      "denies with neither",
      { clause: { document: either }, data: { lastName: "J" } },
      fails("deny", "REQUIRED_FIELD_MISSING"),
    ],
    [
      "denies a question without its own required field",
      { clause: { direction: "pull" }, data: {} },
      fails("deny", "REQUIRED_FIELD_MISSING"),
    ],
    [
      "denies when the source did not answer",
      { clause: { direction: "pull" }, answer: "unavailable" },
      fails("deny", "SOURCE_UNAVAILABLE"),
    ],
    [
      "denies when nothing is held",
      { clause: { direction: "pull", document: aLeg("lastName") }, answer: {} },
      fails("deny", "NOTHING_LEFT"),
    ],
    [
      "asks of an answer what is required though it was not asked",
      { clause: { direction: "pull" }, header: { ask: ["phoneNumber"] } },
      fails("pass"),
    ],
    [
      "asks of an answer one of two only where one was asked",
      { clause: { direction: "pull", document: either }, header: { ask: ["lastName"] } },
      fails("pass"),
    ],
  ];
  it.each(cases)("%s", (_name, change, expected) => {
    expect(outcomeOfCheck(aCase(change), "fields")).toEqual(expected);
  });

  it("is skipped for an answer that nobody fetched because the question was refused", () => {
    const change: CaseChange = { clause: { direction: "pull" }, answer: null, state: { life: "erased" } };
    expect(outcomeOfCheck(aCase(change), "fields")).toEqual(fails("skipped"));
  });

  it("refuses an excerpt that holds what the plan withholds", () => {
    const judgement = judge(aCase({ data: { caseRef: "Z-1", lastName: "J", birthDate: "1967-12-24" } }));
    const forged: Minimised = {
      excerpt: { lastName: "J", birthDate: "1967-12-24" } as unknown as Excerpt,
      findings: [],
      changed: new Set(),
    };
    expect(() => decide(judgement, forged)).toThrow(expect.objectContaining({ code: "INVARIANT_BROKEN" }) as Error);
  });
});

describe("a secret address", () => {
  const data = {
    caseRef: "Z-1",
    lastName: "Jansen",
    street: "Atelierweg",
    houseNumber: "12",
    postalCode: "6561 AB",
    city: "Groesbeek",
    unitId: "E-1",
    municipalityCode: "1945",
  };
  const optional = aLeg("caseRef!", "lastName!", "@address", "unitId", "municipalityCode");
  const required = aLeg("caseRef!", "lastName!", "@address!", "unitId", "municipalityCode");
  const secret = { addressIsSecret: true };
  const left = (change: CaseChange) => Object.keys(decideOn(aCase({ data, ...change })).excerpt ?? {}).sort();

  it("stays behind, unit and all, where the clause can do without", () => {
    expect(left({ state: secret, clause: { document: optional } })).toEqual([
      "caseRef",
      "lastName",
      "municipalityCode",
    ]);
  });

  it("stays behind in any grain", () => {
    const document = aLeg("caseRef!", "lastName!", "postalCode -> pc4");
    expect(left({ state: secret, clause: { document } })).toEqual(["caseRef", "lastName"]);
  });

  it("stays behind when the document says so itself", () => {
    expect(left({ data: { ...data, addressIsSecret: true }, clause: { document: optional } })).not.toContain("street");
  });

  it("passes when it is none", () => {
    expect(left({ clause: { document: optional } })).toContain("street");
  });

  it("holds where the clause cannot do without, and passes once approved", () => {
    const change: CaseChange = { data, state: secret, clause: { document: required } };
    const decision = decideOn(aCase(change));
    expect(decision.outcome).toBe("hold");
    expect(new Set(decision.reasons.map(({ code }) => code))).toEqual(new Set(["SECRET_ADDRESS"]));
    expect(left({ ...change, approvals: approved })).toContain("street");
  });

  it.each([
    [
      "a legal order reaches it",
      { basis: "legal-duty", legalOrder: { articles: [], authorities: [], oralFollowUpDays: null } },
    ],
    ["an emergency reaches it", { basis: "vital" }],
    ["what comes in is no disclosure", { direction: "in" }],
  ] as const)("%s", (_name, clause) => {
    const legalOrder = { fieldsDemanded: ["street"] };
    const given = aCase({ data: { ...data, legalOrder }, state: secret, clause: { document: optional, ...clause } });
    expect(
      judge(given)
        .plan.fields.filter(({ action }) => action === "release")
        .map(({ name }) => name),
    ).toContain("street");
  });
});

describe("check 10", () => {
  const document = aLeg(...FIELDS, "remark -> redact");
  const withRemark = (remark: string, change: CaseChange = {}) =>
    decideOn(
      aCase({
        ...change,
        data: { caseRef: "Z-1", lastName: "Jansen", remark },
        clause: { document, ...change.clause },
      }),
    );

  it("notes a BSN that it took out, and lets the rest pass", () => {
    const decision = withRemark("BSN 123456782, graag bellen");
    const reason = { code: "BSN_REDACTED", param: "remark", n: 1 };
    expect(decision).toMatchObject({ outcome: "allow", reasons: [reason] });
    expect(verdictOn(decision, "remark")).toMatchObject({ verdict: "transformed", reason });
    expect(decision.alerts).toContainEqual({ level: "alert", reason });
  });

  it("holds a text that seems to speak of health, and passes it once approved", () => {
    const text = "Mevrouw is schizofreen en slikt medicatie.";
    expect(withRemark(text)).toMatchObject({
      outcome: "hold",
      reasons: [{ code: "SUSPECTED_SPECIAL_TEXT", param: "remark" }],
      approval: { by: ["privacy-officer", "deputy"], count: 1 },
    });
    expect(withRemark(text, { approvals: approved }).outcome).toBe("allow");
  });

  const judgement = judge(
    aCase({
      data: { caseRef: "Z-1", lastName: "J", defectPhoto: "x" },
      clause: { document: aLeg(...FIELDS, "defectPhoto") },
    }),
  );
  const decideWith = (findings: Minimised["findings"]) =>
    decide(judgement, {
      excerpt: { caseRef: "Z-1", lastName: "J" } as unknown as Excerpt,
      changed: new Set(),
      findings,
    });

  it.each([
    [{ kind: "identity-document", field: "defectPhoto", count: 1 }, "ID_DOCUMENT_REJECTED", "alert"],
    [{ kind: "prohibited", field: "defectPhoto", count: 1 }, "PROHIBITED_REMOVED", "alert"],
    [
      { kind: "special-code", field: "defectPhoto", sensitivity: "B", reducedTo: "removed" },
      "SPECIAL_NOT_COVERED",
      "alert",
    ],
    [
      { kind: "special-code", field: "defectPhoto", sensitivity: "C", reducedTo: "removed" },
      "CRIMINAL_NOT_COVERED",
      "alert",
    ],
    [{ kind: "third-person", field: "defectPhoto", count: 1 }, "THIRD_PERSON_REMOVED", undefined],
    [{ kind: "malformed", field: "defectPhoto" }, "FIELD_MALFORMED", undefined],
    [{ kind: "emptied", field: "defectPhoto" }, "FIELD_STRIPPED", "info"],
  ] as [Minimised["findings"][number], string, string | undefined][])(
    "gives a field that went for %j its reason",
    (finding, code, level) => {
      const decision = decideWith([finding]);
      expect(verdictOn(decision, "defectPhoto")).toMatchObject({
        verdict: "withheld",
        reason: { code, param: "defectPhoto" },
      });
      expect(decision.alerts.find(({ reason }) => reason.code === code)?.level).toBe(level);
    },
  );

  it("notes a rejected identity document beside the outcome", () => {
    const finding = { kind: "identity-document", field: "defectPhoto", count: 1 } as const;
    expect(decideWith([finding])).toMatchObject({
      outcome: "allow",
      reasons: [{ code: "ID_DOCUMENT_REJECTED", param: "defectPhoto" }],
    });
  });
});

describe("check 11", () => {
  const four: Approval = { by: ["privacy-officer", "deputy", "approver"], count: 2, includes: [["privacy-officer"]] };
  const lead: Approval = { by: ["collections-lead"], count: 1, includes: [] };
  const phone: Partial<ClauseField> = { name: "phoneNumber", approval: four };

  it("holds a clause that a person approves, and passes once that was done", () => {
    const change: CaseChange = { clause: { approval: lead, holdEscalates: true } };
    expect(decideOn(aCase(change))).toMatchObject({
      outcome: "hold",
      reasons: [{ code: "APPROVAL_REQUIRED" }],
      approval: lead,
      escalates: true,
      excerpt: null,
    });
    expect(decideOn(aCase({ ...change, approvals: approved }))).toMatchObject({
      outcome: "allow",
      reasons: [],
      approval: null,
      escalates: false,
    });
  });

  it("holds for a field that would be released, and not for one that is absent", () => {
    const clause = { document: aLeg("caseRef!", "lastName!", phone) };
    expect(decideOn(aCase({ clause }))).toMatchObject({
      outcome: "hold",
      reasons: [{ code: "APPROVAL_REQUIRED", param: "phoneNumber" }],
      approval: four,
    });
    expect(decideOn(aCase({ clause, data: { caseRef: "Z-1", lastName: "J" } })).outcome).toBe("allow");
  });

  it.each([
    ["the officer where no clause says who", {}, { by: ["privacy-officer", "deputy"], count: 1 }],
    [
      "those who may serve both",
      { approval: four },
      { by: ["privacy-officer", "deputy"], count: 2, includes: [["privacy-officer"]] },
    ],
    [
      "two persons where nobody may serve both",
      { approval: lead },
      {
        by: ["collections-lead", "privacy-officer", "deputy"],
        count: 2,
        includes: [["collections-lead"], ["privacy-officer", "deputy"]],
      },
    ],
  ] as const)("asks of an officer's own matter %s", (_name, clause, approval) => {
    const change: CaseChange = { clause: { basis: "legal-duty", ...clause }, state: { restriction: { from: NOON } } };
    expect(decideOn(aCase(change)).approval).toMatchObject(approval);
  });

  it("leaves other holds to those whom the clause names", () => {
    const precondition = {
      id: "E1",
      nl: "x",
      condition: { fact: "claimDue", tests: [{ op: "present", value: true }] },
      onFalse: "deny",
      onUnknown: "hold",
    } as const;
    expect(decideOn(aCase({ clause: { approval: lead, preconditions: [precondition] } })).approval).toEqual(lead);
  });
});

describe("the outcome", () => {
  it("is that of the earliest failing check, and every reason is kept", () => {
    const decision = decideOn(
      aCase({ clause: { basis: "legal-duty" }, state: { restriction: { from: NOON } }, data: { caseRef: "Z-1" } }),
    );
    expect(decision).toMatchObject({
      outcome: "hold",
      reasons: [{ code: "RESTRICTED" }, { code: "REQUIRED_FIELD_MISSING", param: "lastName" }],
    });
  });

  it("of a hold that stood before a deny is that deny once approved", () => {
    const change: CaseChange = {
      clause: { basis: "legal-duty" },
      state: { restriction: { from: NOON } },
      data: { caseRef: "Z-1" },
    };
    expect(decideOn(aCase({ ...change, approvals: approved }))).toMatchObject({
      outcome: "deny",
      reasons: [{ code: "REQUIRED_FIELD_MISSING", param: "lastName" }],
    });
  });

  it("is deny when a check was skipped, whatever the others say", () => {
    const judgement = judge(aCase());
    const skipping = { ...judgement, checks: judgement.checks.filter(({ name }) => name !== "consent") };
    const minimised: Minimised = {
      excerpt: { caseRef: "Z-1", lastName: "J" } as unknown as Excerpt,
      findings: [],
      changed: new Set(),
    };
    expect(decide(skipping as typeof judgement, minimised)).toMatchObject({ outcome: "deny", excerpt: null });
  });

  it("carries what follows only from an allow", () => {
    const duties = [{ id: "d", nl: "d", who: "here", within: "P1M" }] as const;
    const effects = [{ do: "open", relation: "order", ref: "caseRef" }] as const;
    expect(decideOn(aCase({ clause: { duties, effects } }))).toMatchObject({ outcome: "allow", duties, effects });
    const denied = aCase({ clause: { duties, effects }, firstSeen: false });
    expect(decideOn(denied)).toMatchObject({ outcome: "deny", duties: [], effects: [], excerpt: null });
  });

  it("withholds every field of a deny, for the reason that decided", () => {
    const decision = decideOn(
      aCase({ firstSeen: false, data: { caseRef: "Z-1", lastName: "J", birthDate: "1967-12-24" } }),
    );
    expect(decision.verdicts.map(({ field, verdict, reason }) => [field, verdict, reason?.code])).toEqual([
      ["birthDate", "withheld", "FIELD_STRIPPED"],
      ["caseRef", "withheld", "REPLAY"],
      ["lastName", "withheld", "REPLAY"],
    ]);
  });

  it("shows of a hold what an approval would release", () => {
    const decision = decideOn(aCase({ clause: { approval: { by: ["approver"], count: 1, includes: [] } } }));
    expect(verdictOn(decision, "lastName")?.verdict).toBe("released");
  });

  it("names covenant, clause, basis, partner and recipient", () => {
    expect(decideOn(aCase())).toMatchObject({
      covenant: { id: "test-covenant", version: 1, hash: "0".repeat(64) },
      clause: "housing-allocation/out/default",
      basis: "contract",
      partner: "partner-a",
      recipient: "partner-a",
    });
    expect(decideOn(aCase({ clause: { direction: "in" } })).recipient).toBe("oosterpoort");
    expect(decideOn(aCase({ clause: { direction: "pull" } })).recipient).toBe("partner-a");
  });

  it("records delivery as not judged yet", () => {
    const { checks } = decideOn(aCase());
    expect(checks.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(checks.at(-1)).toMatchObject({ name: "delivery", result: "skipped" });
  });

  it.each([
    ["an allow needs none", {}, false],
    ["a hold may pass", { clause: { approval: { by: ["approver"], count: 1, includes: [] } } }, true],
    ["a source may answer", { clause: { direction: "pull" }, answer: "unavailable" }, true],
    ["a covenant may begin", { now: 0 }, true],
    ["a replay stays one", { firstSeen: false }, false],
    ["one lasting reason suffices", { clause: { direction: "pull" }, answer: "unavailable", data: {} }, false],
    ["no covenant stays none", { covenants: aBook() }, false],
  ] as [string, CaseChange, boolean][])("is retryable where waiting cures it: %s", (_name, change, retryable) => {
    expect(decideOn(aCase(change)).retryable).toBe(retryable);
  });
});

describe("alerts", () => {
  it.each([
    ["birthDate", "1967-12-24", "info"],
    ["paymentHistory", [], "info"],
    ["nuisanceCase", "N-1", "notice"],
    ["medicalData", "x", "alert"],
    ["policeReport", "x", "alert"],
    ["citizenServiceNumber", "x", "alert"],
    ["priorityReason", "MED", "alert"],
  ])("stripping %s is told as it weighs", (field, value, level) => {
    const { alerts } = decideOn(aCase({ data: { caseRef: "Z-1", lastName: "J", [field]: value } }));
    expect(alerts.map((alert) => [alert.reason.param, alert.level])).toEqual([[field, level]]);
  });

  it("are not raised by what is null, evidence, or merely not asked", () => {
    const data = { caseRef: "Z-1", lastName: "J", birthDate: null, addressIsSecret: false };
    expect(decideOn(aCase({ data })).alerts).toEqual([]);
    const answer = { caseRef: "Z-1", lastName: "J", phoneNumber: "0612345678" };
    expect(
      decideOn(aCase({ clause: { direction: "pull" }, header: { ask: ["lastName", "birthDate"] }, answer })).alerts,
    ).toEqual([]);
  });

  it("tell who asks for health data that the clause does not list", () => {
    const change: CaseChange = { clause: { direction: "pull" }, header: { ask: ["lastName", "medicalData"] } };
    expect(decideOn(aCase(change)).alerts).toEqual([
      { level: "alert", reason: { code: "FIELD_STRIPPED", param: "medicalData" } },
    ]);
  });

  it("follow every release in an emergency", () => {
    expect(decideOn(aCase({ clause: { basis: "vital" } })).alerts).toEqual([
      { level: "alert", reason: { code: "BREAK_GLASS" } },
    ]);
  });
});

describe("a source", () => {
  it("is asked for what can be released and what must be compared, and for nothing that the question brings", () => {
    const condition = { fact: "arrearsSince", tests: [{ op: "present", value: true }] } as const;
    const clause = aClause({
      direction: "pull",
      preconditions: [{ id: "E1", nl: "x", condition, onFalse: "deny", onUnknown: "hold" }],
      relation: { kind: "order", ref: "caseRef" },
      legalOrder: { articles: ["a"], authorities: ["b"], oralFollowUpDays: null },
    });
    const given = aCase({ clause, header: { ask: ["lastName", "birthDate", "lastName"] } });
    expect(fieldsToAsk(clause, given)).toEqual(["addressIsSecret", "arrearsSince", "caseRef", "lastName"]);
  });
});
