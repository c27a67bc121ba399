import type { LedgerReader } from "../../ports/ledger.ts";
import { BUNDLE_LEVEL } from "../../core/ledger/tile-path.ts";
import type { Database } from "./database.ts";
import { readState } from "./sequence.ts";
import { findTile } from "./tile-rows.ts";
import { guarded } from "./transient.ts";

export interface LedgerReaderOptions {
  readonly database: Pick<Database, "pool">;
  readonly origin: string;
  readonly vkey: string;
}

interface EntryRow {
  readonly entry: Buffer;
  readonly header: Buffer;
  readonly header_salt: Buffer;
  readonly idx: string | null;
}

/** The public side of the ledger: everything here may be shown to anyone but the openings of `entryOf`. */
export function createLedgerReader({ database, origin, vkey }: LedgerReaderOptions): LedgerReader {
  const { pool } = database;
  return {
    origin,
    vkey,
    checkpoint: () => guarded(async () => (await readState(pool)).checkpoint),
    tile: (level, n, width) => guarded(() => findTile(pool, { level, n, width })),
    bundle: (n, width) => guarded(() => findTile(pool, { level: BUNDLE_LEVEL, n, width })),
    entryOf: (id) =>
      guarded(async () => {
        const { rows } = await pool.query<EntryRow>(
          `SELECT coalesce(s.entry, w.entry) AS entry, o.header, o.header_salt, s.idx
             FROM exchange e
             JOIN ledger_opening o ON o.entry_id = e.entry_id
             LEFT JOIN ledger_entry s ON s.entry_id = e.entry_id
             LEFT JOIN ledger_pending w ON w.entry_id = e.entry_id
            WHERE e.id = $1`,
          [id],
        );
        const [row] = rows;
        if (row === undefined) return null;
        const index = row.idx === null ? null : Number(row.idx);
        return { entry: row.entry, header: row.header, headerSalt: row.header_salt, index };
      }),
    behindMs: () =>
      guarded(async () => {
        const { rows } = await pool.query<{ ms: string | null }>(
          `SELECT (1000 * extract(epoch FROM clock_timestamp() - committed_at))::bigint AS ms
             FROM ledger_pending ORDER BY id LIMIT 1`,
        );
        return Math.max(0, Number(rows[0]?.ms ?? 0));
      }),
  };
}
