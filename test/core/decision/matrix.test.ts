import { describe, expect, it } from "vitest";

import type { Basis } from "../../../src/core/catalogue/types.ts";
import { MATRIX, type Row } from "../../../src/core/decision/matrix.ts";
import type { SubjectState } from "../../../src/core/decision/state.ts";
import {
  aCase,
  aConsent,
  anObjection,
  aState,
  aSubject,
  checkOf,
  daysAgo,
  decideOn,
  justAfter,
  justBefore,
  NOON,
  verdictOn,
  type CaseChange,
} from "../../support/cases.ts";

const BASES: readonly Basis[] = [
  "consent",
  "contract",
  "legal-duty",
  "public-or-legitimate-interest",
  "legal-claims",
  "vital",
];

/** Purpose and direction of a case; consent, where the basis asks it, stands since before everything else. */
function onBasis(basis: Basis, state: Partial<SubjectState>, change: CaseChange = {}): CaseChange {
  const purpose = change.clause?.purpose ?? "housing-allocation";
  return {
    ...change,
    clause: { basis, purpose, ...change.clause },
    state: { consents: [aConsent({ purpose })], ...state },
  };
}

/** What each row of the page comes to on each basis, in the page's order of columns, written out once more by hand. */
const PAGE: [string, Partial<SubjectState>, string, readonly string[]][] = [
  // consent, contract, legal duty, public or legitimate interest, legal claims, vital
  ["consent absent", { consents: [] }, "housing-allocation", ["deny", "allow", "allow", "allow", "allow", "allow"]],
  [
    "consent withdrawn",
    { consents: [aConsent({ withdrawnAt: NOON })] },
    "housing-allocation",
    ["deny", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "consent expired",
    { consents: [aConsent({ expiresAt: NOON })] },
    "housing-allocation",
    ["deny", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "consent of other scope",
    { consents: [aConsent({ purpose: "newsletter" })] },
    "housing-allocation",
    ["deny", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "objection open",
    { objections: [anObjection()] },
    "housing-allocation",
    ["allow", "allow", "allow", "deny", "hold", "allow"],
  ],
  [
    "objection upheld",
    { objections: [anObjection({ status: "upheld", decisionRef: "D-1" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "deny", "hold", "allow"],
  ],
  [
    "objection to all",
    { objections: [anObjection({ purpose: "all" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "deny", "hold", "allow"],
  ],
  [
    "objection to another purpose",
    { objections: [anObjection({ purpose: "newsletter" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "objection to the newsletter",
    { objections: [anObjection({ purpose: "newsletter" })] },
    "newsletter",
    ["allow", "allow", "allow", "deny", "allow", "allow"],
  ],
  [
    "objection to the newsletter, rejected all the same",
    { objections: [anObjection({ purpose: "newsletter", status: "rejected", decisionRef: "D-1" })] },
    "newsletter",
    ["allow", "allow", "allow", "deny", "allow", "allow"],
  ],
  [
    "objection to the survey",
    { objections: [anObjection({ purpose: "customer-survey" })] },
    "customer-survey",
    ["allow", "allow", "allow", "deny", "allow", "allow"],
  ],
  [
    "objection rejected with grounds",
    { objections: [anObjection({ status: "rejected", decisionRef: "D-1" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "objection rejected without grounds",
    { objections: [anObjection({ status: "rejected" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "deny", "hold", "allow"],
  ],
  [
    "one objection rejected, one open",
    { objections: [anObjection({ status: "rejected", decisionRef: "D-1" }), anObjection({ purpose: "all" })] },
    "housing-allocation",
    ["allow", "allow", "allow", "deny", "hold", "allow"],
  ],
  [
    "a refusal to be signalled, for early signalling",
    { signalRefusedAt: NOON },
    "early-debt-signalling",
    ["allow", "allow", "deny", "allow", "allow", "allow"],
  ],
  [
    "a refusal to be signalled, for another purpose",
    { signalRefusedAt: NOON },
    "housing-allocation",
    ["allow", "allow", "allow", "allow", "allow", "allow"],
  ],
  [
    "restriction",
    { restriction: { from: daysAgo(2) } },
    "housing-allocation",
    ["deny", "deny", "hold", "deny", "allow", "allow"],
  ],
  ["erasure", { life: "erased" }, "housing-allocation", ["deny", "deny", "deny", "deny", "deny", "deny"]],
  [
    "erasure with a legal-claim hold",
    { life: "erased", legalClaimHold: true },
    "housing-allocation",
    ["deny", "deny", "deny", "deny", "allow", "deny"],
  ],
  [
    "a lapsed term",
    { life: "retention-lapsed" },
    "housing-allocation",
    ["deny", "deny", "deny", "deny", "deny", "deny"],
  ],
  [
    "a lapsed term with a legal-claim hold",
    { life: "retention-lapsed", legalClaimHold: true },
    "housing-allocation",
    ["deny", "deny", "deny", "deny", "allow", "deny"],
  ],
  [
    "a pending rectification of a required field",
    { rectifications: ["lastName"] },
    "housing-allocation",
    ["hold", "hold", "allow", "deny", "allow", "allow"],
  ],
  [
    "a pending rectification of another field",
    { rectifications: ["phoneNumber"] },
    "housing-allocation",
    ["allow", "allow", "allow", "allow", "allow", "allow"],
  ],
];

const CELLS = PAGE.flatMap(([name, state, purpose, outcomes]) =>
  BASES.map((basis, column) => ({ name, state, purpose, basis, outcome: outcomes[column] })),
);

describe("the matrix of domain.md §0.2", () => {
  it.each(CELLS)("$name, on $basis: $outcome", ({ state, purpose, basis, outcome }) => {
    expect(decideOn(aCase(onBasis(basis, state, { clause: { purpose } }))).outcome).toBe(outcome);
  });

  it("has a cell for every row and basis", () => {
    const rows: readonly Row[] = Object.keys(MATRIX) as Row[];
    expect(rows.flatMap((row) => BASES.map((basis) => MATRIX[row][basis])).filter(Boolean)).toHaveLength(9 * 6);
  });

  it.each([
    ["objection", { objections: [anObjection()] }, "public-or-legitimate-interest", "state", "OBJECTED"],
    ["restriction", { restriction: { from: daysAgo(2) } }, "contract", "state", "RESTRICTED"],
    ["refusal", { signalRefusedAt: NOON }, "legal-duty", "state", "SIGNAL_REFUSED"],
    ["erasure", { life: "erased" }, "contract", "record", "ERASED"],
    ["a lapsed term", { life: "retention-lapsed" }, "contract", "record", "RETENTION_LAPSED"],
  ] as const)("gives %s its own reason, in its own check", (_name, state, basis, check, code) => {
    const purpose = code === "SIGNAL_REFUSED" ? "early-debt-signalling" : "housing-allocation";
    const found = checkOf(aCase(onBasis(basis, state, { clause: { purpose } })), check);
    expect(found.reasons).toEqual([{ code }]);
  });

  it.each(BASES)("passes an untouched person on %s", (basis) => {
    expect(decideOn(aCase(onBasis(basis, {})))).toMatchObject({ outcome: "allow", disputed: false, restricted: false });
  });
});

describe("restriction", () => {
  const restriction = { from: daysAgo(2) };
  it.each([
    ["denies on consent given at the instant of the restriction", daysAgo(2), "deny"],
    ["allows on consent given just after it", justAfter(daysAgo(2)), "allow"],
  ])("%s", (_name, givenAt, outcome) => {
    const state = { restriction, consents: [aConsent({ givenAt })] };
    expect(decideOn(aCase(onBasis("consent", state))).outcome).toBe(outcome);
  });

  it.each([
    ["legal-claims", true],
    ["vital", false],
  ] as const)("passes on %s with the mark restricted %s", (basis, restricted) => {
    expect(decideOn(aCase(onBasis(basis, { restriction })))).toMatchObject({ outcome: "allow", restricted });
  });
});

describe("an objection", () => {
  it("that was overridden is allowed with its decision on record", () => {
    const objections = [anObjection({ status: "rejected", decisionRef: "D-1" })];
    const found = checkOf(aCase(onBasis("public-or-legitimate-interest", { objections })), "state");
    expect(found.compared).toMatchObject({ "objection-rejected": "allow", "decisions": ["D-1"] });
  });

  it("of another person strips that person's fields and not the exchange", () => {
    const clause = { basis: "public-or-legitimate-interest" as const };
    const other = aSubject({ objections: [anObjection()] }, { role: "co-tenant", fields: ["phoneNumber"] });
    const decision = decideOn(aCase({ clause, subjects: [aSubject(), other] }));
    expect(decision).toMatchObject({ outcome: "allow", excerpt: { caseRef: "Z-1", lastName: "Jansen" } });
    expect(verdictOn(decision, "phoneNumber")?.reason).toEqual({ code: "OBJECTED", param: "phoneNumber" });
  });

  it("of another person strips where the same objection of the main one would hold, approved or not", () => {
    const clause = { basis: "legal-claims" as const };
    const other = aSubject({ objections: [anObjection()] }, { role: "co-tenant", fields: ["phoneNumber"] });
    for (const approved of [false, true]) {
      const decision = decideOn(aCase({ clause, subjects: [aSubject(), other], approvals: { approved, dropped: [] } }));
      expect(decision).toMatchObject({ outcome: "allow", excerpt: { caseRef: "Z-1", lastName: "Jansen" } });
    }
  });

  it("of another person denies where a required field is theirs", () => {
    const clause = { basis: "public-or-legitimate-interest" as const };
    const other = aSubject({ objections: [anObjection()] }, { role: "co-tenant", fields: ["lastName"] });
    expect(decideOn(aCase({ clause, subjects: [aSubject(), other] }))).toMatchObject({
      outcome: "deny",
      reasons: [{ code: "REQUIRED_FIELD_MISSING", param: "lastName" }],
    });
  });
});

describe("other persons", () => {
  const phoneOf = (finding: Parameters<typeof aSubject>[0], role: "co-tenant" | "guide", change: CaseChange = {}) =>
    verdictOn(
      decideOn(
        aCase({
          ...change,
          subjects: [aSubject(change.state ?? {}), aSubject(finding, { role, fields: ["phoneNumber"] })],
        }),
      ),
      "phoneNumber",
    );

  it.each([
    ["an unknown co-tenant stays behind", { found: "none" }, "co-tenant", "SUBJECT_UNKNOWN"],
    ["an ambiguous co-tenant stays behind", { found: "many" }, "co-tenant", "SUBJECT_AMBIGUOUS"],
    ["an erased co-tenant stays behind", { life: "erased" }, "co-tenant", "ERASED"],
    ["a guide need not be in the register", { found: "none" }, "guide", undefined],
    ["a guide who is may object", { restriction: { from: NOON } }, "guide", "RESTRICTED"],
    ["a known co-tenant passes", {}, "co-tenant", undefined],
  ] as const)("%s", (_name, finding, role, code) => {
    expect(phoneOf(finding, role)?.reason?.code).toBe(code);
  });

  it.each([
    ["a new co-tenant passes where the clause may open one", {}, undefined],
    ["a new co-tenant cannot have consented", { basis: "consent" }, "CONSENT_MISSING"],
    ["a new co-tenant stays behind where the clause may not", { subject: "existing" }, "SUBJECT_UNKNOWN"],
  ] as const)("%s", (_name, clause, code) => {
    const change: CaseChange = {
      clause: { direction: "in", subject: "mayCreate", ...clause },
      state: { consents: [aConsent()] },
    };
    const finding = { found: "new", pseudonym: aState().pseudonym, syncedAt: NOON } as const;
    expect(phoneOf(finding, "co-tenant", change)?.reason?.code).toBe(code);
  });

  it.each([
    ["a co-tenant consents for herself", {}, "co-tenant", "CONSENT_MISSING"],
    ["a co-tenant who did passes", { consents: [aConsent()] }, "co-tenant", undefined],
    ["a guide's trade asks no consent of the guide", {}, "guide", undefined],
    [
      "a consent that names another category does not cover her",
      { consents: [aConsent({ categories: ["identification"] })] },
      "co-tenant",
      "CONSENT_SCOPE",
    ],
  ] as const)("%s", (_name, finding, role, code) => {
    const change: CaseChange = { clause: { basis: "consent" }, state: { consents: [aConsent()] } };
    expect(phoneOf(finding, role, change)?.reason?.code).toBe(code);
  });

  it("judges every person that a field is about, by any part of it", () => {
    const subjects = [
      aSubject(),
      aSubject({}, { role: "co-tenant", fields: ["phoneNumber"] }),
      aSubject({ life: "erased" }, { role: "co-tenant", fields: ["phoneNumber.second"] }),
    ];
    expect(verdictOn(decideOn(aCase({ subjects })), "phoneNumber")?.reason?.code).toBe("ERASED");
  });
});

describe("a pending rectification", () => {
  const on = (basis: Basis, field: string, change: CaseChange = {}) =>
    decideOn(aCase(onBasis(basis, { rectifications: [field] }, change)));

  it.each([
    ["consent", "withheld"],
    ["contract", "withheld"],
    ["legal-duty", "withheld"],
    ["public-or-legitimate-interest", "withheld"],
    ["legal-claims", "released"],
    ["vital", "released"],
  ] as const)("of a field that is not required: on %s it is %s", (basis, verdict) => {
    expect(verdictOn(on(basis, "phoneNumber"), "phoneNumber")?.verdict).toBe(verdict);
  });

  it.each([
    ["legal-duty", "lastName", true],
    ["legal-claims", "lastName", true],
    ["legal-claims", "phoneNumber", true],
    ["vital", "lastName", false],
    ["contract", "phoneNumber", false],
  ] as const)("on %s of %s sends with disputed %s", (basis, field, disputed) => {
    expect(on(basis, field)).toMatchObject({ outcome: "allow", disputed });
  });

  it("of a required field on contract is sent as disputed once approved", () => {
    const decision = on("contract", "lastName", { approvals: { approved: true, dropped: [] } });
    expect(decision).toMatchObject({ outcome: "allow", disputed: true });
  });

  it("of a required field that was not supplied holds nobody up", () => {
    expect(on("contract", "lastName", { data: { caseRef: "Z-1" } })).toMatchObject({
      outcome: "deny",
      reasons: [{ code: "REQUIRED_FIELD_MISSING", param: "lastName" }],
    });
  });
});

describe("the register", () => {
  const dayAgo = daysAgo(1);
  const order = { articles: ["Sv 126nc"], authorities: ["opsporingsambtenaar"], oralFollowUpDays: null };
  it.each([
    ["synchronised a day ago passes", { state: { syncedAt: dayAgo } }, []],
    ["synchronised longer ago holds what goes out", { state: { syncedAt: justBefore(dayAgo) } }, ["REGISTER_STALE"]],
    [
      "holds an answer too",
      { state: { syncedAt: justBefore(dayAgo) }, clause: { direction: "pull" } },
      ["REGISTER_STALE"],
    ],
    ["does not hold what comes in", { state: { syncedAt: justBefore(dayAgo) }, clause: { direction: "in" } }, []],
    ["does not hold an emergency", { state: { syncedAt: justBefore(dayAgo) }, clause: { basis: "vital" } }, []],
    [
      "does not hold a legal order",
      { state: { syncedAt: justBefore(dayAgo) }, clause: { basis: "legal-duty", legalOrder: order } },
      [],
    ],
    [
      "holds another legal duty",
      { state: { syncedAt: justBefore(dayAgo) }, clause: { basis: "legal-duty" } },
      ["REGISTER_STALE"],
    ],
  ] as [string, CaseChange, string[]][])("%s", (_name, change, codes) => {
    expect(checkOf(aCase(change), "state").reasons.map(({ code }) => code)).toEqual(codes);
  });
});
