import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import type { Party } from "../../src/core/catalogue/party.ts";
import { parseCatalogue } from "../../src/core/catalogue/parse.ts";
import { catalogueHash } from "../../src/core/catalogue/published.ts";
import type { Catalogue, FactDefinition, FactProvider } from "../../src/core/catalogue/types.ts";
import { compileVersion } from "../../src/core/covenant/compile.ts";
import { readField } from "../../src/core/covenant/notation.ts";
import type { Clause, ClauseField, Covenant, CovenantStanding, FactValue, Leg } from "../../src/core/covenant/types.ts";
import { decide } from "../../src/core/decision/decide.ts";
import { judge } from "../../src/core/decision/judge.ts";
import type { ReasonCode } from "../../src/core/decision/reasons.ts";
import type {
  Consent,
  Objection,
  Relation,
  ResolvedSubject,
  SubjectFinding,
  SubjectState,
} from "../../src/core/decision/state.ts";
import type {
  Case,
  CheckName,
  CheckResult,
  CompiledVersion,
  CovenantBook,
  Decision,
} from "../../src/core/decision/types.ts";
import type { Data, Document, Header } from "../../src/core/document/types.ts";
import { parseInstant, type Instant, type Pseudonym, type Sha256 } from "../../src/core/ids.ts";
import { minimise } from "../../src/core/minimise/minimise.ts";

export const at = (text: string): Instant => parseInstant(Date.parse(text));
/** The instant at which every case is decided unless it says otherwise: a Sunday noon. */
export const NOON = at("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;
export const daysAgo = (days: number): Instant => parseInstant(NOON - days * DAY_MS);
/** One millisecond to either side of an instant, for near misses. */
export const justBefore = (instant: Instant): Instant => parseInstant(instant - 1);
export const justAfter = (instant: Instant): Instant => parseInstant(instant + 1);

const CONTRACTS = join(import.meta.dirname, "../../contracts");
const source = (file: string) =>
  parseYaml({ file, bytes: readFileSync(join(CONTRACTS, file)), code: "CATALOGUE_MALFORMED" });

/** The catalogue of `contracts/`, invented parties included. */
export const CATALOGUE: Catalogue = parseCatalogue({
  hash: catalogueHash(new Map()),
  fields: source("fields.yaml"),
  purposes: source("purposes.yaml"),
  codeLists: source("code-lists.yaml"),
  incomeClasses: source("income-classes.yaml"),
  facts: source("facts.yaml"),
  refused: source("refused.yaml"),
  parties: readdirSync(join(CONTRACTS, "parties"))
    .sort()
    .map((name) => source(`parties/${name}`)),
  overlays: [],
  pretend: true,
});

/** The catalogue with other facts than `facts.yaml` has: name → provider, or name → a whole definition's differences. */
export function withFacts(
  facts: Record<string, FactProvider | (Partial<FactDefinition> & Pick<FactDefinition, "provider">)>,
): Catalogue {
  const added = Object.entries(facts).map(([name, written]): [string, FactDefinition] => {
    const change = typeof written === "string" ? { provider: written } : written;
    return [name, { name, nl: name, type: "string", field: change.provider === "data" ? name : null, ...change }];
  });
  return { ...CATALOGUE, facts: new Map([...CATALOGUE.facts, ...added]) };
}

export function aParty(change: Partial<Party> = {}): Party {
  return {
    id: "partner-a",
    name: "Partner A",
    role: "co-controller",
    contact: { email: "contact@partner-a.example", phone: null, address: null },
    municipalityCodes: [],
    fingerprints: [],
    clients: [],
    agreements: [],
    outsideEea: false,
    ...change,
  };
}

export const CORPORATION = aParty({ id: "oosterpoort", name: "Oosterpoort Wonen", role: "controller" });
export const PARTNER = aParty();

const BARE: Omit<ClauseField, "name" | "transform" | "required"> = { when: null, lifted: null, approval: null };

/** Fields in the notation of covenant files, `@name!` and `birthDate -> year` included, or whole clause fields. */
export function aLeg(...fields: (string | Partial<ClauseField>)[]): Leg {
  const read = fields.flatMap((field): ClauseField[] => {
    if (typeof field !== "string") {
      return [{ name: "caseRef", transform: { id: "pass" }, required: false, ...BARE, ...field }];
    }
    const written = readField(field);
    if (written === null) throw new Error(`no field: ${field}`);
    return written.map((one) => ({ ...one, ...BARE }));
  });
  return { fields: new Map(read.map((field) => [field.name, field])), requiredOneOf: [] };
}

export const FIELDS = ["caseRef!", "@name!", "phoneNumber"];
export const DATA: Data = { caseRef: "Z-1", lastName: "Jansen", phoneNumber: "0612345678" };

export function aClause(change: Partial<Clause> = {}): Clause {
  const clause = {
    purpose: "housing-allocation",
    direction: "out" as const,
    message: "default",
    parties: [],
    basis: "contract" as const,
    law: ["AVG 6(1)(b)"],
    article9: null,
    article10: null,
    subject: "existing" as const,
    identifiedBy: [],
    relation: null,
    consent: { required: "none" as const, explicitForSpecial: false, maxMonths: null },
    legalOrder: null,
    preconditions: [],
    limits: [],
    batchMax: null,
    document: aLeg(...FIELDS),
    question: change.direction === "pull" ? aLeg("caseRef!") : null,
    approval: null,
    holdEscalates: false,
    effects: [],
    inform: { kind: "statement" as const },
    duties: [],
    retentionHere: { after: "case end", term: "P2Y", note: null },
    retentionThere: { after: "case end", term: "P2Y", note: null },
    statement: ["S-08"],
    ...change,
  };
  return { id: `${clause.purpose}/${clause.direction}/${clause.message}`, ...clause };
}

export function aCovenant(change: Partial<Covenant> = {}): Covenant {
  return {
    id: "test-covenant",
    version: 1,
    kind: "covenant",
    title: "Test",
    status: "active",
    source: "C-01",
    parties: [
      { id: CORPORATION.id, role: "controller" },
      { id: PARTNER.id, role: "co-controller" },
    ],
    from: at("2026-01-01T00:00:00+01:00"),
    until: at("2028-01-01T00:00:00+01:00"),
    lawCheckedOn: "2026-06-01",
    dpia: null,
    jointArrangement: null,
    clauses: [aClause()],
    hash: "0".repeat(64) as Sha256,
    ...change,
  };
}

/** A version signed by all who are named, unless said otherwise. */
export function aVersion(change: Partial<Covenant> = {}, standing: Partial<CovenantStanding> = {}): CompiledVersion {
  const covenant = aCovenant(change);
  return compileVersion({
    covenant,
    standing: {
      signedBy: covenant.parties.map(({ id }) => id),
      signedByOfficers: 0,
      suspendedFrom: null,
      endedFrom: null,
      partySuspendedFrom: new Map(),
      stateVersion: 1,
      ...standing,
    },
  });
}

export function aBook(...versions: CompiledVersion[]): CovenantBook {
  const byId = new Map<string, CompiledVersion[]>();
  for (const version of versions) {
    const id = version.covenant.id;
    byId.set(
      id,
      [...(byId.get(id) ?? []), version].sort((a, b) => b.covenant.version - a.covenant.version),
    );
  }
  return { byId };
}

/** A book that holds one covenant with this one clause. */
export const aBookWith = (clause: Partial<Clause>): CovenantBook => aBook(aVersion({ clauses: [aClause(clause)] }));

export function aConsent(change: Partial<Consent> = {}): Consent {
  return {
    ref: "C-1",
    party: PARTNER.id,
    purpose: "housing-allocation",
    categories: ["identification", "contact"],
    explicit: false,
    written: false,
    givenAt: daysAgo(30),
    givenBy: "self",
    expiresAt: null,
    withdrawnAt: null,
    ...change,
  };
}

export function anObjection(change: Partial<Objection> = {}): Objection {
  return { purpose: "housing-allocation", receivedAt: daysAgo(3), status: "open", decisionRef: null, ...change };
}

export function aRelation(change: Partial<Relation> = {}): Relation {
  return { kind: "order", party: PARTNER.id, ref: "Z-1", scope: [], from: daysAgo(10), until: null, ...change };
}

export function aState(change: Partial<SubjectState> = {}): SubjectState {
  return {
    pseudonym: "s-1" as Pseudonym,
    life: "alive",
    legalClaimHold: false,
    restriction: null,
    objections: [],
    rectifications: [],
    signalRefusedAt: null,
    consents: [],
    consentBy: "self",
    relations: [],
    addressIsSecret: false,
    facts: {},
    syncedAt: NOON,
    ...change,
  };
}

export const facts = (values: Record<string, FactValue>): Partial<SubjectState> => ({ facts: values });

/** A person of the register in this state, or found in another way. */
export function aSubject(
  finding: Partial<SubjectState> | SubjectFinding = {},
  change: Partial<Omit<ResolvedSubject, "finding">> = {},
): ResolvedSubject {
  const found: SubjectFinding = "found" in finding ? finding : { found: "one", state: aState(finding) };
  return { role: "tenant", fields: [], ...change, finding: found };
}

export function aHeader(change: Partial<Header> = {}): Header {
  const direction = change.direction ?? "out";
  const out = direction === "out";
  return {
    format: "uitwisselpoort/1",
    environment: "test",
    messageId: "01935f00-0000-7000-8000-000000000001",
    from: out ? CORPORATION.id : PARTNER.id,
    to: out ? PARTNER.id : CORPORATION.id,
    actor: "system:test",
    covenant: "test-covenant",
    purpose: "housing-allocation",
    direction,
    message: "default",
    sentAt: NOON,
    replyTo: null,
    ask: direction === "pull" ? ["caseRef", "lastName", "phoneNumber"] : null,
    channel: null,
    ...change,
  };
}

export interface CaseChange extends Partial<Omit<Case, "document">> {
  readonly header?: Partial<Header>;
  readonly data?: Data;
  readonly clause?: Partial<Clause>;
  /** State of the main person; `subjects` says the same for more than one. */
  readonly state?: Partial<SubjectState>;
  readonly roles?: Document["subjects"];
}

/**
 * A case that is allowed as it stands: a document of the corporation to `partner-a`, or, with another direction in
 * `clause`, one the other way. Changes say in what it differs.
 */
export function aCase(change: CaseChange = {}): Case {
  const { header, data, clause, state, roles, ...rest } = change;
  const purposeAndWay = {
    direction: clause?.direction ?? "out",
    purpose: clause?.purpose ?? "housing-allocation",
    message: clause?.message ?? "default",
  };
  const whole = aHeader({ ...purposeAndWay, ...header });
  const out = whole.direction === "out";
  const given = data ?? DATA;
  const pull = whole.direction === "pull";
  return {
    document: {
      header: whole,
      subjects: roles ?? [{ role: "tenant", personRef: "T-1", partnerRef: null, fields: [] }],
      data: pull && data === undefined ? { caseRef: "Z-1" } : given,
      attachments: [],
    },
    sender: out ? CORPORATION : PARTNER,
    senderActive: true,
    recipient: out ? PARTNER : CORPORATION,
    environment: "test",
    firstSeen: true,
    catalogue: CATALOGUE,
    covenants: aBookWith(clause ?? {}),
    subjects: [aSubject(state ?? {})],
    counters: {},
    answer: pull ? DATA : null,
    pseudonymise: (value) => `p:${value.length}`,
    approvals: { approved: false, dropped: [] },
    late: null,
    now: NOON,
    ...rest,
  };
}

/** Judges, minimises and decides, as the path of an exchange does. */
export function decideOn(given: Case): Decision {
  const judgement = judge(given);
  const { answer, document } = given;
  const body = document.header.direction !== "pull" ? document.data : answer === "unavailable" ? {} : (answer ?? {});
  return decide(judgement, minimise(body, judgement.plan));
}

/** What one check found. */
export function checkOf(given: Case, name: CheckName): CheckResult {
  const found = decideOn(given).checks.find((check) => check.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

/** Result and printed codes of one check, for tables. */
export function outcomeOfCheck(given: Case, name: CheckName): { result: string; codes: ReasonCode[] } {
  const { result, reasons } = checkOf(given, name);
  return { result, codes: reasons.map(({ code }) => code) };
}

export const verdictOn = (decision: Decision, field: string) =>
  decision.verdicts.find((verdict) => verdict.field === field);
