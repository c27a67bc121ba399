import { GatewayError } from "../../core/errors.ts";
import type { TrustedLog } from "../../core/ledger/checkpoint.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";
import type { Database } from "./database.ts";
import { inTurn } from "./ledger-turn.ts";
import { publishedTree, requireGuarded } from "./publish.ts";
import { readState, verifiedEdge } from "./sequence.ts";
import { guarded } from "./transient.ts";

export interface LedgerCheck {
  readonly log: TrustedLog;
  readonly guard: LedgerGuard;
}

/**
 * Before anything is served: that the ledger in the database is whole at its right edge and extends what the guard saw signed.
 * Throws the code of the fault, with the way out.
 */
export function checkLedger({ pool }: Pick<Database, "pool">, { log, guard }: LedgerCheck): Promise<void> {
  return guarded(() =>
    inTurn(pool, async (client) => {
      const state = await readState(client);
      const published = publishedTree(state, log);
      await verifiedEdge(client, state);
      await requireGuarded(client, { state, published, guard, log });
    }),
  );
}

/**
 * Takes the published checkpoint for the guard's where there is no guard: whoever does this vouches that the database is the
 * newest. `false` where there was a guard, or nothing was published yet. Throws as `checkLedger` does.
 */
export async function adoptGuard(database: Pick<Database, "pool">, { log, guard }: LedgerCheck): Promise<boolean> {
  const { checkpoint } = await guarded(() => readState(database.pool));
  if (checkpoint === null || (await guard.read()) !== null) return false;
  await checkLedger(database, { log, guard: { ...guard, read: () => Promise.resolve(checkpoint) } });
  return guard.write(checkpoint, null);
}

/** Faults that a person must look at; a round later they are the same, and signing on would make them so for ever. */
const LASTING: ReadonlySet<string> = new Set([
  "LEDGER_MISMATCH",
  "LEDGER_MALFORMED",
  "LEDGER_ROLLED_BACK",
  "LEDGER_FORKED",
  "LEDGER_GUARD_MISSING",
  "LEDGER_GUARD_FOREIGN",
]);

export const isLasting = (error: unknown): boolean => error instanceof GatewayError && LASTING.has(error.code);
