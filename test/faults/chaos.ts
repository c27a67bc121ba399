import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { openDatabase } from "../../src/adapters/database/database.ts";
import { startOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import { setStage, work, type Stage } from "./crash.ts";
import { auditOf, type Found } from "./invariants.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { freePort, type Installation, type Place } from "./site.ts";
import { handsOf } from "./traffic.ts";

const START_TRIES = 100;
const PAUSE_MS = 200;
/** Longest life of a process under load, from the moment it serves. */
const LIFE_MS = 1_500;
/** How long the database stays away. */
const AWAY_MS = 500;

export interface Chaos {
  readonly stage: Stage;
  /** Clients work without pause while gateways are killed and the database is stopped hard, at random moments. */
  rage(storm: { readonly kills: number; readonly stops: number; readonly random: () => number }): Promise<void>;
  /** Ends all; everything that was told is asked again and the database is looked at from within. */
  curtain(): Promise<Found>;
  dispose(): Promise<void>;
}

/** Several gateways on one PostgreSQL that is ours to stop, each with clients of its own. */
export async function setChaos(
  installation: Installation,
  { gateways, tenants }: { readonly gateways: number; readonly tenants: number },
): Promise<Chaos> {
  const postgres = await startOwnPostgres(await freePort());
  const place = await placeOn(postgres);
  const first = await setStage(installation, { place, tenants });
  const stages = [first];
  while (stages.length < gateways) stages.push(await besides(first, stages.length));
  return {
    stage: first,
    async rage({ kills, stops, random }) {
      const state = { over: false };
      const working = Promise.all(stages.map((stage, lane) => work(stage, { lane, state })));
      const dying = Promise.all(
        stages.map(({ keeper }, at) => killed(keeper, { times: Math.ceil((kills - at) / stages.length), random })),
      );
      const storm = Promise.all([dying, stopped(postgres, { times: stops, random })]).finally(
        () => (state.over = true),
      );
      await Promise.all([working, storm]);
    },
    async curtain() {
      for (const { keeper } of stages.slice(1)) expect(await keeper.stop()).toMatchObject({ code: 0 });
      const found = await first.curtain("expected");
      await expectGuarded(stages, place);
      return found;
    },
    async dispose() {
      for (const { keeper } of stages) await keeper.dispose();
      await postgres.dispose();
    },
  };
}

async function placeOn({ url }: OwnPostgres): Promise<Place> {
  const database = await openDatabase({ url });
  await migrate(database.pool);
  await database.close();
  return { options: { url }, name: "postgres", open: () => openDatabase({ url }), dispose: () => Promise.resolve() };
}

/** One more gateway on the same database: a port of its own, and profiles that name it. */
async function besides(first: Stage, number: number): Promise<Stage> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const profiles = new Map<string, string>();
  for (const [name, file] of first.installation.profiles) {
    const copy = file.replace(/\.json$/, `-${number}.json`);
    await writeFile(copy, (await readFile(file, "utf8")).replaceAll(first.installation.url, url), { mode: 0o600 });
    profiles.set(name, copy);
  }
  const installation = { ...first.installation, port, url, profiles };
  const keeper = createKeeper({ installation, place: first.keeper.place });
  await keeper.start();
  return { ...first, installation, keeper, hands: await handsOf(installation) };
}

interface Often {
  readonly times: number;
  readonly random: () => number;
}

async function killed(keeper: Keeper, { times, random }: Often): Promise<void> {
  for (let n = 0; n < times; n++) {
    await pause(random() * LIFE_MS);
    await keeper.kill();
    await startAgain(keeper);
  }
}

/** It does not start while there is no database, as a process manager finds that tries again. */
async function startAgain(keeper: Keeper): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await keeper.start();
      return;
    } catch (error) {
      if (tries === START_TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
}

async function stopped(postgres: OwnPostgres, { times, random }: Often): Promise<void> {
  for (let n = 0; n < times; n++) {
    await pause(LIFE_MS + random() * LIFE_MS);
    await postgres.stop("immediate");
    await pause(random() * AWAY_MS);
    await postgres.start();
  }
}

/** What the guard and every gateway ever saw signed is a beginning of the log that is there now, and nobody had to look. */
async function expectGuarded(stages: readonly Stage[], place: Place): Promise<void> {
  const { installation } = stages[0]!;
  const name = createHash("sha256").update(JSON.stringify(place.options)).digest("hex");
  const guard = await readFile(path.join(installation.dataDir, "guards", name), "utf8");
  const kept = [guard, ...stages.flatMap(({ keeper }) => keeper.kept)];
  const database = await place.open();
  try {
    expect((await auditOf(database, { installation, kept })).findings).toEqual([]);
    const { rows } = await database.pool.query("SELECT reason FROM alert WHERE reason LIKE 'LEDGER%'");
    expect(rows).toEqual([]);
  } finally {
    await database.close();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
