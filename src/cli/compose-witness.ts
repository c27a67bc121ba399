import { mkdir } from "node:fs/promises";
import { lockFolder } from "../adapters/database/folder-lock.ts";
import { createMirror } from "../adapters/witness-mirror/copy.ts";
import { createFetchBundle } from "../adapters/witness-mirror/fetch-bundle.ts";
import { makeWitnessKey, openWitnessKey, readWitnessVkey } from "../adapters/witness-state/key.ts";
import { addLog, listProofs, readLogs } from "../adapters/witness-state/logs.ts";
import { createWitnessState, removeLeftovers } from "../adapters/witness-state/state.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { remembered, witnessVkey } from "../core/ledger/witness.ts";
import { createRateLimits } from "../http/rate-limits.ts";
import { listen } from "../http/serve.ts";
import { createWitnessApp } from "../http/witness/app.ts";
import type { ServeWitness, WitnessTools } from "./toolbox.ts";

/** One log asks a few times a second at most, and each request costs a flush of the disk. */
const REQUESTS_PER_SECOND = 20;
/** An answer takes milliseconds. */
const CLOSE_GRACE_MS = 5_000;

export interface WitnessWorld {
  readonly now: () => Instant;
  /** Resolves when the process is asked to stop. */
  readonly untilStopped: () => Promise<void>;
}

/** The tools of `gateway witness`, over real files and a real socket. */
export function createWitnessTools(world: WitnessWorld): WitnessTools {
  return {
    make: makeWitnessKey,
    async trust(folder, vkey) {
      await readWitnessVkey(folder);
      return addLog(folder, vkey);
    },
    async read(folder) {
      const vkey = await readWitnessVkey(folder);
      const logs = await readLogs(folder, vkey);
      return {
        vkey,
        logs: await Promise.all(
          logs.map(async (log) => ({
            ...log,
            last: log.note === null ? null : remembered(log, vkey),
            proofs: await listProofs(folder, log.origin),
          })),
        ),
      };
    },
    serve: (wish) => serveWitness(wish, world),
  };
}

async function serveWitness(wish: ServeWitness, { now, untilStopped }: WitnessWorld): Promise<void> {
  const { folder, passphrase, host, port, mirrorUrl, onListening, onHappening } = wish;
  const stopped = untilStopped();
  const mirror = mirrorUrl === null ? null : createMirror({ folder, fetchBundle: createFetchBundle(mirrorUrl), now });
  const key = await openWitnessKey({ folder, passphrase });
  const unlock = await lockAlone(folder);
  try {
    await removeLeftovers(folder);
    const state = createWitnessState({ folder, vkey: witnessVkey(key), mirror });
    const logs = await state.logs();
    const limits = createRateLimits({ requestsPerSecond: REQUESTS_PER_SECOND, tokenRefusalsPerMinute: 1 });
    const seconds = (): number => Math.floor(now() / 1000);
    const app = createWitnessApp({
      state,
      key,
      limits,
      now: seconds,
      tell: (event) => onHappening({ ...event, error: errorWords(event.error) }),
    });
    const listening = await listen({ app, host, port, closeGraceMs: CLOSE_GRACE_MS }).catch(refuseAddress);
    onListening({ url: listening.url, logs: logs.length });
    await stopped;
    await listening.close();
  } finally {
    await unlock();
  }
}

function refuseAddress(cause: unknown): never {
  throw new GatewayError("CONFIG_INVALID", "this address and port cannot be listened on", {
    cause,
    at: "--host, --port",
    remedy: "stop what listens there, or give another",
  });
}

/** A message of another library's may quote anything. */
const errorWords = (error: unknown): string | null => {
  if (error === null) return null;
  return error instanceof GatewayError ? `${error.code}: ${error.message}` : "unexpected";
};

async function lockAlone(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return lockFolder(folder).catch((cause: unknown) => {
    if (!(cause instanceof GatewayError && cause.code === "FOLDER_IN_USE")) throw cause;
    throw new GatewayError("FOLDER_IN_USE", "a witness with this folder runs already", {
      cause,
      remedy: "stop it first: two of one key could cosign two histories",
    });
  });
}
