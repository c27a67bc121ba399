import { describe, expect, it } from "vitest";

import type { Party } from "../../../src/core/catalogue/party.ts";
import type { Covenant, CovenantStanding } from "../../../src/core/covenant/types.ts";
import type { CompiledVersion } from "../../../src/core/decision/types.ts";
import type { Sha256 } from "../../../src/core/ids.ts";
import { openRegister, registerOf, sealRegister } from "../../../src/core/register-of-processing/register-of.ts";
import type { RegisterOfProcessing } from "../../../src/core/register-of-processing/schema.ts";
import { aBook, aClause, aLeg, aParty, at, aVersion, CATALOGUE, CORPORATION, NOON } from "../../support/cases.ts";

const PARTNER_B = aParty({ id: "partner-b", name: "Partner B" });
const STAFF = { clientId: "c", operator: null, scopes: [], keys: [] };
const catalogueOf = (...parties: readonly Party[]) => ({
  ...CATALOGUE,
  parties: new Map([CORPORATION, ...parties].map((party) => [party.id, party])),
});

function register(
  versions: readonly CompiledVersion[],
  change: { parties?: readonly Party[]; suspended?: readonly string[]; now?: typeof NOON } = {},
): RegisterOfProcessing {
  const { parties = [aParty(), PARTNER_B], suspended = [], now = NOON } = change;
  return registerOf({
    catalogue: catalogueOf(...parties),
    covenants: aBook(...versions),
    suspendedParties: new Set(suspended),
    now,
  });
}

const rows = ({ activities }: RegisterOfProcessing): readonly string[] =>
  activities.map(({ version, clause, standing }) => `${version} ${clause} ${standing}`);

describe("the register has", () => {
  const CLAUSE = "housing-allocation/out/default";
  const past = at("2026-11-01T00:00:00Z");
  const cases: readonly {
    name: string;
    covenant?: Partial<Covenant>;
    standing?: Partial<CovenantStanding>;
    suspended?: readonly string[];
    found: readonly string[];
  }[] = [
    { name: "a clause in force", found: [`1 ${CLAUSE} in-force`] },
    { name: "no draft", covenant: { status: "draft" }, found: [] },
    { name: "nothing that is not signed by all", standing: { signedBy: ["oosterpoort"] }, found: [] },
    { name: "nothing that is yet to begin", covenant: { from: at("2027-01-01T00:00:00Z") }, found: [] },
    { name: "nothing that expired this very instant", covenant: { until: NOON }, found: [] },
    { name: "nothing that was ended", standing: { endedFrom: past }, found: [] },
    { name: "a suspended clause, marked", standing: { suspendedFrom: past }, found: [`1 ${CLAUSE} suspended`] },
    {
      name: "a clause whose only party is suspended, marked",
      suspended: ["partner-a"],
      found: [`1 ${CLAUSE} suspended`],
    },
  ];
  it.each(cases)("$name", ({ covenant, standing, suspended = [], found }) => {
    expect(rows(register([aVersion(covenant, standing)], { suspended }))).toEqual(found);
  });

  it("for each partner the newest version that counts, and not an older one in the place of one that was suspended", () => {
    const v1 = aVersion({ version: 1 });
    expect(rows(register([v1, aVersion({ version: 2 })]))).toEqual([`2 ${CLAUSE} in-force`]);
    expect(rows(register([v1, aVersion({ version: 2 }, { suspendedFrom: past })]))).toEqual([`2 ${CLAUSE} suspended`]);
    expect(rows(register([v1, aVersion({ version: 2, status: "draft" })]))).toEqual([`1 ${CLAUSE} in-force`]);
  });

  it("of an accession those who joined, each with its own standing", () => {
    const covenant: Partial<Covenant> = {
      kind: "accession",
      parties: [
        { id: "oosterpoort", role: "controller" },
        { id: "*", role: "co-controller" },
      ],
    };
    const joined = (signedBy: readonly string[]) =>
      register([aVersion(covenant, { signedBy, partySuspendedFrom: new Map([["partner-b", past]]) })]);
    expect(joined(["oosterpoort"]).activities).toEqual([]);
    const [row] = joined(["oosterpoort", "partner-a", "partner-b"]).activities;
    expect(row?.standing).toBe("in-force");
    expect(row?.partners.map(({ party, standing }) => [party, standing])).toEqual([
      ["partner-a", "in-force"],
      ["partner-b", "suspended"],
    ]);
    expect(joined(["oosterpoort", "partner-b"]).activities[0]?.standing).toBe("suspended");
  });

  it("of a clause that names parties only those", () => {
    const parties = [
      { id: "oosterpoort", role: "controller" },
      { id: "partner-a", role: "co-controller" },
      { id: "partner-b", role: "co-controller" },
    ] as const;
    const only = aClause({ message: "b", parties: ["partner-b"] });
    const found = register([aVersion({ parties, clauses: [aClause(), only] })]).activities;
    expect(found.map(({ recipients }) => recipients)).toEqual([["partner-a", "partner-b"], ["partner-b"]]);
  });
});

describe("a row says", () => {
  it("where the data come from and who gets them", () => {
    const clauses = (["in", "out", "pull"] as const).map((direction) => aClause({ direction }));
    const found = register([aVersion({ clauses })]).activities;
    expect(found.map(({ sources, recipients }) => [sources, recipients])).toEqual([
      [["partner-a"], ["oosterpoort"]],
      [["oosterpoort"], ["partner-a"]],
      [["oosterpoort"], ["partner-a"]],
    ]);
  });

  it("which data, by category and class, of question and document, and what stays behind", () => {
    const clause = aClause({
      direction: "pull",
      question: aLeg("caseRef!"),
      document: aLeg("caseRef!", "birthDate -> year", "arrearsAmount", "medicalData -> drop", {
        name: "householdMembers",
        when: { fact: "candidateStatus", tests: [] },
      }),
    });
    const [row] = register([aVersion({ clauses: [clause] })]).activities;
    const shown = row?.data.map(({ category, fields }) => [
      category.id,
      fields.map(
        (field) =>
          `${field.leg} ${field.name} ${field.transform} ${field.sensitivity.id} ${field.releasable} ${field.conditional}`,
      ),
    ]);
    expect(shown).toEqual([
      ["technical", ["question caseRef pass O true false", "document caseRef pass O true false"]],
      ["identification", ["document birthDate year O true false"]],
      ["arrears", ["document arrearsAmount pass S true false"]],
      ["health", ["document medicalData drop B false false"]],
      ["household", ["document householdMembers pass S true true"]],
    ]);
    expect(row?.dataSubjects).toEqual([
      "huurders en anderen die de corporatie al kent",
      "medehuurders, medebewoners en gezinsleden",
    ]);
  });

  it("purpose, ground, terms, approval, assessment and promise", () => {
    const clause = aClause({
      basis: "consent",
      law: ["AVG 6(1)(a)"],
      article9: "AVG 9(2)(a)",
      consent: { required: "explicit", explicitForSpecial: false, maxMonths: 12 },
      approval: { by: ["privacy-officer", "deputy"], count: 2, includes: [["deputy"]] },
      inform: { kind: "before", term: "P7D" },
      retentionHere: { after: "case closed", term: "P1Y", note: "what others reported" },
      retentionThere: { after: "own policy", term: "", note: null },
      statement: ["S-22"],
    });
    const dpia = { ref: "DPIA-1", reviewBy: "2027-01-01" };
    const [row] = register([aVersion({ clauses: [clause], dpia, jointArrangement: "AVG-26-1" })]).activities;
    expect(row).toMatchObject({
      purpose: { id: "housing-allocation", nl: CATALOGUE.purposes.get("housing-allocation")?.nl },
      basis: { id: "consent", nl: "toestemming" },
      law: ["AVG 6(1)(a)"],
      article9: "AVG 9(2)(a)",
      article10: null,
      consent: "uitdrukkelijke toestemming, hoogstens 12 maanden oud",
      approval: "2 van: privacy officer, plaatsvervangend privacy officer; onder wie plaatsvervangend privacy officer",
      inform: "vooraf, 7 dagen",
      retention: { here: "1 jaar na het sluiten van de zaak (what others reported)", there: "eigen beleid" },
      dpia,
      jointArrangement: "AVG-26-1",
      from: "2026-01-01",
      lastDay: "2027-12-31",
      statement: ["S-22"],
    });
  });
});

describe("the head of the register names", () => {
  it("controller, data protection officer, joint controllers, and security in general", () => {
    const officer = { ...STAFF, person: "jansen", role: "fg" as const };
    const other = { ...STAFF, person: "devries", role: "auditor" as const };
    const corporation = { ...CORPORATION, clients: [officer, other, officer] };
    const found = register([aVersion({ jointArrangement: "AVG-26-1" })], { parties: [aParty(), corporation] });
    expect(found.controller).toEqual({
      party: "oosterpoort",
      name: "Oosterpoort Wonen",
      email: corporation.contact.email,
      phone: null,
      address: null,
    });
    expect(found.dataProtectionOfficers.map(({ name }) => name)).toEqual(["jansen"]);
    expect(found.jointControllers).toMatchObject([
      { party: "partner-a", covenant: "test-covenant", arrangement: "AVG-26-1" },
    ]);
    expect(found.security.length).toBeGreaterThan(4);
  });

  it("processors with what they do for us, their agreement, and what carries a transfer now", () => {
    const valid = { from: at("2026-01-01T00:00:00Z"), until: at("2026-12-31T23:00:00Z") };
    const processor = aParty({
      role: "processor",
      outsideEea: true,
      agreements: [
        { kind: "processing", ref: "VWO-1", ...valid },
        { kind: "transfer", ref: "DPF-1", ...valid },
        { kind: "transfer", ref: "DPF-0", ...valid, until: NOON },
      ],
    });
    const parties = [
      { id: "oosterpoort", role: "controller" },
      { id: "partner-a", role: "processor" },
    ] as const;
    const clauses = [aClause(), aClause({ message: "two" })];
    const found = register([aVersion({ kind: "processing", parties, clauses })], { parties: [processor] });
    expect(found.processors).toMatchObject([
      {
        party: "partner-a",
        onBehalfOf: "oosterpoort",
        processing: [{ id: "housing-allocation" }],
        agreements: [{ ref: "VWO-1", lastDay: "2026-12-31" }],
        outsideEea: true,
        mechanisms: [{ ref: "DPF-1", lastDay: "2026-12-31" }],
      },
    ]);
    expect(found.activities[0]?.partners[0]?.mechanisms).toEqual([{ ref: "DPF-1", lastDay: "2026-12-31" }]);
  });

  it("a controller, or there is no register", () => {
    const source = {
      catalogue: { ...CATALOGUE, parties: new Map() },
      covenants: aBook(),
      suspendedParties: new Set<string>(),
    };
    expect(() => registerOf({ ...source, now: NOON })).toThrow(
      expect.objectContaining({ code: "CATALOGUE_MALFORMED" }),
    );
  });
});

describe("a version of the register", () => {
  it("is the same to the byte on the same day, and another when anything in it is", () => {
    const sealed = sealRegister(register([aVersion()]));
    expect(sealRegister(register([aVersion()], { now: at("2026-11-22T22:59:59Z") }))).toEqual(sealed);
    for (const other of [
      register([aVersion({ title: "Test 2" })]),
      register([aVersion()], { suspended: ["partner-a"] }),
      register([aVersion({ clauses: [aClause({ statement: ["S-09"] })] })]),
    ]) {
      expect(sealRegister(other).sha256).not.toBe(sealed.sha256);
    }
  });

  it("is read back as it was, and refused where it is not", () => {
    const made = register([aVersion()]);
    const sealed = sealRegister(made);
    expect(openRegister(sealed)).toEqual(made);
    const other = sealRegister({ ...made, extra: 1 } as never);
    for (const broken of [
      { ...sealed, content: sealed.content.replace("Oosterpoort", "Westerpoort") },
      { ...sealed, sha256: "0".repeat(64) as Sha256 },
      other,
    ]) {
      expect(() => openRegister(broken)).toThrow(expect.objectContaining({ code: "INVARIANT_BROKEN" }));
    }
  });
});
