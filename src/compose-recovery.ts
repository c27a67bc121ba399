import { systemNow, systemRandom } from "./adapters/clock/clock.ts";
import { beginAnew } from "./adapters/database/begin-anew.ts";
import { adoptGuard } from "./adapters/database/check-ledger.ts";
import { guardedTree } from "./adapters/database/guarded-tree.ts";
import { openDatabase, type Database } from "./adapters/database/database.ts";
import { migrate } from "./adapters/database/migrate.ts";
import { openKeyring } from "./adapters/keyring/open-keyring.ts";
import { readPassphrase } from "./adapters/keyring/passphrase.ts";
import { setGuardAside } from "./adapters/ledger-guard/file-guard.ts";
import { ledgerCheckOf } from "./compose-ledger.ts";
import type { Config } from "./config.ts";
import { GatewayError } from "./core/errors.ts";
import { createIds } from "./core/uuid7.ts";
import { begunEntry } from "./exchange/begun-entry.ts";

export interface Recovery {
  /** `false` where there is a guard, or nothing was published. */
  adoptGuard(): Promise<boolean>;
  /** How many entries wait for their place under the new name; `null` where it had that name already. */
  beginAnew(wish: { readonly origin: string; readonly reason: string }): Promise<number | null>;
}

/** What an operator does to a ledger while every gateway of the installation is stopped. */
export function composeRecovery(config: Config): Recovery {
  return {
    adoptGuard: () => onOwn(config, async (parts) => adoptGuard(parts.database, ledgerCheckOf(parts))),
    async beginAnew({ origin, reason }) {
      requireNameable(config);
      return onOwn(config, async (parts) => {
        const { guard, log } = ledgerCheckOf(parts);
        const now = systemNow();
        const newId = createIds({ now: systemNow, random: systemRandom });
        // A guard that is lost or another's must not be in the way of the way out.
        const before = await guardedTree(guard, log).catch(noGuard);
        const note = before?.note ?? null;
        const begun = begunEntry({ newId, random: systemRandom }, { origin, before, note, reason, now });
        const survivors = await beginAnew(parts.database, { from: config.ledgerOrigin, origin, begun });
        // Given again after a start under the new name: what is there now is the guard of the ledger that goes on.
        const next = ledgerCheckOf({ ...parts, config: { ...config, ledgerOrigin: origin } });
        const begunAlready = await guardedTree(next.guard, next.log).catch(noGuard);
        if (begunAlready === null)
          await setGuardAside(config.ledgerGuardFile, new Date(now).toISOString().replaceAll(":", ""));
        return survivors;
      });
    },
  };
}

function requireNameable({ mode }: Config): void {
  if (mode !== "sandbox") return;
  throw new GatewayError("CONFIG_INVALID", "a sandbox's ledger has one name", {
    at: "GATEWAY_MODE",
    remedy: "remove the sandbox's data folder; the next start makes all anew",
  });
}

function noGuard(error: unknown): null {
  if (error instanceof GatewayError && error.code === "LEDGER_GUARD_FOREIGN") return null;
  throw error;
}

interface Own {
  readonly config: Config;
  readonly database: Database;
  readonly keyring: Awaited<ReturnType<typeof openKeyring>>;
}

async function onOwn<T>(config: Config, work: (own: Own) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir, keysDir: folder } = config;
  const passphrase = await readPassphrase(config.passphrase);
  const keyring = await openKeyring({ folder, passphrase, now: systemNow() });
  const database = await openDatabase(databaseUrl === null ? { dataDir: `${dataDir}/database` } : { url: databaseUrl });
  try {
    await migrate(database.pool);
    return await work({ config, database, keyring });
  } finally {
    await database.close();
  }
}
