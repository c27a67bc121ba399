import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WitnessState } from "../../ports/witness-state.ts";
import type { WitnessAnswer, WitnessedLog } from "../../core/ledger/witness.ts";
import type { Mirror } from "../witness-mirror/copy.ts";
import { findLog, keepLog, keepProof, readLogs, verify } from "./logs.ts";

export interface WitnessStateOptions {
  readonly folder: string;
  readonly vkey: string;
  /** `null` for a witness that copies nothing. */
  readonly mirror: Mirror | null;
}

/**
 * The files of the folder are the state: each request reads them anew, so that nothing is remembered that is not on the
 * disk. One process at a time: whoever opens it holds the folder's lock.
 */
export function createWitnessState({ folder, vkey, mirror }: WitnessStateOptions): WitnessState {
  const turns = createTurns();
  return {
    logs: () => readLogs(folder, vkey),
    decide: (origin, decide) =>
      turns(origin, async () => {
        const log = await findLog(folder, origin);
        if (log === null) return null;
        verify(log, vkey);
        const answer = await copied(decide(log), mirror);
        await keep(folder, { log, answer });
        return answer;
      }),
  };
}

/** A mirror vouches for what it holds: copied first, then cosigned. */
async function copied(answer: WitnessAnswer, mirror: Mirror | null): Promise<WitnessAnswer> {
  if (answer.outcome !== "cosigned" || mirror === null || (await mirror.copyTo(answer.note))) return answer;
  return { outcome: "uncopied", size: answer.size };
}

async function keep(folder: string, { log, answer }: { log: WitnessedLog; answer: WitnessAnswer }): Promise<void> {
  if (answer.outcome === "cosigned") await keepLog(folder, { ...log, note: answer.note });
  if (answer.outcome === "split") await keepProof(folder, { origin: log.origin, note: answer.note });
}

/** One piece of work after the other for each name, also after one that failed. */
function createTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    try {
      return await turn;
    } finally {
      // Names come from strangers: none may stay behind.
      if (last.get(name) === turn) last.delete(name);
    }
  };
}

/** What a process that was killed had not put in its place. Only under the folder's lock. */
export async function removeLeftovers(folder: string): Promise<void> {
  const logs = join(folder, "logs");
  const names = await readdir(logs).catch(() => []);
  await Promise.all(
    names.filter((name) => name.startsWith(".tmp-") || name.endsWith(".new")).map((name) => rm(join(logs, name))),
  );
}
