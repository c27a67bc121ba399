import type { LedgerWrite } from "../../ports/ledger.ts";
import type { KeyInUse } from "../keyring/types.ts";
import { inTransaction } from "../register/transaction.ts";
import type { Database } from "./database.ts";
import { writeLedger } from "./ledger-write.ts";

export interface KeyEntries {
  readonly database: Pick<Database, "pool" | "ledgerWritten">;
  readonly entryOf: (change: "activated" | "retired", key: KeyInUse) => LedgerWrite;
}

/** A key is about no person. */
const NOBODY = { seal: () => Promise.resolve(null) };

/**
 * Enters which of the gateway's keys came into use since the last start and which went out of it, each once over all
 * processes. Gives how many changed.
 */
export async function enterKeys({ database, entryOf }: KeyEntries, inUse: readonly KeyInUse[]): Promise<number> {
  const count = await inTransaction(database, async (client) => {
    const uses = inUse.map(({ use }) => use);
    const keys = inUse.map(({ key }) => key);
    // Whoever starts beside us waits here for our rows, and finds nothing left to enter.
    const fresh = await client.query<KeyInUse>(
      `INSERT INTO key_state (use, key) SELECT * FROM unnest($1::text[], $2::text[]) AS u (use, key) ORDER BY use, key
       ON CONFLICT DO NOTHING RETURNING use, key`,
      [uses, keys],
    );
    const gone = await client.query<KeyInUse>(
      `DELETE FROM key_state s WHERE NOT EXISTS (
         SELECT FROM unnest($1::text[], $2::text[]) AS u (use, key) WHERE u.use = s.use AND u.key = s.key)
       RETURNING use, key`,
      [uses, keys],
    );
    for (const key of gone.rows) await writeLedger(client, { write: entryOf("retired", key), sealer: NOBODY });
    for (const key of fresh.rows) await writeLedger(client, { write: entryOf("activated", key), sealer: NOBODY });
    return gone.rows.length + fresh.rows.length;
  });
  if (count > 0) database.ledgerWritten();
  return count;
}
