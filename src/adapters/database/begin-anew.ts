import { GatewayError } from "../../core/errors.ts";
import type { LedgerWrite } from "../../ports/ledger.ts";
import type { Database } from "./database.ts";
import { inTurn } from "./ledger-turn.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { guarded } from "./transient.ts";

export interface BeginAnew {
  readonly from: string;
  readonly origin: string;
  /** The first entry of the new ledger; about no person. */
  readonly begun: LedgerWrite;
}

/**
 * Gives the ledger another name and an empty tree, with every leaf that survives waiting in its old order behind `begun`; all of
 * it or nothing. Gives how many survive; `null` where the database has that name already, from a run that was cut off. The
 * gateway must be stopped: DATABASE_IN_USE where another process is connected. INSTALLATION_OTHER for another's database.
 */
export function beginAnew(
  { pool }: Pick<Database, "pool">,
  { from, origin, begun }: BeginAnew,
): Promise<number | null> {
  return guarded(async () => {
    const { ledger, parts } = await ledgerArguments(begun, { seal: () => Promise.resolve(null) });
    return inTurn(pool, async (client) => {
      const { rows: others } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'uitwisselpoort'`,
      );
      if (others[0]?.n !== 0) {
        throw new GatewayError("DATABASE_IN_USE", "a gateway is connected to this database", {
          remedy: "stop every gateway of this installation, then give the command again",
        });
      }
      const { rows } = await client.query<{ origin: string }>("SELECT ledger_origin AS origin FROM installation");
      if (rows[0]?.origin === origin) return null;
      if (rows[0]?.origin !== from) {
        throw new GatewayError("INSTALLATION_OTHER", "this database belongs to another ledger", {
          at: "GATEWAY_LEDGER_ORIGIN",
          remedy: "set GATEWAY_LEDGER_ORIGIN to the name that the ledger has now",
        });
      }
      await client.query("SET LOCAL statement_timeout = 0");
      const { rows: counted } = await client.query<{ n: string }>(
        "SELECT begin_ledger_anew($1, $2::jsonb, $3::bytea[]) AS n",
        [origin, JSON.stringify(ledger), parts],
      );
      return Number(counted[0]?.n);
    });
  });
}
