import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/adapters/database/database.ts";
import { openKeyring } from "../../src/adapters/keyring/open-keyring.ts";
import { makeDataFolder } from "../../src/sandbox/prepare.ts";
import type { Instant } from "../../src/core/ids.ts";
import { formatVkey, NOTE_ED25519 } from "../../src/core/ledger/note-key.ts";
import { expectWhole } from "./invariants.ts";
import { randomOf, seedOfRun } from "./random.ts";
import { deadline, endingOf, freePort, type Ending } from "./site.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const UP_MS = 90_000;
const FIRST_STARTS = 8;
const FIRST_START_MS = 6_000;
/** What the sandbox's stream does first at a second start; a burst was done or begun before. */
const DECIDED = 2;

interface Process {
  readonly ended: Promise<Ending>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The sandbox as `npm start` runs it: a real start, the burst of pretend exchanges included. */
describe("the sandbox in one data folder", () => {
  let dataDir: string;
  let port: number;
  const running = new Set<Process>();
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-faults-"));
    port = await freePort();
  });
  afterAll(async () => {
    for (const one of running) one.kill("SIGKILL");
    await Promise.all([...running].map(({ ended }) => ended));
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(at = port): Process {
    const settings = { GATEWAY_MODE: "sandbox", GATEWAY_PORT: String(at), GATEWAY_DATA_DIR: dataDir };
    const { PATH = "", HOME = "", TMPDIR = tmpdir() } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE: path.join(dataDir, "compiled"), ...settings },
    });
    const one: Process = { ended: endingOf(child), kill: (signal) => void child.kill(signal) };
    running.add(one);
    void one.ended.then(() => running.delete(one));
    return one;
  }

  async function until(ready: () => Promise<boolean>, one: Process): Promise<void> {
    const late = deadline(UP_MS, "not in time");
    const state = { over: false };
    const looking = (async () => {
      while (!state.over && !(await ready().catch(() => false))) await pause(50);
    })();
    const ended = one.ended.then((ending) => Promise.reject(new Error(JSON.stringify(ending))));
    try {
      await Promise.race([looking, ended, late.reached]);
    } catch (cause) {
      const up = await isUp().catch(String);
      const size = await decided().catch(String);
      one.kill("SIGKILL"); // or it keeps folder and port from the tests that follow
      throw new Error(JSON.stringify({ up, decided: size, ...(await one.ended) }), { cause });
    } finally {
      state.over = true;
      late.clear();
    }
  }

  const isUp = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
  /** Exchanges decided since this process began. */
  async function decided(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return [...text.matchAll(/^uitwisselpoort_decisions_total\{.*\} (\d+)$/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  }

  it("comes up whole after its very first start was killed at random moments", async () => {
    const seed = seedOfRun();
    const random = randomOf(seed);
    try {
      for (let n = 0; n < FIRST_STARTS; n++) {
        const one = start();
        await pause(random() * FIRST_START_MS);
        one.kill("SIGKILL");
        expect(await one.ended).toMatchObject({ signal: "SIGKILL", said: "" });
      }
      const one = start();
      await until(isUp, one);
      await until(async () => (await decided()) >= DECIDED, one); // the stream plays, whatever was seeded before
      one.kill("SIGTERM");
      expect(await one.ended).toEqual({ code: 0, signal: null, said: "" });
    } catch (error) {
      console.error(`repeat with FAULTS_SEED=${seed}`);
      throw error;
    }
  });

  it("ends well on SIGTERM, from the first moment that it answers on", async () => {
    const one = start();
    await until(isUp, one);
    one.kill("SIGTERM");
    expect(await one.ended).toEqual({ code: 0, signal: null, said: "" });
  });

  it("belongs to one process: a second is refused with the reason, and the first goes on", async () => {
    const first = start();
    await until(isUp, first);
    const second = start(await freePort());
    const { code, said } = await second.ended;
    expect({ code, reason: said.split(":")[0] }).toEqual({ code: 1, reason: "FOLDER_IN_USE" });
    expect(await isUp()).toBe(true);
    first.kill("SIGTERM");
    expect(await first.ended).toMatchObject({ code: 0 });
  });

  it("leaves a whole database and a log that the auditor signs for", async () => {
    const passphrase = await makeDataFolder(dataDir);
    const keyring = await openKeyring({ folder: path.join(dataDir, "keys"), passphrase, now: Date.now() as Instant });
    const origin = "sandbox.uitwisselpoort.example/log";
    const vkey = formatVkey({ name: origin, type: NOTE_ED25519, publicKey: keyring.ledger.publicKey });
    const database = await openDatabase({ dataDir: path.join(dataDir, "database") });
    try {
      const { exchanges } = await expectWhole(database, {
        installation: { keyring, ledger: { origin, vkey } },
        kept: [],
      });
      expect(exchanges).toBeGreaterThanOrEqual(DECIDED);
    } finally {
      await database.close();
    }
  });
});
