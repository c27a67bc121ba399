import type { Outgoing } from "../../src/client/types.ts";
import type { ExchangeId } from "../../src/core/ids.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { CARE } from "../../src/sandbox/seed.ts";
import { recordOf, tenant } from "../../src/sandbox/tenants.ts";
import type { BenchDatabase, Ground, Installation } from "./installation.ts";
import { install } from "./installation.ts";
import type { Part, Run } from "./part.ts";
import { compareSamples, median, seededRandom, shuffled, type TwoSamples } from "./stats.ts";

const SEED = 1_000;
const KINDS = ["unknown", "unlinked", "erased"] as const;
type Kind = (typeof KINDS)[number];
const PAIRS = [
  ["unknown", "unlinked"],
  ["unknown", "erased"],
  ["unlinked", "erased"],
] as const;
/** Of one kind; asked about in turn, so that no single person's row stays warm. */
const PEOPLE = 20;
/** Two tests on three pairs: a difference must be unlikely enough for all of them. */
const P_MAX = 0.01 / PAIRS.length;
const RESAMPLES = 400;

/**
 * Whether a partner can tell from the time of an answer that a person is unknown, not linked to it, or erased: calls of
 * all three in random order, each pair compared. Told apart means that Mann–Whitney and the bootstrap both say so.
 */
export async function benchUnknown(
  { quick, say }: Run,
  { ground, databases }: { readonly ground: Ground; readonly databases: readonly BenchDatabase[] },
): Promise<Part> {
  const rounds = quick ? 200 : 1_000;
  const byDatabase = [];
  for (const { database } of databases) {
    say(`unknown: ${database.kind}`);
    const installation = await install(ground, database);
    try {
      byDatabase.push({ database: database.kind, ...(await timings(installation, rounds)) });
    } finally {
      await installation.close();
    }
  }
  return {
    keys: {
      "unknown.timing": {
        toldApart: byDatabase.some(({ toldApart }) => toldApart),
        bytesEqual: byDatabase.every(({ bytesEqual }) => bytesEqual),
        interleavedCalls: rounds,
      },
    },
    raw: Object.fromEntries(byDatabase.map(({ database, ...rest }) => [database, rest])),
  };
}

async function timings(installation: Installation, rounds: number) {
  const refs = await people(installation);
  const care = await installation.party(CARE);
  const { gateway } = installation.composed.services;
  const random = seededRandom(SEED);
  const took: Record<Kind, number[]> = { unknown: [], unlinked: [], erased: [] };
  const answers = new Set<string>();
  const known: Record<Kind, Set<string>> = { unknown: new Set(), unlinked: new Set(), erased: new Set() };
  const office = await installation.party("oosterpoort");
  const warm = 30;
  for (let round = -warm; round < rounds; round++) {
    for (const kind of shuffled(KINDS, random)) {
      const ref = refs[kind][Math.floor(random() * PEOPLE)] ?? "";
      const message = await care.seal(coordination(ref));
      const from = performance.now();
      const { view } = await gateway.submit(care.caller, message);
      const ms = performance.now() - from;
      if (view.outcome !== "deny") throw new Error(`a person who is ${kind} was not refused`);
      // Ids and the instant differ in any two answers, also of one kind.
      answers.add(JSON.stringify({ ...view, exchangeId: "", messageId: "", decidedAt: "" }));
      if (round >= 0) took[kind].push(ms);
      else known[kind].add(await reasonsFor(office.caller, view.exchangeId));
    }
  }
  if (![...known.unlinked].every((codes) => codes.includes("SUBJECT_NOT_LINKED_TO_PARTNER"))) {
    throw new Error(`the unlinked persons were refused for ${[...known.unlinked].join(" or ")}`);
  }
  const pairs: Record<string, TwoSamples> = {};
  for (const [first, second] of PAIRS) {
    pairs[`${first}/${second}`] = compareSamples([took[first], took[second]], { random, resamples: RESAMPLES });
  }
  const apart = Object.values(pairs).filter(({ p, from, until }) => p < P_MAX && (from > 0 || until < 0));
  return {
    toldApart: apart.length > 0,
    bytesEqual: answers.size === 1,
    medianMs: Object.fromEntries(KINDS.map((kind) => [kind, median(took[kind])])),
    callsEach: rounds,
    /** What the corporation alone sees: the three are really different. */
    internally: Object.fromEntries(KINDS.map((kind) => [kind, [...known[kind]]])),
    pairs,
  };

  async function reasonsFor(caller: Caller, exchangeId: string): Promise<string> {
    const view = await gateway.find(caller, exchangeId as ExchangeId);
    return view.reasons.map(({ code }) => code).join(",");
  }
}

/** What a care party writes about a person it names by the reference that it once got (C-16). */
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
async function people(installation: Installation): Promise<Readonly<Record<Kind, readonly string[]>>> {
  const { composed } = installation;
  const { gateway } = composed.services;
  const { caller } = await installation.party("oosterpoort");
  const since = "2026-01-05T09:00:00+01:00";
  const refs: Record<Kind, string[]> = { unknown: [], unlinked: [], erased: [] };
  for (let number = 0; number < PEOPLE; number++) {
    for (const [at, kind] of KINDS.entries()) {
      const of = tenant(5_000 + number * KINDS.length + at);
      refs[kind].push(composed.world.seals.pseudonymFor(CARE, of.ref));
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
