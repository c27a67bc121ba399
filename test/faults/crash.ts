import { expect } from "vitest";
import { SCENARIOS } from "../../src/sandbox/scenarios.ts";
import type { Answered, Outgoing, PartnerClient } from "../../src/client/types.ts";
import { codeOf, expectSame, type Scene, type Told } from "./deeds.ts";
import { expectWhole, type Found } from "./invariants.ts";
import { createKeeper, tried, untilAnswered, type Keeper } from "./keeper.ts";
import type { Point } from "./points.ts";
import type { Installation, Place } from "./site.ts";
import { handsOf, letter, post, repair, seed, type Hands } from "./traffic.ts";

export interface Stage extends Scene {
  readonly installation: Installation;
  /**
   * Everything that was told is asked again, and the database is looked at from within. Stops the gateway, which must have
   * logged no error since it started, unless outages were `expected`.
   */
  curtain(outages?: "expected"): Promise<Found>;
  dispose(): Promise<void>;
}

/** A gateway over a database of its own, with a register in it. */
export async function setStage(
  installation: Installation,
  { place, tenants }: { readonly place: Place; readonly tenants: number },
): Promise<Stage> {
  const keeper = createKeeper({ installation, place });
  const hands = await handsOf(installation);
  const told: Told[] = [];
  let next = 0;
  await keeper.start();
  await seed(hands, tenants);
  return {
    installation,
    keeper,
    hands,
    told,
    tenant: () => (next += 1),
    async curtain(outages) {
      await expectTold({ keeper, hands, told });
      const { code, said } = await keeper.stop();
      expect({ code, said: outages === undefined ? said : "" }).toEqual({ code: 0, said: "" });
      const database = await place.open();
      try {
        return await expectWhole(database, { installation, kept: keeper.kept });
      } finally {
        await database.close();
      }
    },
    async dispose() {
      await keeper.dispose();
      await place.dispose();
    },
  };
}

/** Nothing that was answered is lost: the same decision, its receipt proven against the log, replayed when sent again. */
async function expectTold({ hands, told }: { keeper: Keeper; hands: Hands; told: readonly Told[] }): Promise<void> {
  for (const { letter: sent, answered } of told) {
    const again = await post(sent, hands);
    expect(again.replayed).toBe(true);
    if (answered.outcome !== "hold" || again.answered.outcome === "hold") {
      const { answer } = again.answered;
      expectSame(again.answered, answer === undefined ? answered : { ...answered, answer });
    }
    const { status, checked } = await hands(sent.from).client.receipt(answered.exchangeId, 10);
    expect({ status, outcome: checked.outcome }).toEqual({ status: "sequenced", outcome: again.answered.outcome });
  }
}

/** One deed, killed at one boundary, done again by the next process. */
export async function dieAt(stage: Stage, { plan, trap, took }: Point): Promise<void> {
  const { keeper } = stage;
  const deed = await plan(stage, took);
  await keeper.set(trap);
  await tried(() => deed.attempt());
  await keeper.dead(trap);
  await keeper.start();
  await deed.again();
}

export interface Storm {
  readonly kills: number;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly lanes: number;
}

/** Longest life of a process under load, from the moment it serves. */
const LIFE_MS = 800;
/** One in so many is killed while it starts: recovery must survive its own crash. */
const START_KILLED = 0.2;
const START_MS = 1_500;

/** Clients send, fetch, acknowledge and approve without pause while processes die at random moments. */
export async function killAtRandom(stage: Stage, { kills, random, lanes }: Storm): Promise<void> {
  const state = { over: false };
  const working = Promise.all(Array.from({ length: lanes }, (_, lane) => work(stage, { lane, state })));
  const failed = working.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  for (let n = 0; n < kills; n++) {
    const early = await Promise.race([failed, pause(random() * LIFE_MS)]);
    if (early instanceof Error) throw early;
    await stage.keeper.kill();
    if (random() < START_KILLED) n += await killStarting(stage.keeper, random() * START_MS);
    await stage.keeper.start();
  }
  state.over = true;
  await working;
}

/** 1 when it was killed before it served. */
async function killStarting(keeper: Keeper, afterMs: number): Promise<0 | 1> {
  const starting = keeper.start().then(
    () => "up",
    () => "down",
  );
  await pause(afterMs);
  await keeper.kill();
  await starting;
  return 1;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Lane {
  readonly lane: number;
  readonly state: { readonly over: boolean };
}

/** Each lane has clients of its own and finishes what it began. */
export async function work(stage: Stage, { lane, state }: Lane): Promise<void> {
  const hands = await handsOf(stage.installation);
  const run = `L${lane}`;
  for (let turn = lane * 5; !state.over; turn++) {
    const scenario = SCENARIOS[turn % SCENARIOS.length]!;
    if (turn % 4 === 0) await send(stage, hands, { profile: "oosterpoort", outgoing: repair(stage.tenant()).outgoing });
    else await scenario({ cast: (profile) => steadfast(stage, hands, profile), turn: turn * 10 + lane, run });
    if (turn % 5 === 0) await collect(hands);
    if (turn % 7 === 0) await approveOne(hands);
  }
}

/** A client that does not give up, and remembers what it was told. */
function steadfast(stage: Stage, hands: Hands, profile: string): PartnerClient {
  const { client } = hands(profile);
  return {
    ...client,
    send: (outgoing) => send(stage, hands, { profile, outgoing }),
    post: (path, body) => untilAnswered(() => client.post(path, body)),
    ask: async (outgoing) => {
      const answered = await send(stage, hands, { profile, outgoing: { ...outgoing, direction: "pull" } });
      return { ...answered, opened: null };
    },
  };
}

async function send(
  stage: Stage,
  hands: Hands,
  { profile, outgoing }: { readonly profile: string; readonly outgoing: Outgoing },
): Promise<Answered> {
  const sent = letter(profile, outgoing);
  const { answered } = await untilAnswered(() => post(sent, hands));
  stage.told.push({ letter: sent, answered });
  return answered;
}

const MAILBOX = "installatiebedrijf-voorbeeld";

async function collect(hands: Hands): Promise<void> {
  const { client } = hands(MAILBOX);
  const { items } = await untilAnswered(() => client.inbox());
  const [first] = items;
  if (first === undefined) return;
  await untilAnswered(() => client.fetch(first.exchangeId));
  await untilAnswered(() => client.acknowledge(first.exchangeId));
}

async function approveOne(hands: Hands): Promise<void> {
  const { client } = hands("staff-collections-lead");
  const { items } = (await untilAnswered(() => client.get("/v1/holds?state=open&limit=20"))) as {
    items: { holdId: string; purpose: string }[];
  };
  const hold = items.find(({ purpose }) => purpose === "external-collection");
  if (hold === undefined) return;
  const path = `/v1/holds/${hold.holdId}`;
  await untilAnswered(() => client.post(`${path}/approvals`, { reason: "dossier gezien" })).catch((error: unknown) =>
    expect(codeOf(error)).toBe("HOLD_ENDED"),
  );
  expect(await untilAnswered(() => client.get(path))).toMatchObject({ state: "approved" });
}
