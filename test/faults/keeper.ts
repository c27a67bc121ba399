import { expect } from "vitest";
import { deadline, runChild, type Ending, type Installation, type Place, type Run } from "./site.ts";
import { isOutage } from "./traffic.ts";
import type { Trap } from "./traps.ts";

/** A trap that was set is stepped on within this time, or the test is about nothing. */
const DEATH_MS = 20_000;
/** Three minutes: a hundred deaths may all fall on one request. */
const TRIES_MAX = 1_800;
const PAUSE_MS = 100;

/** Whoever starts the gateway again after each death, and keeps every checkpoint that was ever seen. */
export interface Keeper {
  readonly installation: Installation;
  readonly place: Place;
  readonly kept: readonly string[];
  /** When the last process ended; 0 before the first did. */
  readonly diedAt: () => number;
  readonly kills: () => number;
  start(): Promise<void>;
  set(trap: Trap): Promise<void>;
  /** SIGKILL from outside. */
  kill(): Promise<void>;
  /** Waits until the trap killed the process. */
  dead(trap: Trap): Promise<void>;
  /** SIGTERM; gives how it ended. */
  stop(): Promise<Ending>;
  /** For `afterAll`: whatever still runs is ended, whatever the test thinks of it. */
  dispose(): Promise<void>;
}

export function createKeeper({ installation, place }: { installation: Installation; place: Place }): Keeper {
  const { dataDir, port, url } = installation;
  const kept: string[] = [];
  let run: Run | null = null;
  let kills = 0;
  let diedAt = 0;

  async function ending(): Promise<Ending> {
    const late = deadline(DEATH_MS, "the process did not end");
    const ended = await Promise.race([run!.ended, late.reached]);
    late.clear();
    diedAt = Date.now();
    return ended;
  }

  async function killed(why: string): Promise<void> {
    const { code, signal, said } = await ending();
    expect({ why, code, signal, said: signal === "SIGKILL" ? "" : said }).toEqual({
      why,
      code: null,
      signal: "SIGKILL",
      said: "",
    });
    kills += 1;
  }

  return {
    installation,
    place,
    kept,
    diedAt: () => diedAt,
    kills: () => kills,
    async start() {
      run = runChild({ dataDir, port, database: place.options });
      await run.up;
      const answer = await fetch(`${url}/checkpoint`);
      if (answer.status === 200) kept.push(await answer.text());
    },
    set: (trap) => run!.set(trap),
    async kill() {
      run!.signal("SIGKILL");
      await killed("from outside");
    },
    dead: (trap) => killed(`${trap.boundary} ${trap.when} ${trap.nth}`),
    async stop() {
      run!.signal("SIGTERM");
      return ending();
    },
    async dispose() {
      run?.signal("SIGKILL");
      await run?.ended;
    },
  };
}

/** Asks until there is an answer, as a partner does whose gateway comes and goes. */
export async function untilAnswered<T>(ask: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(attempt);
    } catch (error) {
      if (!isOutage(error) || attempt === TRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Whether it was answered; `false` for an outage. */
export async function tried(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!isOutage(error)) throw error;
    return false;
  }
}
