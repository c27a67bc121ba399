import { createFileGuard } from "./adapters/ledger-guard/file-guard.ts";
import { adoptGuard, checkLedger, type LedgerCheck } from "./adapters/database/check-ledger.ts";
import type { Database } from "./adapters/database/database.ts";
import { raiseAlert } from "./adapters/database/raise-alert.ts";
import { createSequencer, logOf, type Sequencer } from "./adapters/database/sequencer.ts";
import { readState } from "./adapters/database/sequence.ts";
import { systemRandom } from "./adapters/clock/clock.ts";
import type { SteadyClock } from "./adapters/clock/steady-clock.ts";
import type { Keyring } from "./adapters/keyring/types.ts";
import type { Config } from "./config.ts";
import { createIds } from "./core/uuid7.ts";
import { createWitnesses } from "./adapters/witnesses/witnesses.ts";
import { readPolicy } from "./adapters/witnesses/read-policy.ts";
import { createLedgerReader } from "./adapters/database/ledger-reader.ts";
import { NO_WITNESSES, type Witnesses } from "./ports/witnesses.ts";
import type { World } from "./ports/world.ts";

/** Other processes' commits are found within this time; our own wake the sequencer at once. */
const SEQUENCE_POLL_MS = 1_000;

export interface LedgerParts extends Pick<World, "log"> {
  readonly config: Pick<Config, "mode" | "ledgerOrigin" | "ledgerGuardFile" | "ledgerPolicyFile">;
  readonly keyring: Keyring;
  readonly database: Database;
}

/** What the ledger is held against: the log as we sign it, and the guard outside the database. */
export const ledgerCheckOf = ({ config, keyring }: Pick<LedgerParts, "config" | "keyring">): LedgerCheck => ({
  log: logOf({ origin: config.ledgerOrigin, publicKey: keyring.ledger.publicKey }),
  guard: createFileGuard(config.ledgerGuardFile),
});

/**
 * Before anything is served. Only the sandbox, whose ledger proves nothing to anyone, takes a database without a guard for the
 * newest by itself.
 */
export async function requireOwnLedger(parts: LedgerParts): Promise<void> {
  const check = ledgerCheckOf(parts);
  if (parts.config.mode === "sandbox" && (await adoptGuard(parts.database, check)))
    parts.log.warn("ledger.guard-adopted");
  await checkLedger(parts.database, check);
}

export interface SequencerParts extends LedgerParts {
  readonly clock: SteadyClock;
}

/** The sequencer, with an alert for the officers where somebody must look. */
export async function composeSequencer(parts: SequencerParts): Promise<Sequencer> {
  const { config, keyring, database, log, clock } = parts;
  // Of its own: the world's would ask the clock that may have gone back.
  const newId = createIds({ now: clock.unchecked, random: systemRandom });
  const raise = async (reason: string): Promise<void> => {
    const alert = { alertId: newId(), level: "alert", reason, at: clock.unchecked() } as const;
    await raiseAlert(database, alert).catch((cause: unknown) => log.error("ledger.alert-failed", cause));
  };
  return createSequencer({
    database,
    origin: config.ledgerOrigin,
    publicKey: keyring.ledger.publicKey,
    sign: (bytes) => keyring.ledger.sign(bytes),
    guard: ledgerCheckOf(parts).guard,
    witnesses: await witnessesOf(parts, raise),
    log,
    pollMs: SEQUENCE_POLL_MS,
    onEntries(newest) {
      clock.seen(newest);
      clock.now();
    },
    onFault: ({ code }) => raise(code === "CLOCK_STEPPED_BACK" ? code : "LEDGER_STOPPED"),
  });
}

async function witnessesOf(parts: SequencerParts, raise: (reason: string) => Promise<void>): Promise<Witnesses> {
  const { config, database, log: operations, clock } = parts;
  if (config.ledgerPolicyFile === null) return NO_WITNESSES;
  const { log } = ledgerCheckOf(parts);
  const policy = await readPolicy(config.ledgerPolicyFile, log.vkey);
  const reader = createLedgerReader({ database, origin: log.origin, vkey: log.vkey });
  return createWitnesses({
    policy,
    log,
    tile: ({ level, n, width }) => reader.tile(level, n, width),
    now: clock.unchecked,
    operations,
    onUnmet: () => raise("LEDGER_UNWITNESSED"),
    committed: async () => (await readState(database.pool)).size,
    onAhead: () => raise("LEDGER_WITNESS_AHEAD"),
  });
}
