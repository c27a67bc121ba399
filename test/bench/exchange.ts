import { createApp } from "../../src/http/app.ts";
import { listen } from "../../src/http/serve.ts";
import type { Instant } from "../../src/core/ids.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import { CONTRACTOR } from "../../src/sandbox/seed.ts";
import { createFloor, type Floor } from "./floor.ts";
import { inParallel, install, type BenchDatabase, type Ground, type Installation } from "./installation.ts";
import { serverCpuMs } from "./machine.ts";
import type { Part, Run } from "./part.ts";
import { seedRepairs, type Repairs } from "./repairs.ts";
import { median, quantile } from "./stats.ts";
import { aTrace } from "../support/traces.ts";

const WIDTHS = [1, 8] as const;

interface Effort {
  readonly rounds: number;
  readonly block: Readonly<Record<(typeof WIDTHS)[number], number>>;
  readonly sustained: number;
  readonly http: number;
  readonly paced: number;
}
const EFFORTS: Readonly<Record<"quick" | "full", Effort>> = {
  quick: { rounds: 4, block: { 1: 20, 8: 60 }, sustained: 300, http: 100, paced: 200 },
  full: { rounds: 10, block: { 1: 40, 8: 120 }, sustained: 1_500, http: 300, paced: 1_000 },
};

export interface Databases {
  readonly ground: Ground;
  readonly embedded: BenchDatabase;
  readonly postgres: BenchDatabase | null;
}

/** One exchange from end to end against the floor, in turns on the same database; then as many as will go. */
export async function benchExchange({ quick, say }: Run, on: Databases): Promise<Part> {
  const effort = EFFORTS[quick ? "quick" : "full"];
  say("exchange: embedded");
  const embedded = await onDatabase(on.embedded, { ground: on.ground, effort, sustained: false });
  if (on.postgres !== null) say("exchange: postgres");
  const postgres =
    on.postgres === null ? null : await onDatabase(on.postgres, { ground: on.ground, effort, sustained: true });
  const worst = Math.min(...[embedded, ...(postgres === null ? [] : [postgres])].map(({ vsFloor }) => vsFloor));
  return {
    keys: {
      "exchange.vsFloor": worst,
      "exchange.vsFloorEmbedded": embedded.vsFloor,
      "exchange.vsFloorPostgres": postgres?.vsFloor ?? null,
      "exchange.perSecond": postgres?.sustained?.perSecond ?? null,
      "exchange.p99MsAtHalf": postgres?.sustained?.p99MsAtHalf ?? null,
    },
    raw: { embedded, postgres: postgres ?? "skipped: no PostgreSQL answers at TEST_DATABASE_URL or on 127.0.0.1:5432" },
  };
}

interface Plan {
  readonly ground: Ground;
  readonly effort: Effort;
  readonly sustained: boolean;
}

async function onDatabase(open: BenchDatabase, { ground, effort, sustained }: Plan) {
  const installation = await install(ground, open.database);
  try {
    const inRounds = effort.rounds + 1;
    const needed = inRounds * (effort.block[1] + effort.block[8]) + effort.http + 100;
    const orders = needed + (sustained ? effort.sustained + effort.paced : 0);
    const repairs = await seedRepairs(installation, { orders, run: "B" });
    const floor = await createFloor(open.database);
    const stage = { installation, repairs, floor, effort };
    const against = await againstFloor(stage);
    return {
      version: open.version,
      ...against,
      http: await overHttp(stage),
      sustained: sustained ? await sustainedOn(stage) : null,
    };
  } finally {
    await installation.close();
  }
}

interface Stage {
  readonly installation: Installation;
  readonly repairs: Repairs;
  readonly floor: Floor;
  readonly effort: Effort;
}

async function sealedRepairs({ installation, repairs }: Stage, count: number): Promise<Uint8Array[]> {
  const office = await installation.party("oosterpoort");
  return Promise.all(repairs.take(count).map((outgoing) => office.seal(outgoing)));
}

async function submit({ installation }: Stage, message: Uint8Array): Promise<void> {
  const office = await installation.party("oosterpoort");
  const { view } = await installation.composed.services.gateway.submit(office.caller, { message, trace: aTrace() });
  if (view.outcome !== "allow") throw new Error(`the bench's repair was not allowed: ${view.reasons[0]?.code ?? ""}`);
}

/** Waits until every entry has its number: the ledger's work belongs to the exchange that caused it. */
async function sequenced({ installation }: Stage): Promise<void> {
  await installation.composed.sequencer.runOnce();
}

async function againstFloor(stage: Stage) {
  const sizes = await parcelOf(stage);
  const byWidth = [];
  for (const width of WIDTHS) {
    const count = stage.effort.block[width];
    const rounds: { ours: Block; floor: Block }[] = [];
    for (let round = -1; round < stage.effort.rounds; round++) {
      const messages = await sealedRepairs(stage, count);
      const floorMessages = await Promise.all(messages.map(() => stage.floor.sealed(sizes.document)));
      const ours = () =>
        block(messages, { width, work: (message) => submit(stage, message), after: () => sequenced(stage) });
      const floor = () =>
        block(floorMessages, { width, work: (message) => stage.floor.pass(message, sizes.parcel), after: null });
      // Turn about, so that neither is always the one that runs on a warm or a tired machine.
      const [first, second] = round % 2 === 0 ? [await ours(), await floor()] : [await floor(), await ours()];
      const pair = round % 2 === 0 ? { ours: first, floor: second } : { ours: second, floor: first };
      if (round >= 0) rounds.push(pair);
    }
    byWidth.push({ width, ...summary(rounds) });
  }
  return {
    vsFloor: Math.min(...byWidth.map(({ vsFloor }) => vsFloor)),
    documentBytes: sizes.document.length,
    parcelBytes: sizes.parcel.length,
    concurrency: Object.fromEntries(byWidth.map(({ width, ...rest }) => [width, rest])),
  };
}

const summary = (rounds: readonly { readonly ours: Block; readonly floor: Block }[]) => ({
  /** The floor's time as a share of ours: 1 would be no cost at all. */
  vsFloor: median(rounds.map(({ ours, floor }) => floor.msEach / ours.msEach)),
  vsFloorCpu: median(rounds.map(({ ours, floor }) => floor.cpuMsEach / ours.cpuMsEach)),
  oursMs: median(rounds.map(({ ours }) => ours.msEach)),
  floorMs: median(rounds.map(({ floor }) => floor.msEach)),
  oursCpuMs: median(rounds.map(({ ours }) => ours.cpuMsEach)),
  floorCpuMs: median(rounds.map(({ floor }) => floor.cpuMsEach)),
  oursP99Ms: quantile(
    rounds.flatMap(({ ours }) => ours.took),
    0.99,
  ),
});

interface Block {
  readonly msEach: number;
  readonly cpuMsEach: number;
  readonly took: readonly number[];
}

interface Work {
  readonly width: number;
  readonly work: (message: Uint8Array) => Promise<void>;
  readonly after: (() => Promise<void>) | null;
}

async function block(messages: readonly Uint8Array[], { width, work, after }: Work): Promise<Block> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const took = await inParallel(messages, { width, work });
  await after?.();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { msEach: ms / messages.length, cpuMsEach: (user + system) / 1_000 / messages.length, took };
}

/** The plaintexts of one exchange, as they came and as they left: what the floor passes on is of the same size. */
async function parcelOf(stage: Stage): Promise<{ readonly document: Uint8Array; readonly parcel: Uint8Array }> {
  const { installation, repairs } = stage;
  const [office, contractor] = [await installation.party("oosterpoort"), await installation.party(CONTRACTOR)];
  const [outgoing] = repairs.take(1);
  if (outgoing === undefined) throw new Error("there is no repair");
  const { gateway } = installation.composed.services;
  const { view } = await gateway.submit(office.caller, { message: await office.seal(outgoing), trace: aTrace() });
  const parcel = await gateway.fetchMessage(contractor.caller, view.exchangeId as Parameters<typeof gateway.find>[1]);
  const opened = await openMessage({
    message: parcel,
    own: [contractor.key],
    senders: installation.composed.keyring.certificates,
    now: Date.now() as Instant,
  });
  return { document: office.plaintext(outgoing), parcel: opened.plaintext };
}

/** The same through the front door: token, express, parsing, answer. */
async function overHttp(stage: Stage) {
  const { installation, effort } = stage;
  const { services } = installation.composed;
  const office = await installation.party("oosterpoort");
  const server = await listen({ app: createApp(services), host: "127.0.0.1", port: 0, closeGraceMs: 0 });
  try {
    const token = await office.token();
    const messages = await sealedRepairs(stage, effort.http);
    const from = performance.now();
    const took = await inParallel(messages, {
      width: 8,
      async work(message) {
        const answer = await fetch(`${server.url}/v1/exchanges`, {
          method: "POST",
          headers: { "authorization": `Bearer ${token}`, "content-type": "application/octet-stream" },
          body: Buffer.from(message),
        });
        await answer.arrayBuffer();
        if (answer.status !== 201) throw new Error(`the gateway answered ${answer.status}`);
      },
    });
    const perSecond = (messages.length / (performance.now() - from)) * 1_000;
    return { concurrency: 8, perSecond, p50Ms: median(took), p99Ms: quantile(took, 0.99) };
  } finally {
    await server.close();
  }
}

/** As many as will go for a while; then a steady stream at half of that, timed from the moment each was due. */
async function sustainedOn(stage: Stage) {
  const { effort } = stage;
  const messages = await sealedRepairs(stage, effort.sustained);
  const [server, own] = [serverCpuMs(), process.cpuUsage()];
  const from = performance.now();
  const took = await inParallel(messages, { width: 8, work: (message) => submit(stage, message) });
  await sequenced(stage);
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(own);
  const perSecond = (messages.length / ms) * 1_000;
  const paced = await pacedOn(stage, perSecond / 2);
  return {
    perSecond,
    concurrency: 8,
    exchanges: messages.length,
    p50Ms: median(took),
    p99Ms: quantile(took, 0.99),
    gatewayCpuMsEach: (user + system) / 1_000 / messages.length,
    postgresCpuMsEach: server === null ? null : ((serverCpuMs() ?? server) - server) / messages.length,
    ratePaced: perSecond / 2,
    p50MsAtHalf: median(paced),
    p99MsAtHalf: quantile(paced, 0.99),
  };
}

/** Sends at a fixed rate whether or not the last was answered, as partners do. */
async function pacedOn(stage: Stage, perSecond: number): Promise<number[]> {
  const messages = await sealedRepairs(stage, stage.effort.paced);
  const from = performance.now();
  const took: number[] = [];
  const underWay = messages.map(async (message, at) => {
    const due = from + (at / perSecond) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    await submit(stage, message);
    took.push(performance.now() - due);
  });
  await Promise.all(underWay);
  return took;
}
