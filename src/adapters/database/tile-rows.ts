import type { Pool, PoolClient } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { decodeBundle, encodeBundle } from "../../core/ledger/bundle.ts";
import { HASH_BYTES } from "../../core/ledger/hash.ts";
import { BUNDLE_LEVEL, TILE_WIDTH } from "../../core/ledger/tile-path.ts";
import type { TileId } from "../../core/ledger/tile-path.ts";
import type { Tile } from "../../core/ledger/tiles.ts";

/**
 * The tile at this width, also once the wider one has taken its place: what a log served stays served, since a tile only
 * grows at its end. `null` beyond the tree.
 */
export async function findTile(client: Pool | PoolClient, id: TileId): Promise<Uint8Array | null> {
  const { rows } = await client.query<{ width: number; data: Buffer }>(
    "SELECT width, data FROM ledger_tile WHERE level = $1 AND n = $2 AND width >= $3 ORDER BY width LIMIT 1",
    [id.level, id.n, id.width],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return row.width === id.width ? row.data : narrowed({ ...id, width: row.width, data: row.data }, id.width);
}

function narrowed({ level, width: wider, data }: Tile, width: number): Uint8Array {
  if (level !== BUNDLE_LEVEL) return data.subarray(0, width * HASH_BYTES);
  return encodeBundle(decodeBundle(data, wider).slice(0, width));
}

/** Exactly these rows, in this order; LEDGER_MISMATCH when one is missing. */
export async function readTiles(client: Pool | PoolClient, ids: readonly TileId[]): Promise<readonly Tile[]> {
  const { rows } = await client.query<{ level: number; n: string; width: number; data: Buffer }>(
    `SELECT t.level, t.n, t.width, t.data
       FROM unnest($1::smallint[], $2::bigint[], $3::smallint[]) WITH ORDINALITY AS w (level, n, width, ordinality)
       JOIN ledger_tile t USING (level, n, width) ORDER BY w.ordinality`,
    [ids.map(({ level }) => level), ids.map(({ n }) => n), ids.map(({ width }) => width)],
  );
  if (rows.length !== ids.length) throw new GatewayError("LEDGER_MISMATCH", "a tile of the ledger is missing");
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

export async function writeTiles(client: PoolClient, tiles: readonly Tile[]): Promise<void> {
  await client.query(
    `INSERT INTO ledger_tile (level, n, width, data)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bytea[]) ON CONFLICT DO NOTHING`,
    [
      tiles.map(({ level }) => level),
      tiles.map(({ n }) => n),
      tiles.map(({ width }) => width),
      tiles.map(({ data }) => Buffer.from(data)),
    ],
  );
}

/** Drops the narrower forms of tiles that are full now. */
export async function dropPartials(client: Pool | PoolClient, tiles: readonly Tile[]): Promise<void> {
  const full = tiles.filter(({ width }) => width === TILE_WIDTH);
  if (full.length === 0) return;
  await client.query(
    `DELETE FROM ledger_tile t USING unnest($1::smallint[], $2::bigint[]) AS f (level, n)
      WHERE t.level = f.level AND t.n = f.n AND t.width < $3`,
    [full.map(({ level }) => level), full.map(({ n }) => n), TILE_WIDTH],
  );
}
