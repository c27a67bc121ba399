import { GatewayError } from "../../core/errors.ts";
import type { Sign } from "../../core/ledger/note.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";
import type { Database } from "./database.ts";
import { publish } from "./publish.ts";
import { BATCH_MAX, sequenceBatch } from "./sequence.ts";
import { guarded } from "./transient.ts";

const GATHER_MS = 20;

export interface SequencerOptions {
  readonly database: Pick<Database, "pool" | "onLedgerWritten">;
  /** The log's name for ever, and the name of its key. */
  readonly origin: string;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  readonly log: OperationsLog;
  /** How often to look without being woken: other processes' commits, and what a crash left. */
  readonly pollMs: number;
}

export interface Sequencer {
  /** Sequences and publishes until nothing waits; gives how many entries got their number. */
  runOnce(): Promise<number>;
  start(): void;
  /** Ends after the batch at hand. */
  stop(): Promise<void>;
}

/**
 * Numbers, hashes and signs committed leaves. Every process may run one: a lock per batch lets one work at a time, and a
 * compare-and-swap keeps the log right even without it. After LEDGER_MISMATCH it stays stopped: that is for a person.
 */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { database, log, pollMs } = options;
  const alarm = createAlarm(pollMs);
  let running: Promise<void> | null = null;
  const state = { stopping: false };

  const runOnce = (): Promise<number> => guarded(() => drain(options));

  async function loop(): Promise<void> {
    const away = database.onLedgerWritten(() => alarm.ring());
    const attempt = (): Promise<boolean> => {
      alarm.reset();
      return round();
    };
    while (!state.stopping && (await attempt())) await alarm.wait();
    away();
  }

  /** `false` when only a person can help. */
  async function round(): Promise<boolean> {
    try {
      await runOnce();
      return true;
    } catch (error) {
      log.error("ledger.sequencer-failed", error);
      return !(error instanceof GatewayError && error.code === "LEDGER_MISMATCH");
    }
  }

  return {
    runOnce,
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

async function drain(options: SequencerOptions): Promise<number> {
  const { pool } = options.database;
  for (let sequenced = 0; ;) {
    const count = await sequenceBatch(pool);
    await publish(pool, options);
    sequenced += count;
    if (count < BATCH_MAX) return sequenced;
  }
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
