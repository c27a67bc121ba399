import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import { parseCatalogue } from "../../src/core/catalogue/parse.ts";
import { catalogueHash } from "../../src/core/catalogue/published.ts";
import type { Catalogue } from "../../src/core/catalogue/types.ts";
import { compileVersion } from "../../src/core/covenant/compile.ts";
import { readCovenant } from "../../src/core/covenant/parse.ts";
import type { Approval, Covenant, CovenantStanding, RelationKind } from "../../src/core/covenant/types.ts";
import { decide } from "../../src/core/decision/decide.ts";
import { endHeld } from "../../src/core/decision/end-held.ts";
import { judge } from "../../src/core/decision/judge.ts";
import { counterKeys } from "../../src/core/decision/limits.ts";
import { viewFor } from "../../src/core/decision/public.ts";
import { printReason } from "../../src/core/decision/reasons.ts";
import type { Consent, ResolvedSubject, SubjectFinding, SubjectState } from "../../src/core/decision/state.ts";
import type { Case, CompiledVersion, CovenantBook, Decision, Verdict } from "../../src/core/decision/types.ts";
import type { Document, Header } from "../../src/core/document/types.ts";
import { parseInstant, type Instant, type Pseudonym, type Sha256 } from "../../src/core/ids.ts";
import { minimise } from "../../src/core/minimise/minimise.ts";

/**
 * Decision vectors: `test/vectors/decisions/README.md` says what stands in the files. This reads them, makes a case of each and
 * compares the decision with what the file expects.
 */
const CONTRACTS = join(import.meta.dirname, "../../contracts");
const VECTORS = join(import.meta.dirname, "../vectors/decisions");

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** RFC 7396: a member that is null goes, an object is merged, anything else takes the place of what was there. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map<string, Json>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

const instant = z.iso.datetime().transform((text): Instant => parseInstant(Date.parse(text)));
const json: z.ZodType<Json> = z.json();
const data = z.record(z.string(), json);
const names = z.array(z.string());

const stateSchema = z.strictObject({
  life: z.enum(["alive", "erased", "retention-lapsed"]).default("alive"),
  legalClaimHold: z.boolean().default(false),
  restrictedFrom: instant.optional(),
  objections: z
    .record(
      z.string(),
      z.strictObject({
        purpose: z.string(),
        status: z.enum(["open", "upheld", "rejected"]).default("open"),
        decisionRef: z.string().nullable().default(null),
      }),
    )
    .default({}),
  rectifications: names.default([]),
  signalRefusedAt: instant.nullable().default(null),
  consents: z
    .record(
      z.string(),
      z.strictObject({
        party: z.string().optional(),
        purpose: z.string().optional(),
        categories: names,
        explicit: z.boolean().default(false),
        written: z.boolean().default(false),
        givenAt: instant,
        givenBy: z.enum(["self", "representative", "other"]).default("self"),
        expiresAt: instant.nullable().default(null),
        withdrawnAt: instant.nullable().default(null),
      }),
    )
    .default({}),
  consentBy: z.enum(["self", "representative"]).default("self"),
  relations: z
    .record(
      z.string(),
      z.strictObject({
        kind: z.string(),
        party: z.string().optional(),
        scope: names.default([]),
        from: instant.optional(),
        until: instant.nullable().default(null),
      }),
    )
    .default({}),
  addressIsSecret: z.boolean().default(false),
  facts: z.record(z.string(), json).default({}),
  syncedAt: instant.optional(),
});

const subjectSchema = z.strictObject({
  role: z.enum(["tenant", "co-tenant", "occupant", "guide", "reporter", "official", "candidate"]).default("tenant"),
  found: z.enum(["one", "new", "none", "many"]).default("one"),
  fields: names.default([]),
  state: stateSchema.prefault({}),
});

/** What a vector changes of a party. */
const partySchema = z.strictObject({
  agreements: z
    .array(z.strictObject({ kind: z.enum(["processing", "transfer"]), ref: z.string(), from: instant, until: instant }))
    .exactOptional(),
  outsideEea: z.boolean().exactOptional(),
});

const worldSchema = z.strictObject({
  environment: z.string().default("sandbox"),
  provedAs: z.string().optional(),
  senderActive: z.boolean().default(true),
  seenBefore: z.boolean().default(false),
  parties: z.record(z.string(), partySchema).default({}),
  standing: z
    .strictObject({
      signedBy: names.optional(),
      officers: z.int().default(2),
      suspendedFrom: instant.nullable().default(null),
      endedFrom: instant.nullable().default(null),
      partySuspendedFrom: z.record(z.string(), instant).default({}),
    })
    .prefault({}),
  counted: z.record(z.string(), z.int()).default({}),
  approved: z.boolean().default(false),
  dropped: names.default([]),
  late: z
    .strictObject({
      from: z.string().default("oosterpoort"),
      to: z.string().optional(),
      counted: z.boolean().default(true),
      refused: z.enum(["QUESTION_UNKNOWN", "QUESTION_WAITS", "QUESTION_CLOSED"]).nullable().default(null),
      only: names.optional(),
    })
    .optional(),
  ended: z.enum(["REJECTED_BY_APPROVER", "HOLD_EXPIRED"]).optional(),
});

const givenSchema = z.strictObject({
  covenant: z.string().regex(/^[a-z0-9-]+@\d+$/),
  now: instant,
  request: z.strictObject({
    header: z.strictObject({
      from: z.string(),
      to: z.string(),
      covenant: z.string().optional(),
      purpose: z.string(),
      direction: z.enum(["in", "out", "pull"]),
      message: z.string().default("default"),
      actor: z.string().default("system:vectors"),
      environment: z.string().default("sandbox"),
      ask: names.nullable().default(null),
    }),
    subject: subjectSchema.optional(),
    others: z.array(subjectSchema).default([]),
    data,
    answer: z.union([data, z.literal("unavailable")]).optional(),
  }),
  world: worldSchema.prefault({}),
});

const verdictSchema = z.tuple([
  z.enum(["released", "transformed", "withheld"]),
  z.string().nullable(),
  z.string().nullable(),
]);
type Triple = z.infer<typeof verdictSchema>;

const approvalSchema = z.union([
  z.enum(["officer", "four-eyes", "collections-lead"]),
  z.strictObject({ by: names, count: z.int().positive(), includes: z.array(names) }),
]);

const expectedSchema = z.strictObject({
  outcome: z.enum(["allow", "deny", "hold"]),
  reasons: names.default([]),
  publicReasons: names.optional(),
  withoutClause: z.string().optional(),
  verdicts: z.record(z.string(), verdictSchema),
  questionVerdicts: z.record(z.string(), verdictSchema).optional(),
  excerpt: data.default({}),
  approval: approvalSchema.default("officer"),
  disputed: z.boolean().default(false),
  restricted: z.boolean().default(false),
  retryable: z.boolean().optional(),
  alerts: names.optional(),
});

const vectorSchema = z.looseObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{3,79}$/),
  base: z.string(),
  intent: z.string().min(6),
  cites: z.string().min(4),
  nearMissOf: z.string().optional(),
  sameAnswerAs: z.string().optional(),
  row: z.string().optional(),
  basis: z.string().optional(),
  knownNo: z.array(z.string().startsWith("/")).default([]),
  expected: z.record(z.string(), json).default({}),
});
const fileSchema = z.strictObject({
  about: z.string(),
  bases: z.record(z.string(), z.record(z.string(), json)),
  vectors: z.array(vectorSchema).min(1),
});

export interface Vector {
  readonly file: string;
  readonly id: string;
  readonly intent: string;
  readonly cites: string;
  readonly nearMissOf: string | null;
  readonly sameAnswerAs: string | null;
  /** Row and column of the matrix of domain.md §0.2 that the vector is for. */
  readonly row: string | null;
  readonly basis: string | null;
  /** The request and its world as one tree, before defaults: what near misses compare. */
  readonly written: Json;
  readonly given: z.infer<typeof givenSchema>;
  readonly expected: z.infer<typeof expectedSchema>;
}

const OWN = new Set([
  "id",
  "base",
  "intent",
  "cites",
  "nearMissOf",
  "sameAnswerAs",
  "row",
  "basis",
  "knownNo",
  "expected",
]);

/** A known no is null, which a merge patch cannot write: the pointer says where it stands. */
function withNull(tree: Json, pointer: string): Json {
  const [, key = "", ...rest] = pointer.split("/");
  if (!isObject(tree)) throw new Error(`no place for ${pointer}`);
  return { ...tree, [key]: rest.length === 0 ? null : withNull(tree[key] ?? null, `/${rest.join("/")}`) };
}

function readVector(
  file: string,
  raw: z.infer<typeof vectorSchema>,
  bases: Readonly<Record<string, JsonObject>>,
): Vector {
  const base = bases[raw.base];
  if (base === undefined) throw new Error(`${file}: ${raw.id} names no base`);
  const { expected: usual, ...world } = base;
  const patch = Object.fromEntries(Object.entries(raw).filter(([key]) => !OWN.has(key))) as JsonObject;
  const written = raw.knownNo.reduce(withNull, mergePatch(world, patch));
  try {
    return {
      file,
      id: raw.id,
      intent: raw.intent,
      cites: raw.cites,
      nearMissOf: raw.nearMissOf ?? null,
      sameAnswerAs: raw.sameAnswerAs ?? null,
      row: raw.row ?? null,
      basis: raw.basis ?? null,
      written,
      given: givenSchema.parse(written),
      expected: expectedSchema.parse(mergePatch(usual, raw.expected)),
    };
  } catch (error) {
    throw new Error(`${file}: ${raw.id} is malformed`, { cause: error });
  }
}

/** Every vector of every file, in order of file. A malformed or repeated one throws: a typing error must not test less. */
export function readVectors(): readonly Vector[] {
  const files = readdirSync(VECTORS)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const vectors = files.flatMap((file) => {
    const { bases, vectors: raw } = fileSchema.parse(JSON.parse(readFileSync(join(VECTORS, file), "utf8")));
    return raw.map((one) => readVector(file, one, bases));
  });
  const ids = vectors.map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) throw new Error(`vectors with the same id: ${twice.join(", ")}`);
  return vectors;
}

const source = (folder: string, file: string) =>
  parseYaml({ file, bytes: readFileSync(join(folder, file)), code: "CATALOGUE_MALFORMED" });
const filesIn = (folder: string, place: string): string[] =>
  readdirSync(join(folder, place))
    .sort()
    .map((name) => `${place}/${name}`);

/** The catalogue of `contracts/`, and the parties that only the vectors know. */
export const VECTOR_CATALOGUE: Catalogue = parseCatalogue({
  hash: catalogueHash(new Map()),
  fields: source(CONTRACTS, "fields.yaml"),
  purposes: source(CONTRACTS, "purposes.yaml"),
  codeLists: source(CONTRACTS, "code-lists.yaml"),
  incomeClasses: source(CONTRACTS, "income-classes.yaml"),
  facts: source(CONTRACTS, "facts.yaml"),
  refused: source(CONTRACTS, "refused.yaml"),
  parties: [CONTRACTS, VECTORS].flatMap((folder) => filesIn(folder, "parties").map((file) => source(folder, file))),
  overlays: [],
  pretend: true,
});

export interface VectorCovenant {
  readonly covenant: Covenant;
  /** One of `contracts/`; the others stand beside the vectors. */
  readonly real: boolean;
}
export type Covenants = ReadonlyMap<string, VectorCovenant>;

/** Every covenant that vectors may name, by `id@version`. */
export function readCovenants(): Covenants {
  const read = (folder: string, real: boolean) =>
    filesIn(folder, "covenants")
      .flatMap((place) => filesIn(folder, place))
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => {
        const bytes = readFileSync(join(folder, file));
        const hash = createHash("sha256").update(bytes).digest("hex") as Sha256;
        const { covenant, problems } = readCovenant(parseYaml({ file, bytes, code: "COVENANT_MALFORMED" }), hash);
        if (covenant === null) throw new Error(`${file}: ${problems.map(({ message }) => message).join("; ")}`);
        return [`${covenant.id}@${covenant.version}`, { covenant, real }] as const;
      });
  return new Map([...read(CONTRACTS, true), ...read(VECTORS, false)]);
}

/** What decides: replaced by what a mutant makes of it. */
export interface Engine {
  readonly judge: typeof judge;
  readonly minimise: typeof minimise;
  readonly decide: typeof decide;
}
export const ENGINE: Engine = { judge, minimise, decide };

function partyOf(id: string, { given }: Vector): Case["recipient"] {
  const party = VECTOR_CATALOGUE.parties.get(id) ?? null;
  const change = given.world.parties[id];
  if (party === null || change === undefined) return party;
  return { ...party, ...change };
}

function partnerOf({ given: { request } }: Vector): string {
  const { from, to } = request.header;
  return VECTOR_CATALOGUE.parties.get(from)?.role === "controller" ? to : from;
}

function stateOf(
  { state }: z.infer<typeof subjectSchema>,
  vector: Vector,
  at: { readonly index: number },
): SubjectState {
  const { now, request } = vector.given;
  const partner = partnerOf(vector);
  const from = parseInstant(Date.parse("2026-01-01T00:00:00Z"));
  return {
    pseudonym: `s-${at.index}` as Pseudonym,
    life: state.life,
    legalClaimHold: state.legalClaimHold,
    restriction: state.restrictedFrom === undefined ? null : { from: state.restrictedFrom },
    objections: Object.values(state.objections).map((one) => ({ ...one, receivedAt: from })),
    rectifications: state.rectifications,
    signalRefusedAt: state.signalRefusedAt,
    consents: Object.entries(state.consents).map(([ref, one]): Consent => ({
      ...one,
      ref,
      party: one.party ?? partner,
      purpose: one.purpose ?? request.header.purpose,
    })),
    consentBy: state.consentBy,
    relations: Object.entries(state.relations).map(([ref, one]) => ({
      ...one,
      ref,
      kind: one.kind as RelationKind,
      party: one.party ?? partner,
      from: one.from ?? from,
    })),
    addressIsSecret: state.addressIsSecret,
    facts: state.facts,
    syncedAt: state.syncedAt ?? now,
  };
}

function findingOf(
  subject: z.infer<typeof subjectSchema>,
  vector: Vector,
  at: { readonly index: number },
): SubjectFinding {
  if (subject.found === "one") return { found: "one", state: stateOf(subject, vector, at) };
  if (subject.found !== "new") return { found: subject.found };
  return { found: "new", pseudonym: `s-${at.index}` as Pseudonym, syncedAt: vector.given.now };
}

/** Signed by all who are named and by the partner of this exchange, unless the vector says otherwise. */
function standingOf(covenant: Covenant, vector: Vector): CovenantStanding {
  const { standing } = vector.given.world;
  const own = `${covenant.id}@${covenant.version}` === vector.given.covenant;
  const everybody = [...covenant.parties.map(({ id }) => id), partnerOf(vector)];
  return {
    signedBy: own && standing.signedBy !== undefined ? standing.signedBy : everybody,
    signedByOfficers: own ? standing.officers : 2,
    suspendedFrom: own ? standing.suspendedFrom : null,
    endedFrom: own ? standing.endedFrom : null,
    partySuspendedFrom: new Map(own ? Object.entries(standing.partySuspendedFrom) : []),
    stateVersion: 1,
  };
}

function bookOf(vector: Vector, covenants: Covenants): CovenantBook {
  const byId = new Map<string, CompiledVersion[]>();
  const id = vector.given.request.header.covenant ?? vector.given.covenant.replace(/@\d+$/, "");
  for (const { covenant } of covenants.values()) {
    if (covenant.id !== id) continue;
    const version = compileVersion({ covenant, standing: standingOf(covenant, vector) });
    byId.set(
      id,
      [...(byId.get(id) ?? []), version].sort((a, b) => b.covenant.version - a.covenant.version),
    );
  }
  return { byId };
}

/** The keys under which the counts of a vector stand: those of the limits it names, which must exist. */
function countersOf(vector: Vector, given: Omit<Case, "counters">): Case["counters"] {
  const { world, covenant, request } = vector.given;
  const counted = Object.entries(world.counted);
  if (counted.length === 0) return {};
  const { header } = request;
  const version = given.covenants.byId
    .get(covenant.replace(/@\d+$/, ""))
    ?.find((one) => `${one.covenant.id}@${one.covenant.version}` === covenant);
  const clause = version?.clauses.get(`${header.purpose} ${header.direction} ${header.message}`);
  if (version === undefined || clause === undefined) return {};
  const keys = counterKeys({
    version,
    clause,
    partner: partnerOf(vector),
    subjects: given.subjects,
    data: given.document.data,
    now: given.now,
  });
  return Object.fromEntries(
    counted.flatMap(([id, count]) => keys.filter((key) => key.includes(`|${id}:`)).map((key) => [key, count])),
  );
}

const onlyOf = (late: Vector["given"]["world"]["late"]): Pick<Case["approvals"], "only"> =>
  late?.only === undefined ? {} : { only: new Set(late.only) };

/** The document that answers the request afterwards. */
function lateOf(vector: Vector, question: Header): Case["late"] {
  const { late } = vector.given.world;
  if (late === undefined) return null;
  const { from, to = question.from, counted, refused } = late;
  const sender = partyOf(from, vector);
  if (sender === null) throw new Error(`${vector.id}: who answers has no party file`);
  return { header: { ...question, from, to, ask: null, replyTo: question.messageId }, sender, counted, refused };
}

/** The case that a vector describes, under these covenants. */
export function toCase(vector: Vector, covenants: Covenants): Case {
  const { now, request, world, covenant } = vector.given;
  const people = [...(request.subject === undefined ? [] : [request.subject]), ...request.others];
  const subjects = people.map((one, index): ResolvedSubject => ({
    role: one.role,
    fields: one.fields,
    finding: findingOf(one, vector, { index }),
  }));
  const { covenant: named, ...header } = request.header;
  const document: Document = {
    header: {
      ...header,
      format: "uitwisselpoort/1",
      messageId: "01935f00-0000-7000-8000-000000000001",
      covenant: named ?? covenant.replace(/@\d+$/, ""),
      sentAt: now,
      replyTo: null,
      channel: null,
    },
    subjects: people.map(({ role, fields }) => ({ role, personRef: null, partnerRef: null, fields })),
    data: request.data,
    attachments: [],
  };
  const sender = partyOf(world.provedAs ?? header.from, vector);
  if (sender === null) throw new Error(`${vector.id}: the sender has no party file`);
  const bare = {
    document,
    sender,
    senderActive: world.senderActive,
    recipient: partyOf(header.to, vector),
    environment: world.environment,
    firstSeen: !world.seenBefore,
    catalogue: VECTOR_CATALOGUE,
    covenants: bookOf(vector, covenants),
    subjects,
    answer: request.answer ?? null,
    pseudonymise: (value: string) => `p:${Buffer.from(value, "utf8").toString("hex")}`,
    approvals: { approved: world.approved, dropped: world.dropped, ...onlyOf(world.late) },
    late: lateOf(vector, document.header),
    now,
  };
  return { ...bare, counters: countersOf(vector, bare) };
}

/** Judges, minimises and decides as the path of an exchange does; ends the hold where the vector says that it ended. */
export function decideVector(vector: Vector, given: Case, engine: Engine = ENGINE): Decision {
  const { answer, document } = given;
  const body = document.header.direction !== "pull" ? document.data : answer === "unavailable" ? {} : (answer ?? {});
  const judgement = engine.judge(given);
  const decision = engine.decide(judgement, engine.minimise(body, judgement.plan));
  const { ended } = vector.given.world;
  return ended === undefined ? decision : endHeld(decision, ended);
}

const APPROVALS: Readonly<Record<string, Approval>> = {
  "officer": { by: ["privacy-officer", "deputy"], count: 1, includes: [] },
  "four-eyes": { by: ["privacy-officer", "deputy", "approver"], count: 2, includes: [["privacy-officer", "deputy"]] },
  "collections-lead": { by: ["collections-lead"], count: 1, includes: [] },
};

/** What of a decision is compared. Of an approval the order of roles does not matter. */
export interface Compared {
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly publicReasons: readonly string[];
  readonly verdicts: Readonly<Record<string, Triple>>;
  readonly questionVerdicts?: Readonly<Record<string, Triple>>;
  readonly excerpt: unknown;
  readonly approval: unknown;
  readonly disputed: boolean;
  readonly restricted: boolean;
  readonly retryable?: boolean;
  readonly alerts?: readonly string[];
}

const tripleOf = ({ verdict, transform, reason }: Verdict): Triple => [
  verdict,
  transform,
  reason === null ? null : printReason(reason),
];
const triplesOf = (verdicts: readonly Verdict[]): Record<string, Triple> =>
  Object.fromEntries(verdicts.map((verdict) => [verdict.field, tripleOf(verdict)]));
interface Demand {
  readonly by: readonly string[];
  readonly count: number;
  readonly includes: readonly (readonly string[])[];
}
const sorted = ({ by, count, includes }: Demand): Demand => ({
  by: [...by].sort(),
  count,
  includes: includes.map((group) => [...group].sort()).sort(),
});

/** What the gateway decided, in the words of the files; only what the vector speaks of. */
export function actualOf(decision: Decision, { expected }: Vector): Compared {
  return {
    outcome: decision.outcome,
    reasons: decision.reasons.map(printReason),
    publicReasons: decision.publicReasons.map(printReason),
    verdicts: triplesOf(decision.verdicts),
    ...(expected.questionVerdicts === undefined ? {} : { questionVerdicts: triplesOf(decision.questionVerdicts) }),
    excerpt: decision.excerpt,
    approval: decision.approval === null ? null : sorted(decision.approval),
    disputed: decision.disputed,
    restricted: decision.restricted,
    ...(expected.retryable === undefined ? {} : { retryable: decision.retryable }),
    ...(expected.alerts === undefined
      ? {}
      : { alerts: decision.alerts.map(({ level, reason }) => `${level} ${printReason(reason)}`).sort() }),
  };
}

/** What the vector expects, with its short forms written out (README, "Short forms"). */
export function expectedOf({ expected, given }: Vector): Compared {
  const { outcome, reasons, withoutClause, retryable, alerts, questionVerdicts } = expected;
  // Of a denied exchange nothing goes: what would have passed stays behind for the reason that decided.
  const first = reasons[0] ?? null;
  const verdicts = Object.entries(expected.verdicts).map(([field, triple]): [string, Triple] => {
    if (withoutClause !== undefined && !triple[2]?.startsWith("PROHIBITED_REMOVED")) {
      return [field, ["withheld", null, `${withoutClause}(${field})`]];
    }
    return [field, outcome === "deny" && triple[0] !== "withheld" ? ["withheld", null, first] : triple];
  });
  const held = typeof expected.approval === "string" ? APPROVALS[expected.approval] : expected.approval;
  return {
    outcome,
    reasons,
    publicReasons:
      expected.publicReasons ?? (outcome === "allow" && given.request.header.direction !== "in" ? [] : reasons),
    verdicts: Object.fromEntries(verdicts),
    ...(questionVerdicts === undefined ? {} : { questionVerdicts }),
    excerpt: outcome === "allow" ? expected.excerpt : null,
    approval: outcome === "hold" && held !== undefined ? sorted(held) : null,
    disputed: expected.disputed,
    restricted: expected.restricted,
    ...(retryable === undefined ? {} : { retryable }),
    ...(alerts === undefined ? {} : { alerts: [...alerts].sort() }),
  };
}

/** What the partner is shown of a decision, as bytes that can be compared. */
export const partnersView = (decision: Decision): string => JSON.stringify(viewFor(decision, "partner"));

/** Every leaf of a tree as `path value`; an empty object or list is a leaf as well. */
export function leavesOf(tree: Json, path = ""): readonly string[] {
  const entries: readonly (readonly [string, Json])[] = Array.isArray(tree)
    ? (tree as readonly Json[]).map((item, at) => [String(at), item] as const)
    : isObject(tree)
      ? Object.entries(tree)
      : [];
  if (entries.length === 0) return isObject(tree) || Array.isArray(tree) ? [] : [`${path} ${JSON.stringify(tree)}`];
  return entries.flatMap(([key, value]) => leavesOf(value, `${path}/${key}`));
}

/** Paths of the leaves in which two trees differ. */
export function differingLeaves(a: Json, b: Json): readonly string[] {
  const [left, right] = [new Set(leavesOf(a)), new Set(leavesOf(b))];
  const only = [...[...left].filter((leaf) => !right.has(leaf)), ...[...right].filter((leaf) => !left.has(leaf))];
  return [...new Set(only.map((leaf) => leaf.slice(0, leaf.indexOf(" "))))];
}
