import { describe, expect, it } from "vitest";

import {
  aBook,
  aCase,
  aClause,
  aParty,
  at,
  aVersion,
  CORPORATION,
  decideOn,
  justBefore,
  NOON,
  outcomeOfCheck,
  PARTNER,
  type CaseChange,
} from "../../support/cases.ts";

const pass = { result: "pass", codes: [] };
const denies = (...codes: string[]) => ({ result: "deny", codes });

it("allows the case from which all others differ", () => {
  expect(decideOn(aCase())).toMatchObject({ outcome: "allow", reasons: [], publicReasons: [] });
});

describe("check 1", () => {
  const cases: [string, CaseChange, ReturnType<typeof denies>][] = [
    ["passes a known, active sender in its own name", {}, pass],
    ["denies a suspended sender", { senderActive: false }, denies("PARTNER_UNKNOWN")],
    ["denies a recipient that nobody knows", { recipient: null }, denies("PARTNER_UNKNOWN")],
    [
      "denies another name in the header than in the token",
      { header: { from: "partner-b" } },
      denies("HEADER_MISMATCH"),
    ],
    ["denies another recipient than the header names", { header: { to: "partner-b" } }, denies("HEADER_MISMATCH")],
    ["denies a document of another environment", { environment: "production" }, denies("HEADER_MISMATCH")],
    ["denies a message that was seen before", { firstSeen: false }, denies("REPLAY")],
    [
      "keeps every reason",
      { senderActive: false, firstSeen: false, environment: "production" },
      denies("PARTNER_UNKNOWN", "HEADER_MISMATCH", "REPLAY"),
    ],
    ["passes a partner's document to the corporation", { clause: { direction: "in" } }, pass],
    ["passes a partner's question", { clause: { direction: "pull" } }, pass],
    [
      "denies a partner that says it sends for the corporation",
      { sender: PARTNER, recipient: CORPORATION, header: { from: PARTNER.id, to: CORPORATION.id } },
      denies("HEADER_MISMATCH"),
    ],
    [
      "denies the corporation that says it receives",
      {
        clause: { direction: "in" },
        sender: CORPORATION,
        recipient: PARTNER,
        header: { from: CORPORATION.id, to: PARTNER.id },
      },
      denies("HEADER_MISMATCH"),
    ],
    [
      "denies a pull by the corporation",
      {
        clause: { direction: "pull" },
        sender: CORPORATION,
        recipient: PARTNER,
        header: { from: CORPORATION.id, to: PARTNER.id },
      },
      denies("HEADER_MISMATCH"),
    ],
    [
      "denies a document from one partner to another",
      {
        clause: { direction: "in" },
        recipient: aParty({ id: "partner-b" }),
        header: { to: "partner-b" },
      },
      denies("HEADER_MISMATCH"),
    ],
  ];
  it.each(cases)("%s", (_name, change, expected) => {
    expect(outcomeOfCheck(aCase(change), "partner")).toEqual(expected);
  });
});

describe("check 2", () => {
  const agreement = (kind: "processing" | "transfer", change = {}) => ({
    kind,
    ref: "A-1",
    from: at("2026-01-01T00:00:00+01:00"),
    until: at("2027-01-01T00:00:00+01:00"),
    ...change,
  });
  const processor = (change = {}): CaseChange => ({ recipient: aParty({ role: "processor", ...change }) });
  const draft = aBook(aVersion({ status: "draft" }));

  const cases: [string, CaseChange, ReturnType<typeof denies>][] = [
    ["passes a clause in force", {}, pass],
    ["denies a purpose forbidden by name", { header: { purpose: "credit-scoring" } }, denies("PURPOSE_FORBIDDEN")],
    ["denies a purpose that stays inside", { header: { purpose: "rent-collection" } }, denies("NO_CONTRACT")],
    [
      "denies a purpose that stays inside though a covenant lists it",
      { clause: { purpose: "rent-collection" } },
      denies("NO_CONTRACT"),
    ],
    [
      "denies a purpose that no catalogue knows though a covenant lists it",
      { clause: { purpose: "star-gazing" } },
      denies("PURPOSE_NOT_IN_CONTRACT"),
    ],
    ["denies an unknown covenant", { header: { covenant: "other" } }, denies("NO_CONTRACT")],
    [
      "denies a party that the covenant does not name",
      { recipient: aParty({ id: "partner-b" }), header: { to: "partner-b" } },
      denies("NO_CONTRACT"),
    ],
    ["denies another purpose", { header: { purpose: "landlord-statement" } }, denies("PURPOSE_NOT_IN_CONTRACT")],
    ["denies another message", { header: { message: "other" } }, denies("PURPOSE_NOT_IN_CONTRACT")],
    [
      "denies the agreed purpose the other way",
      { sender: PARTNER, recipient: CORPORATION, header: { direction: "in", from: PARTNER.id, to: CORPORATION.id } },
      denies("DIRECTION_NOT_ALLOWED"),
    ],
    ["denies a clause for other parties", { clause: { parties: ["partner-b"] } }, denies("PURPOSE_NOT_IN_CONTRACT")],
    ["passes a clause for this party by name", { clause: { parties: [PARTNER.id] } }, pass],
    ["denies a draft", { covenants: draft }, denies("CONTRACT_DRAFT")],
    ["denies an unsigned version", { covenants: aBook(aVersion({}, { signedBy: [] })) }, denies("CONTRACT_UNSIGNED")],
    [
      "denies the last instant before a version begins",
      { now: justBefore(at("2026-01-01T00:00:00+01:00")) },
      denies("CONTRACT_NOT_YET_VALID"),
    ],
    ["denies the instant at which it ends", { now: at("2028-01-01T00:00:00+01:00") }, denies("CONTRACT_EXPIRED")],
    [
      "denies from the instant of suspension",
      { covenants: aBook(aVersion({}, { suspendedFrom: NOON })) },
      denies("CONTRACT_SUSPENDED"),
    ],
    ["denies a processor without an agreement", processor(), denies("PROCESSOR_AGREEMENT_MISSING")],
    ["passes a processor with one", processor({ agreements: [agreement("processing")] }), pass],
    [
      "denies a processor whose agreement ends at this instant",
      processor({ agreements: [agreement("processing", { until: NOON })] }),
      denies("PROCESSOR_AGREEMENT_MISSING"),
    ],
    [
      "denies a processor whose agreement is of the other kind",
      processor({ agreements: [agreement("transfer")] }),
      denies("PROCESSOR_AGREEMENT_MISSING"),
    ],
    [
      "denies who is processor in this covenant only",
      {
        covenants: aBook(
          aVersion({
            parties: [
              { id: CORPORATION.id, role: "controller" },
              { id: PARTNER.id, role: "processor" },
            ],
          }),
        ),
      },
      denies("PROCESSOR_AGREEMENT_MISSING"),
    ],
    [
      "passes a processor whose covenant is the agreement",
      { ...processor(), covenants: aBook(aVersion({ kind: "processing" })) },
      pass,
    ],
    [
      "denies a party outside the EEA without a mechanism",
      { recipient: aParty({ outsideEea: true }) },
      denies("TRANSFER_MECHANISM_MISSING"),
    ],
    ["passes one with it", { recipient: aParty({ outsideEea: true, agreements: [agreement("transfer")] }) }, pass],
    [
      "tells both agreements that are missing",
      processor({ outsideEea: true }),
      denies("PROCESSOR_AGREEMENT_MISSING", "TRANSFER_MECHANISM_MISSING"),
    ],
  ];
  it.each(cases)("%s", (_name, change, expected) => {
    expect(outcomeOfCheck(aCase(change), "contract")).toEqual(expected);
  });

  it("leaves nothing to judge without a clause, and allows nothing", () => {
    const decision = decideOn(aCase({ covenants: aBook() }));
    expect(decision.checks.slice(2).map(({ result }) => result)).toEqual(Array(10).fill("skipped"));
    expect(decision).toMatchObject({ outcome: "deny", clause: null, basis: null, covenant: null, excerpt: null });
  });

  it("withholds every field without a clause, for the reason of check 2", () => {
    const { verdicts } = decideOn(aCase({ covenants: draft }));
    expect(verdicts.map(({ field, verdict, reason }) => [field, verdict, reason?.code])).toEqual([
      ["caseRef", "withheld", "CONTRACT_DRAFT"],
      ["lastName", "withheld", "CONTRACT_DRAFT"],
      ["phoneNumber", "withheld", "CONTRACT_DRAFT"],
    ]);
  });

  it("uses the newest version in force, wherever it stands in the book", () => {
    const newer = aVersion({ version: 2, clauses: [aClause({ document: { ...aClause().document } })] });
    expect(decideOn(aCase({ covenants: aBook(aVersion(), newer) })).covenant?.version).toBe(2);
    expect(decideOn(aCase({ covenants: aBook(newer, aVersion()) })).covenant?.version).toBe(2);
  });
});
