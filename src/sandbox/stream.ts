import { createClient } from "../client/client.ts";
import { ProblemError } from "../client/problem.ts";
import { readProfile } from "../client/profile.ts";
import type { PartnerClient } from "../client/types.ts";
import { SCENARIOS, type Cast, type Scene } from "./scenarios.ts";
import { seedRegister, synchronise } from "./seed.ts";

/** Exchanges before the first trickle, so that everything there is to see has happened at least a few times. */
const BURST = 102;
/** A quiet day at a small corporation, speeded up. */
const TRICKLE_MS = 12_000;
/** The back office comes by more often than the register may grow stale. */
const SYNCHRONISE_MS = 6 * 3_600_000;
/** Recipients read their mail every so many exchanges. */
const COLLECT_EVERY = 12;

export interface StreamOptions {
  /** Profile files by name. */
  readonly profiles: ReadonlyMap<string, string>;
  readonly seeded: boolean;
  readonly onProgress: (done: number, of: number) => void;
  readonly onSeeded: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface Stream {
  /** Resolves when the register is there and the burst is over. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Realistic traffic through the real API with the real client; nothing is written past it. */
export async function startStream(options: StreamOptions): Promise<Stream> {
  const cast = await castOf(options.profiles);
  const run = Date.now().toString(36).toUpperCase();
  const state = { stopping: false, turn: 0 };
  const timers = new Set<NodeJS.Timeout>();

  async function play(): Promise<void> {
    const turn = state.turn++;
    const scenario = SCENARIOS[turn % SCENARIOS.length];
    try {
      await scenario?.({ cast, turn, run } satisfies Scene);
      if (turn % COLLECT_EVERY === COLLECT_EVERY - 1) await collect(cast);
    } catch (error) {
      if (!state.stopping) options.onError(error);
    }
  }

  async function burst(): Promise<void> {
    if (!options.seeded) {
      await seedRegister(cast("oosterpoort"));
      await options.onSeeded();
    }
    await synchronise(cast("oosterpoort"));
    // A sandbox that is started again has its history already.
    const burstSize = options.seeded ? 0 : BURST;
    for (let done = 0; done < burstSize && !state.stopping; done++) {
      await play();
      options.onProgress(done + 1, burstSize);
    }
  }

  const ready = burst().then(
    () => {
      if (state.stopping) return;
      timers.add(setInterval(() => void play(), TRICKLE_MS));
      timers.add(setInterval(() => void synchronise(cast("oosterpoort")).catch(options.onError), SYNCHRONISE_MS));
    },
    (error: unknown) => {
      if (!state.stopping) options.onError(error);
    },
  );
  return {
    ready,
    async stop() {
      state.stopping = true;
      for (const timer of timers) clearInterval(timer);
      await ready;
    },
  };
}

async function castOf(profiles: ReadonlyMap<string, string>): Promise<Cast> {
  const clients = new Map<string, PartnerClient>();
  for (const [name, file] of profiles) clients.set(name, createClient(await readProfile(file)));
  return (name) => {
    const client = clients.get(name);
    if (client === undefined) throw new Error(`the sandbox has no profile ${name}`);
    return client;
  };
}

/** The contractor reads nothing: its mailbox is for whoever tries the sandbox. */
const READERS = ["gemeente-bergendal", "oosterpoort"];

/** Recipients fetch and acknowledge a few parcels each, and leave some: mailboxes are not always empty. */
async function collect(cast: Cast): Promise<void> {
  for (const reader of READERS) {
    const { items } = await cast(reader).inbox();
    for (const { exchangeId } of items.slice(0, 3)) {
      try {
        await cast(reader).fetch(exchangeId);
        await cast(reader).acknowledge(exchangeId);
      } catch (error) {
        // Fetched by a person trying the sandbox meanwhile.
        if (!(error instanceof ProblemError)) throw error;
      }
    }
  }
  await decideHolds(cast);
}

/** The collections lead approves hand-overs; two people decide on a demand; the rest waits for whoever tries the sandbox. */
async function decideHolds(cast: Cast): Promise<void> {
  const lead = cast("staff-collections-lead");
  const { items } = (await lead.get("/v1/holds?state=open&limit=20")) as {
    items: { holdId: string; purpose: string }[];
  };
  const hold = items.find(({ purpose }) => purpose === "external-collection");
  if (hold !== undefined)
    await lead.post(`/v1/holds/${hold.holdId}/approvals`, { reason: "dossier gezien, overdracht akkoord" });
  const demand = items.find(({ purpose }) => purpose === "legal-demand-police");
  if (demand === undefined) return;
  for (const profile of ["staff-privacy-officer", "staff-deputy"]) {
    await cast(profile).post(`/v1/holds/${demand.holdId}/approvals`, { reason: "vordering gezien en teruggebeld" });
  }
}
