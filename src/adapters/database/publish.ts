import type { Pool, PoolClient } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { decodeBundle } from "../../core/ledger/bundle.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { parseCheckpoint, signCheckpoint } from "../../core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../core/ledger/hash.ts";
import { parseNote } from "../../core/ledger/note.ts";
import type { Sign } from "../../core/ledger/note.ts";
import { BUNDLE_LEVEL, rightEdgeOf, tileIn, TILE_WIDTH } from "../../core/ledger/tile-path.ts";
import { appendLeaves, edgeRoot } from "../../core/ledger/tiles.ts";
import type { Tile } from "../../core/ledger/tiles.ts";
import { readState } from "./sequence.ts";
import type { TreeState } from "./sequence.ts";
import { inTurn } from "./ledger-turn.ts";
import { dropPartials, findTile, readTiles } from "./tile-rows.ts";

/** Read back and hashed at a time; a whole number of bundles. */
const STEP = 32 * TILE_WIDTH;

type Tree = Pick<TreeState, "size" | "root">;

/**
 * Signs the committed tree where its checkpoint is older, and never anything else; whoever comes first makes good what a
 * crash left. Everything since the last checkpoint is read back and hashed from the entries up before it is signed, so
 * that a bit which flipped on its way to the disk, an edited tile or a restored backup is found: LEDGER_MISMATCH.
 */
export function publish(
  pool: Pool,
  { origin, publicKey, sign }: { readonly origin: string; readonly publicKey: Uint8Array; readonly sign: Sign },
): Promise<void> {
  return inTurn(pool, async (client) => {
    const state = await readState(client);
    const published = publishedTree(state, origin);
    if (state.checkpoint !== null && published.size === state.size) return;
    const filled = await verifyExtension(client, { from: published, to: state });
    const note = signCheckpoint({ origin, size: state.size, root: state.root }, { publicKey, sign });
    await client.query("UPDATE ledger_state SET checkpoint = $3 WHERE id = 1 AND size = $1 AND root = $2", [
      state.size,
      state.root,
      note,
    ]);
    await dropPartials(client, filled);
  });
}

/** The tree that was signed last: the empty one before the first. */
function publishedTree({ size, root, checkpoint }: TreeState, origin: string): Tree {
  if (checkpoint === null) return { size: 0, root: EMPTY_ROOT };
  const published = parseCheckpoint(parseNote(checkpoint).text);
  const fits = published.size < size || (published.size === size && equalBytes(published.root, root));
  if (!fits) throw mismatch("the published checkpoint is not one of this tree");
  if (published.origin !== origin) throw mismatch("the published checkpoint has another origin");
  return published;
}

/** Gives the tiles that became full since. */
async function verifyExtension(
  client: PoolClient,
  { from, to }: { readonly from: Tree; readonly to: Tree },
): Promise<readonly Tile[]> {
  const filled: Tile[] = [];
  let { size } = from;
  let rightEdge = await edgeAt(client, size);
  let root = edgeRoot(size, rightEdge);
  if (!equalBytes(root, from.root)) throw mismatch("the tiles do not give the root that was signed");
  while (size < to.size) {
    const until = Math.min(to.size, size - (size % TILE_WIDTH) + STEP);
    const grown = appendLeaves({
      size,
      rightEdge,
      entries: await entriesOf(client, { from: size, until, of: to.size }),
    });
    const written = [...grown.bundles, ...grown.tiles];
    const full = written.filter(({ width }) => width === TILE_WIDTH);
    await compareStored(client, until === to.size ? written : full);
    filled.push(...full);
    ({ size, root, rightEdge } = grown);
  }
  if (!equalBytes(root, to.root)) throw mismatch("the entries do not give the root that was committed");
  return filled;
}

async function edgeAt(client: PoolClient, size: number): Promise<readonly Tile[]> {
  const edge: Tile[] = [];
  for (const id of rightEdgeOf(size)) {
    const data = await findTile(client, id);
    if (data === null) throw mismatch("a tile of the ledger is missing");
    edge.push({ ...id, data });
  }
  return edge;
}

/** Entries `from` up to `until`, from the bundles as they are served. */
async function entriesOf(
  client: PoolClient,
  { from, until, of }: { readonly from: number; readonly until: number; readonly of: number },
): Promise<readonly Uint8Array[]> {
  const first = Math.floor(from / TILE_WIDTH);
  const count = Math.ceil(until / TILE_WIDTH) - first;
  const ids = Array.from({ length: count }, (_, at) => tileIn(of, { level: BUNDLE_LEVEL, n: first + at }));
  const bundles = await readTiles(client, ids);
  const entries = bundles.flatMap(({ data, width }) => decodeBundle(data, width));
  return entries.slice(from - first * TILE_WIDTH, until - first * TILE_WIDTH);
}

async function compareStored(client: PoolClient, expected: readonly Tile[]): Promise<void> {
  const stored = await readTiles(client, expected);
  const same = stored.every(({ data }, at) => equalBytes(data, expected[at]?.data ?? new Uint8Array()));
  if (!same) throw mismatch("a stored tile is not that of its entries");
}

const mismatch = (message: string): GatewayError => new GatewayError("LEDGER_MISMATCH", message);
