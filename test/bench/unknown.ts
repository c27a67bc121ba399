import type { Outgoing } from "../../src/client/types.ts";
import type { ExchangeView } from "../../src/exchange/views.ts";
import type { ExchangeId } from "../../src/core/ids.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { CARE } from "../../src/sandbox/seed.ts";
import { recordOf, tenant } from "../../src/sandbox/tenants.ts";
import type { BenchDatabase, Ground, Installation } from "./installation.ts";
import { install } from "./installation.ts";
import type { Part, Run } from "./part.ts";
import { demand } from "../support/documents.ts";
import { compareSamples, median, seededRandom, shuffled, type TwoSamples } from "./stats.ts";
import { aTrace } from "../support/traces.ts";

const SEED = 1_000;
/** Of one kind; asked about in turn, so that no single person's row stays warm. */
const PEOPLE = 20;
const RESAMPLES = 400;
const WARM = 30;

/** Persons of several kinds whom one answer must not tell apart. */
interface Scenario {
  readonly name: string;
  readonly profile: string;
  readonly outcome: "deny" | "hold";
  readonly kinds: readonly string[];
  /** Seals a document about some person of a kind. */
  message(kind: string, person: number): Promise<Uint8Array>;
  /** What the corporation alone sees, so that the kinds are known to be different. */
  differs(internally: Readonly<Record<string, ReadonlySet<string>>>): boolean;
}

/**
 * Whether a partner can tell from the time of an answer that a person is unknown, not linked to it, or erased; or, of a
 * question that waits for an approver, known or not: calls of all kinds in random order, each pair compared. Told apart
 * means that Mann–Whitney and the bootstrap both say so.
 */
export async function benchUnknown(
  { quick, say }: Run,
  { ground, databases }: { readonly ground: Ground; readonly databases: readonly BenchDatabase[] },
): Promise<Part> {
  const rounds = quick ? 200 : 1_000;
  const measured = [];
  for (const { database } of databases) {
    say(`unknown: ${database.kind}`);
    const installation = await install(ground, database);
    try {
      for (const scenario of [await refusals(installation), await waits(installation)]) {
        measured.push({ database: database.kind, ...(await timings(installation, { scenario, rounds })) });
      }
    } finally {
      await installation.close();
    }
  }
  return {
    keys: {
      "unknown.timing": {
        toldApart: measured.some(({ toldApart }) => toldApart),
        bytesEqual: measured.every(({ bytesEqual }) => bytesEqual),
        interleavedCalls: rounds,
      },
    },
    raw: Object.fromEntries(measured.map(({ database, scenario, ...rest }) => [`${database} ${scenario}`, rest])),
  };
}

async function timings(
  installation: Installation,
  { scenario, rounds }: { readonly scenario: Scenario; readonly rounds: number },
) {
  const { kinds, outcome, name } = scenario;
  const { caller } = await installation.party(scenario.profile);
  const office = await installation.party("oosterpoort");
  const { gateway } = installation.composed.services;
  const random = seededRandom(SEED);
  const took = new Map(kinds.map((kind) => [kind, [] as number[]]));
  const known = Object.fromEntries(kinds.map((kind) => [kind, new Set<string>()]));
  const answers = new Set<string>();
  for (let round = -WARM; round < rounds; round++) {
    for (const kind of shuffled(kinds, random)) {
      const message = await scenario.message(kind, Math.floor(random() * PEOPLE));
      const from = performance.now();
      const { view } = await gateway.submit(caller, { message, trace: aTrace() });
      const ms = performance.now() - from;
      if (view.outcome !== outcome) throw new Error(`${name}: a person who is ${kind} got ${view.outcome}`);
      answers.add(JSON.stringify(neutral(view)));
      if (round >= 0) took.get(kind)?.push(ms);
      else known[kind]?.add(await reasonsFor(office.caller, view.exchangeId));
    }
  }
  if (!scenario.differs(known)) throw new Error(`${name}: the kinds of persons are one kind`);
  // Two tests on every pair: a difference must be unlikely enough for all of them.
  const couples = kinds.flatMap((first, at) => kinds.slice(at + 1).map((second) => [first, second] as const));
  const pairs: Record<string, TwoSamples> = {};
  for (const [first, second] of couples) {
    const samples = [took.get(first) ?? [], took.get(second) ?? []] as const;
    pairs[`${first}/${second}`] = compareSamples(samples, { random, resamples: RESAMPLES });
  }
  const pMax = 0.01 / couples.length;
  const apart = Object.values(pairs).filter(({ p, from, until }) => p < pMax && (from > 0 || until < 0));
  return {
    scenario: name,
    toldApart: apart.length > 0,
    bytesEqual: answers.size === 1,
    medianMs: Object.fromEntries(kinds.map((kind) => [kind, median(took.get(kind) ?? [])])),
    callsEach: rounds,
    internally: Object.fromEntries(kinds.map((kind) => [kind, [...(known[kind] ?? [])]])),
    pairs,
  };

  async function reasonsFor(of: Caller, exchangeId: string): Promise<string> {
    const view = await gateway.find(of, exchangeId as ExchangeId);
    return view.reasons.map(({ code }) => code).join(",");
  }
}

/** Ids and instants differ in any two answers, also of one kind. */
const neutral = (view: ExchangeView): object => ({
  ...view,
  exchangeId: "",
  messageId: "",
  trace: null,
  decidedAt: "",
  hold: view.hold === undefined ? null : { ...view.hold, id: typeof view.hold.id, dueAt: "" },
});

/** What a care party writes about a person it names by the reference that it once got (C-16). */
async function refusals(installation: Installation): Promise<Scenario> {
  const care = await installation.party(CARE);
  const kinds = ["unknown", "unlinked", "erased"];
  const refs = await people(installation);
  return {
    name: "refused",
    profile: CARE,
    outcome: "deny",
    kinds,
    message: (kind, person) => care.seal(coordination(refs.get(kind)?.[person] ?? "")),
    differs: ({ unlinked }) =>
      unlinked !== undefined && [...unlinked].every((codes) => codes.includes("SUBJECT_NOT_LINKED_TO_PARTNER")),
  };
}

/** What an investigating officer asks with an order (C-21a): held for everybody alike. */
async function waits(installation: Installation): Promise<Scenario> {
  const police = await installation.party(POLICE);
  const { caller } = await installation.party("oosterpoort");
  for (let number = 0; number < PEOPLE; number++) {
    const of = tenant(FIRST_KNOWN + number);
    const body = { personRef: of.ref, record: recordOf(of) };
    await installation.composed.services.gateway.change(caller, { resource: "subjects", body });
  }
  return {
    name: "waiting",
    profile: POLICE,
    outcome: "hold",
    kinds: ["unknown", "known"],
    message: (kind, person) => {
      const of = tenant((kind === "known" ? FIRST_KNOWN : FIRST_UNKNOWN) + person);
      // Of one shape: only who they are differs.
      const asked = { ...of, name: { ...of.name, lastNamePrefix: null } };
      return police.seal({ ...demand(asked), direction: "pull" });
    },
    differs: ({ unknown, known }) => [...(unknown ?? [])].join() !== [...(known ?? [])].join(),
  };
}

const POLICE = "politie";
const FIRST_KNOWN = 6_000;
const FIRST_UNKNOWN = 7_000;

const coordination = (partnerRef: string): Outgoing => ({
  covenant: "care-support",
  purpose: "support-coordination",
  direction: "in",
  subjects: [{ role: "tenant", partnerRef }],
  data: {
    initials: "A.",
    lastName: "Jansen",
    guideName: "B. Begeleider",
    guidePhone: "0243995555",
    caregiverOrganisation: "Zorg Voorbeeld",
    caseRef: "B-1",
  },
});

/** Nobody; tenants whose tie with this party has ended, so that it holds a reference; and tenants erased while it stood. */
async function people(installation: Installation): Promise<ReadonlyMap<string, readonly string[]>> {
  const { composed } = installation;
  const { gateway } = composed.services;
  const { caller } = await installation.party("oosterpoort");
  const since = "2026-01-05T09:00:00+01:00";
  const kinds = ["unknown", "unlinked", "erased"] as const;
  const refs = new Map<string, string[]>(kinds.map((kind) => [kind, []]));
  for (let number = 0; number < PEOPLE; number++) {
    for (const [at, kind] of kinds.entries()) {
      const of = tenant(5_000 + number * kinds.length + at);
      refs.get(kind)?.push(composed.world.seals.pseudonymFor(CARE, of.ref));
      if (kind === "unknown") continue;
      await gateway.change(caller, { resource: "subjects", body: { personRef: of.ref, record: recordOf(of) } });
      const ended = kind === "unlinked" ? { until: "2026-06-01T09:00:00+02:00" } : {};
      const tie = { personRef: of.ref, kind: "caseload", party: CARE, ref: `B-${of.ref}`, from: since, ...ended };
      await gateway.change(caller, { resource: "relations", body: tie });
      if (kind === "unlinked") continue;
      await gateway.change(caller, { resource: "erasures", body: { personRef: of.ref } });
    }
  }
  await gateway.synced(caller, new Date().toISOString());
  return refs;
}
