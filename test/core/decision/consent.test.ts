import { describe, expect, it } from "vitest";

import type { Consent } from "../../../src/core/decision/state.ts";
import {
  aCase,
  aConsent,
  aLeg,
  at,
  aSubject,
  decideOn,
  justAfter,
  justBefore,
  NOON,
  outcomeOfCheck,
  verdictOn,
  type CaseChange,
} from "../../support/cases.ts";

const ordinary = { required: "ordinary", explicitForSpecial: false, maxMonths: 12 } as const;
const yearAgo = at("2025-11-22T12:00:00Z");

describe("check 6", () => {
  const cases: [string, Partial<Consent>[], object, string[]][] = [
    ["passes a consent for this party and purpose", [{}], {}, []],
    ["denies none", [], {}, ["CONSENT_MISSING"]],
    ["denies consent to another party", [{ party: "partner-b" }], {}, ["CONSENT_SCOPE"]],
    ["denies consent for another purpose", [{ purpose: "debt-coaching" }], {}, ["CONSENT_SCOPE"]],
    ["denies consent that leaves out a required category", [{ categories: ["contact"] }], {}, ["CONSENT_SCOPE"]],
    ["denies consent withdrawn at this very instant", [{ withdrawnAt: NOON }], {}, ["CONSENT_WITHDRAWN"]],
    ["passes consent to be withdrawn just after", [{ withdrawnAt: justAfter(NOON) }], {}, []],
    ["denies consent that expires at this very instant", [{ expiresAt: NOON }], {}, ["CONSENT_EXPIRED"]],
    ["passes consent that expires just after", [{ expiresAt: justAfter(NOON) }], {}, []],
    ["denies consent of exactly as many months ago as it may live", [{ givenAt: yearAgo }], {}, ["CONSENT_EXPIRED"]],
    ["passes consent of just less", [{ givenAt: justAfter(yearAgo) }], {}, []],
    ["passes an older one where the clause sets no age", [{ givenAt: yearAgo }], { maxMonths: null }, []],
    ["passes consent given at this very instant", [{ givenAt: NOON }], {}, []],
    ["denies consent not given yet", [{ givenAt: justAfter(NOON) }], {}, ["CONSENT_MISSING"]],
    ["denies consent given by a stranger", [{ givenBy: "other" }], {}, ["CONSENT_WRONG_PERSON"]],
    [
      "denies a representative of who speaks for himself",
      [{ givenBy: "representative" }],
      {},
      ["CONSENT_WRONG_PERSON"],
    ],
    ["denies ordinary consent where explicit is asked", [{}], { required: "explicit" }, ["CONSENT_NOT_EXPLICIT"]],
    ["denies what was said where writing is asked", [{ explicit: true }], { written: true }, ["CONSENT_NOT_WRITTEN"]],
    ["passes what was written there", [{ written: true }], { written: true }, []],
    ["passes explicit consent there", [{ explicit: true }], { required: "explicit" }, []],
    ["finds the one that counts among those that do not", [{ withdrawnAt: NOON }, {}, { party: "partner-b" }], {}, []],
    ["tells of several the nearest", [{ party: "partner-b" }, { expiresAt: NOON }], {}, ["CONSENT_EXPIRED"]],
    [
      "asks consent of a basis that rests on it though the clause forgot",
      [],
      { required: "none" },
      ["CONSENT_MISSING"],
    ],
  ];
  it.each(cases)("%s", (_name, consents, rule, codes) => {
    const change: CaseChange = {
      clause: { basis: "consent", consent: { ...ordinary, ...rule } },
      state: { consents: consents.map(aConsent) },
    };
    const result = codes.length === 0 ? "pass" : "deny";
    expect(outcomeOfCheck(aCase(change), "consent")).toEqual({ result, codes });
  });

  it("asks consent that the clause demands on another basis too", () => {
    const clause = { basis: "contract", consent: ordinary } as const;
    expect(outcomeOfCheck(aCase({ clause }), "consent").codes).toEqual(["CONSENT_MISSING"]);
  });

  it.each([
    ["passes a representative's consent for who needs one", "representative", []],
    ["denies that person's own", "self", ["CONSENT_WRONG_PERSON"]],
  ] as const)("%s", (_name, givenBy, codes) => {
    const state = { consentBy: "representative", consents: [aConsent({ givenBy })] } as const;
    expect(outcomeOfCheck(aCase({ clause: { basis: "consent" }, state }), "consent").codes).toEqual(codes);
  });

  it("denies where nobody could consent", () => {
    const change: CaseChange = { clause: { basis: "consent", subject: "token" }, subjects: [] };
    expect(outcomeOfCheck(aCase(change), "consent").codes).toEqual(["CONSENT_MISSING"]);
  });

  it("strips an optional field outside the categories and passes the rest", () => {
    const state = { consents: [aConsent({ categories: ["identification"] })] };
    const decision = decideOn(aCase({ clause: { basis: "consent" }, state }));
    expect(decision).toMatchObject({ outcome: "allow", excerpt: { caseRef: "Z-1", lastName: "Jansen" } });
    expect(verdictOn(decision, "phoneNumber")?.reason).toEqual({ code: "CONSENT_SCOPE", param: "phoneNumber" });
  });

  it("adds up the categories of several consents", () => {
    const consents = [aConsent({ categories: ["identification"] }), aConsent({ ref: "C-2", categories: ["contact"] })];
    const decision = decideOn(aCase({ clause: { basis: "consent" }, state: { consents } }));
    expect(verdictOn(decision, "phoneNumber")?.verdict).toBe("released");
  });

  it("asks a pull no category of a field that is not required", () => {
    const clause = { basis: "consent", direction: "pull", document: aLeg("caseRef!", "lastName") } as const;
    const change: CaseChange = {
      clause,
      header: { ask: ["caseRef"] },
      state: { consents: [aConsent({ categories: [] })] },
    };
    expect(outcomeOfCheck(aCase(change), "consent")).toEqual({ result: "pass", codes: [] });
  });
});

describe("special data", () => {
  const fields = aLeg("caseRef!", "careNeed -> need", "cannabisOrDrugs -> flag");
  const data = { caseRef: "Z-1", careNeed: "rollator", cannabisOrDrugs: "HEN" };
  const special = (change: CaseChange["clause"], consents: Partial<Consent>[]) =>
    decideOn(
      aCase({
        clause: { document: fields, article9: "AVG 9(2)(a)", article10: "UAVG 32(a)", ...change },
        state: { consents: consents.map(aConsent) },
        data,
      }),
    );
  const explicitly = { consent: { required: "none", explicitForSpecial: true, maxMonths: 12 } } as const;

  it.each([
    ["passes with an article and no consent asked", {}, [], [undefined, undefined]],
    ["stays behind without an Article 9 ground", { article9: null }, [], ["SPECIAL_NOT_COVERED", undefined]],
    ["stays behind without an Article 10 ground", { article10: null }, [], [undefined, "CRIMINAL_NOT_COVERED"]],
    ["stays behind without consent where it is asked", explicitly, [], ["SPECIAL_NOT_COVERED", "CRIMINAL_NOT_COVERED"]],
    [
      "stays behind on consent that is not explicit",
      explicitly,
      [{ categories: ["health", "criminal"] }],
      ["SPECIAL_NOT_COVERED", "CRIMINAL_NOT_COVERED"],
    ],
    [
      "passes on explicit consent for the category it names",
      explicitly,
      [{ categories: ["health"], explicit: true }],
      [undefined, "CRIMINAL_NOT_COVERED"],
    ],
    [
      "stays behind on explicit consent that was withdrawn",
      explicitly,
      [{ categories: ["health", "criminal"], explicit: true, withdrawnAt: justBefore(NOON) }],
      ["SPECIAL_NOT_COVERED", "CRIMINAL_NOT_COVERED"],
    ],
  ] as [string, object, Partial<Consent>[], (string | undefined)[]][])("%s", (_name, clause, consents, codes) => {
    const decision = special(clause, consents);
    expect(decision.outcome).toBe("allow");
    expect(["careNeed", "cannabisOrDrugs"].map((field) => verdictOn(decision, field)?.reason?.code)).toEqual(codes);
  });
});

describe("a special code (C-02)", () => {
  const approval = { by: ["privacy-officer"], count: 2, includes: [] } as const;
  const lifted = { transform: { id: "pass" }, approval } as const;
  const clause = {
    direction: "in",
    article9: "AVG 9(2)(a)",
    article10: "UAVG 32(a)",
    consent: { required: "none", explicitForSpecial: true, maxMonths: null },
    document: aLeg("caseRef!", { name: "priorityReason", transform: { id: "codeOnly" }, lifted }),
  } as const;
  const on = (consents: Partial<Consent>[], change: CaseChange = {}) =>
    decideOn(
      aCase({
        data: { caseRef: "Z-1", priorityReason: "MED" },
        ...change,
        clause,
        subjects: [aSubject({ consents: consents.map(aConsent) })],
      }),
    );
  const health = { explicit: true, categories: ["health"] } as const;
  const approvals = { approved: true, dropped: [] };

  it("is reduced without consent, and the rest passes", () => {
    const decision = on([]);
    expect(decision.outcome).toBe("allow");
    expect(decision.excerpt?.["priorityReason"]).not.toBe("MED");
    expect(decision.alerts).toContainEqual({
      level: "alert",
      reason: { code: "SPECIAL_NOT_COVERED", param: "priorityReason" },
    });
  });

  it("is reduced on explicit consent for something else", () => {
    expect(on([{ explicit: true, categories: ["registration"] }]).excerpt?.["priorityReason"]).not.toBe("MED");
  });

  it("waits for approval with explicit consent to what it tells", () => {
    expect(on([health])).toMatchObject({
      outcome: "hold",
      reasons: [{ code: "APPROVAL_REQUIRED", param: "priorityReason" }],
      approval,
    });
  });

  it("passes as it is once approved", () => {
    expect(on([health], { approvals }).excerpt).toEqual({ caseRef: "Z-1", priorityReason: "MED" });
  });

  it("does not keep an ordinary code waiting", () => {
    const data = { caseRef: "Z-1", priorityReason: "ECO" };
    expect(on([health], { data })).toMatchObject({ outcome: "allow", excerpt: data });
  });
});
