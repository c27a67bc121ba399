import type { Pool, PoolClient } from "pg";
import { clockSteppedBack } from "../../core/clock-stepped-back.ts";
import { GatewayError } from "../../core/errors.ts";
import { type Instant, parseInstant } from "../../core/ids.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { rightEdgeOf } from "../../core/ledger/tile-path.ts";
import { appendLeaves, edgeRoot } from "../../core/ledger/tiles.ts";
import type { Growth, Tile } from "../../core/ledger/tiles.ts";
import { inTurn } from "./ledger-turn.ts";
import { readTiles, writeTiles } from "./tile-rows.ts";

export const BATCH_MAX = 8_192;

/** What the database says was committed. */
export interface TreeState {
  readonly size: number;
  readonly root: Uint8Array;
  readonly checkpoint: string | null;
}

/**
 * Numbers what is committed and waits, in one transaction: entries, bundles, tiles and the new root, or nothing. Gives how
 * many got their number. Throws LEDGER_MISMATCH when the stored right edge does not give the stored root.
 */
export function sequenceBatch(pool: Pool): Promise<number> {
  return inTurn(pool, async (client) => {
    const pending = await takePending(client);
    if (pending.length === 0) return 0;
    const { size, root } = await readState(client);
    const rightEdge = await verifiedEdge(client, { size, root });
    const growth = appendLeaves({ size, rightEdge, entries: pending.map(({ entry }) => entry) });
    await writeEntries(client, { from: size, pending });
    await writeTiles(client, [...growth.bundles, ...growth.tiles]);
    await swapState(client, { from: { size, root }, to: growth });
    return pending.length;
  });
}

/** More than clocks that are kept right are apart; less than any term that is counted (`adapters/clock/steady-clock.ts`). */
const AHEAD = "interval '5 seconds'";

interface PendingRow {
  readonly id: string;
  readonly ahead: boolean;
  readonly entry_id: string;
  readonly entry: Buffer;
}

async function takePending(client: PoolClient): Promise<readonly PendingRow[]> {
  const { rows } = await client.query<PendingRow>(
    `WITH taken AS (
       DELETE FROM ledger_pending WHERE id IN (
         SELECT id FROM ledger_pending ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, entry_id, entry, committed_at)
     SELECT id, entry_id, entry, committed_at > clock_timestamp() + ${AHEAD} AS ahead FROM taken ORDER BY id`,
    [BATCH_MAX],
  );
  if (rows.some(({ ahead }) => ahead)) throw clockSteppedBack("the database's clock");
  return rows;
}

async function writeEntries(
  client: PoolClient,
  { from, pending }: { readonly from: number; readonly pending: readonly PendingRow[] },
): Promise<void> {
  await client.query(
    `INSERT INTO ledger_entry (idx, entry_id, entry)
     SELECT $1::bigint + w.ordinality - 1, w.entry_id, w.entry
       FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS w (entry_id, entry, ordinality)`,
    [from, pending.map((row) => row.entry_id), pending.map((row) => row.entry)],
  );
}

async function swapState(
  client: PoolClient,
  { from, to }: { readonly from: Pick<TreeState, "size" | "root">; readonly to: Growth },
): Promise<void> {
  const { rowCount } = await client.query(
    "UPDATE ledger_state SET size = $3, root = $4 WHERE id = 1 AND size = $1 AND root = $2",
    [from.size, from.root, to.size, to.root],
  );
  if (rowCount !== 1) throw new GatewayError("LEDGER_MISMATCH", "the tree moved under its sequencer");
}

export async function readState(client: Pool | PoolClient): Promise<TreeState> {
  const { rows } = await client.query<{ size: string; root: Buffer; checkpoint: string | null }>(
    "SELECT size, root, checkpoint FROM ledger_state WHERE id = 1",
  );
  const [state] = rows;
  if (state === undefined) throw new GatewayError("LEDGER_MISMATCH", "the ledger has no state");
  return { ...state, size: Number(state.size) };
}

/** When the newest entry says that it was made, by the clock of the process that made it; `null` before the first. */
export async function newestEntryAt(pool: Pool): Promise<Instant | null> {
  // Ids of entries are UUIDv7: the last of them was made last.
  const { rows } = await pool.query<{ at: Date }>("SELECT at FROM ledger_opening ORDER BY entry_id DESC LIMIT 1");
  return rows[0] === undefined ? null : parseInstant(rows[0].at.getTime());
}

/** The stored right edge, proven to give the stored root; a guess here would be signed for ever. */
export async function verifiedEdge(
  client: Pool | PoolClient,
  { size, root }: Pick<TreeState, "size" | "root">,
): Promise<readonly Tile[]> {
  const rightEdge = await readTiles(client, rightEdgeOf(size));
  if (!equalBytes(edgeRoot(size, rightEdge), root)) {
    throw new GatewayError("LEDGER_MISMATCH", "the ledger's right edge does not give its root");
  }
  return rightEdge;
}
