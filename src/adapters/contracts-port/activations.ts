import { versionKey } from "../../core/covenant/compile.ts";
import { refuseRewritten } from "../../core/covenant/rewritten.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import type { Sha256 } from "../../core/ids.ts";
import type { LedgerWrite } from "../../ports/ledger.ts";
import type { Database } from "../database/database.ts";
import { writeLedger } from "../database/ledger-write.ts";
import { inTransaction } from "../register/transaction.ts";

export interface Activations {
  readonly database: Pick<Database, "pool" | "ledgerWritten">;
  readonly entryOf: (covenant: Covenant) => LedgerWrite;
}

/** An activation is about no person. */
const NOBODY = { seal: () => Promise.resolve(null) };

/**
 * Enters each of these versions into the ledger as activated, unless another process did: its row says under which content,
 * and moves in the entry's own transaction, so that there is one entry whoever comes first or falls in between. Refuses with COVENANT_ALTERED one that another process entered
 * under another content.
 */
export async function enterActivations(
  { database, entryOf }: Activations,
  covenants: readonly Covenant[],
): Promise<void> {
  if (covenants.length === 0) return;
  await inTransaction(database, async (client) => {
    // In one order, so that two processes, or one and a suspension, do not lock each other.
    const { rows } = await client.query<{ key: string; activatedAs: string | null }>(
      `SELECT covenant || '@' || version AS key, activated_as AS "activatedAs" FROM covenant_version_state
        WHERE covenant = ANY ($1::text[]) ORDER BY covenant, version FOR UPDATE`,
      [covenants.map(({ id }) => id)],
    );
    const asked = new Set(covenants.map(versionKey));
    const known = rows.flatMap(({ key, activatedAs }) =>
      activatedAs !== null && asked.has(key) ? [[key, activatedAs] as const] : [],
    );
    refuseRewritten(covenants, new Map(known));
    for (const covenant of covenants) {
      const { rowCount } = await client.query(
        `UPDATE covenant_version_state SET activated_as = $3
          WHERE covenant = $1 AND version = $2 AND activated_as IS NULL`,
        [covenant.id, covenant.version, covenant.hash],
      );
      if (rowCount === 1) await writeLedger(client, { write: entryOf(covenant), sealer: NOBODY });
    }
  });
  database.ledgerWritten();
}

export interface CatalogueActivation {
  readonly database: Activations["database"];
  readonly entryOf: (hash: Sha256) => LedgerWrite;
}

/** Enters a catalogue as activated unless the last one entered was the same. Tells whether it took the place of another. */
export async function enterCatalogue({ database, entryOf }: CatalogueActivation, hash: Sha256): Promise<boolean> {
  const tookOver = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ tookOver: boolean }>(
      // xmax is set where a row was there already.
      `INSERT INTO catalogue_state (id, activated_as) VALUES (1, $1)
       ON CONFLICT (id) DO UPDATE SET activated_as = $1 WHERE catalogue_state.activated_as <> $1
       RETURNING xmax <> 0 AS "tookOver"`,
      [hash],
    );
    const [entered] = rows;
    if (entered !== undefined) await writeLedger(client, { write: entryOf(hash), sealer: NOBODY });
    return entered?.tookOver ?? false;
  });
  database.ledgerWritten();
  return tookOver;
}
