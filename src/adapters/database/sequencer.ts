import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import type { TrustedLog } from "../../core/ledger/checkpoint.ts";
import { formatVkey, NOTE_ED25519 } from "../../core/ledger/note-key.ts";
import type { Sign } from "../../core/ledger/note.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";
import type { Witnesses } from "../../ports/witnesses.ts";
import { isLasting } from "./check-ledger.ts";
import type { Database } from "./database.ts";
import { makeVisible, publish, type Signing } from "./publish.ts";
import { BATCH_MAX, newestEntryAt, readState, sequenceBatch } from "./sequence.ts";
import { guarded } from "./transient.ts";

const GATHER_MS = 20;

export interface SequencerOptions {
  readonly database: Pick<Database, "pool" | "onLedgerWritten">;
  /** The log's name for ever, and the name of its key. */
  readonly origin: string;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  readonly guard: LedgerGuard;
  readonly witnesses: Witnesses;
  readonly log: OperationsLog;
  /** How often to look without being woken: other processes' commits, and what a crash left. */
  readonly pollMs: number;
  /** Called with the instant of the newest entry in each round; throws where the clock is before it. */
  readonly onEntries?: (newest: Instant) => void;
  /** Called where a person must look: once when it stops for good, in each round while a clock is wrong. */
  readonly onFault?: (error: GatewayError) => Promise<void>;
}

export interface Sequencer {
  /** Sequences and publishes until nothing waits; gives how many entries got their number. */
  runOnce(): Promise<number>;
  /** Asks the witnesses whose cosignature the published checkpoint lacks, and shows what they answer. */
  catchUp(): Promise<void>;
  /** `true` when only a person can help: nothing is numbered or signed any more. */
  isStopped(): boolean;
  start(): void;
  /** Ends after the batch at hand. */
  stop(): Promise<void>;
}

/**
 * Numbers, hashes and signs committed leaves. Every process may run one: a lock per batch lets one work at a time, and a
 * compare-and-swap keeps the log right even without it. After a fault that is not of the moment (`isLasting`) it stays
 * stopped: that is for a person. Leaves then wait, and a minute later nothing is released any more.
 */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { database, log, pollMs, witnesses } = options;
  const alarm = createAlarm(pollMs);
  let running: Promise<void> | null = null;
  let catching: Promise<void> | null = null;
  const state = { stopping: false, stopped: false, sound: false };
  const signing = signingOf(options);

  const runOnce = (): Promise<number> => guarded(() => drain(options, { signing, state }));
  const catchUp = (): Promise<void> => guarded(() => showMissing(options, { log: signing.log, witnesses }));

  async function loop(): Promise<void> {
    const away = database.onLedgerWritten(() => alarm.ring());
    const attempt = (): Promise<boolean> => {
      alarm.reset();
      return round();
    };
    while (!state.stopping && (await attempt())) await alarm.wait();
    away();
    await catching;
  }

  /** `false` when only a person can help. */
  async function round(): Promise<boolean> {
    try {
      await runOnce();
      // Beside the rounds: a silent witness must not keep leaves waiting.
      catching ??= catchUp()
        .catch((error: unknown) => log.error("ledger.catch-up-failed", error))
        .finally(() => (catching = null));
      return true;
    } catch (error) {
      log.error("ledger.sequencer-failed", error);
      state.stopped = isLasting(error);
      if (state.stopped || isClock(error)) await options.onFault?.(error as GatewayError);
      return !state.stopped;
    }
  }

  return {
    runOnce,
    catchUp,
    isStopped: () => state.stopped,
    start() {
      running ??= loop();
    },
    async stop() {
      state.stopping = true;
      alarm.end();
      await running;
    },
  };
}

const isClock = (error: unknown): boolean => error instanceof GatewayError && error.code === "CLOCK_STEPPED_BACK";

export const logOf = ({ origin, publicKey }: Pick<SequencerOptions, "origin" | "publicKey">): TrustedLog => ({
  origin,
  vkey: formatVkey({ name: origin, type: NOTE_ED25519, publicKey }),
});

const signingOf = (options: SequencerOptions): Signing => ({
  ...options,
  log: logOf(options),
  cosign: (note) => options.witnesses.cosign(note),
});

interface Draining {
  readonly signing: Signing;
  readonly state: { sound: boolean };
}

async function drain(options: SequencerOptions, { signing, state }: Draining): Promise<number> {
  const { pool } = options.database;
  const newest = await newestEntryAt(pool);
  if (newest !== null) options.onEntries?.(newest);
  // After a failure the ledger is looked at before a leaf is taken: leaves that wait are what stops the exchanges.
  if (!state.sound) await publish(pool, signing);
  state.sound = false;
  for (let sequenced = 0; ;) {
    const count = await sequenceBatch(pool);
    await publish(pool, signing);
    state.sound = true;
    sequenced += count;
    if (count < BATCH_MAX) return sequenced;
    state.sound = false;
  }
}

async function showMissing(
  { database: { pool } }: SequencerOptions,
  { log, witnesses }: { readonly log: TrustedLog; readonly witnesses: Witnesses },
): Promise<void> {
  const { checkpoint } = await readState(pool);
  if (checkpoint === null) return;
  const note = await witnesses.catchUp(checkpoint);
  if (note !== null) await makeVisible(pool, { note, filled: [], log });
}

/**
 * Waits for the next commit of this process, at most for a poll; a ring since the last reset counts. A moment more lets
 * others join: a round costs far more than its leaves.
 */
function createAlarm(pollMs: number): { ring(): void; reset(): void; end(): void; wait(): Promise<void> } {
  let rung = false;
  let ended = false;
  let wake: (inMs: number) => void = () => undefined;
  return {
    ring() {
      if (!rung) wake(GATHER_MS);
      rung = true;
    },
    reset() {
      rung = false;
    },
    end() {
      ended = true;
      wake(0);
    },
    async wait() {
      if (ended) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((done) => {
        wake = (inMs) => {
          clearTimeout(timer);
          timer = setTimeout(done, inMs);
        };
        wake(rung ? GATHER_MS : pollMs);
      });
      clearTimeout(timer);
    },
  };
}
