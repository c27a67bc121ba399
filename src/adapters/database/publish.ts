import type { Pool, PoolClient } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { decodeBundle } from "../../core/ledger/bundle.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { openCheckpoint, parseCheckpoint, signCheckpoint, type TrustedLog } from "../../core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../core/ledger/hash.ts";
import { mergeNotes, parseNote } from "../../core/ledger/note.ts";
import type { Sign } from "../../core/ledger/note.ts";
import { BUNDLE_LEVEL, tileIn, TILE_WIDTH } from "../../core/ledger/tile-path.ts";
import { appendLeaves, edgeRoot } from "../../core/ledger/tiles.ts";
import type { Tile } from "../../core/ledger/tiles.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";
import { edgeAt, guardedTree, requireExtension, type Tree } from "./guarded-tree.ts";
import { inTurn } from "./ledger-turn.ts";
import { readState } from "./sequence.ts";
import type { TreeState } from "./sequence.ts";
import { dropPartials, readTiles } from "./tile-rows.ts";

/** Read back and hashed at a time; a whole number of bundles. */
const STEP = 32 * TILE_WIDTH;

export interface Signing {
  readonly log: TrustedLog;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  readonly guard: LedgerGuard;
  /** The note with what witnesses add to it in their time; never throws. */
  readonly cosign: (note: string) => Promise<string>;
}

interface SignedTree {
  readonly note: string;
  /** Tiles that became full since the checkpoint before. */
  readonly filled: readonly Tile[];
}

/**
 * Signs the committed tree where its checkpoint is older, and never anything else; whoever comes first makes good what a
 * crash left. The guard has the note before anyone else, and witnesses are asked outside of any transaction.
 */
export async function publish(pool: Pool, signing: Signing): Promise<void> {
  const signed = await inTurn(pool, (client) => signNext(client, signing));
  if (signed === null) return;
  const note = await signing.cosign(signed.note);
  await makeVisible(pool, { ...signed, note, log: signing.log });
}

/**
 * Everything since the last checkpoint is read back and hashed from the entries up before it is signed, so that a bit which
 * flipped on its way to the disk, an edited tile or a restored backup is found. `null` where everything is published.
 */
async function signNext(client: PoolClient, signing: Signing): Promise<SignedTree | null> {
  const { log, publicKey, sign, guard } = signing;
  const state = await readState(client);
  const published = publishedTree(state, log);
  const held = await requireGuarded(client, { state, published, guard, log });
  if (state.checkpoint !== null && published.size === state.size) {
    // As in every round of a ledger at rest: a flush a second by each process would wear the disk for nothing.
    if (held === state.checkpoint) return null;
    // Signed by another process: its guard may be on another machine than ours.
    return (await guard.write(state.checkpoint, held)) ? null : signNext(client, signing);
  }
  const filled = await verifyExtension(client, { from: published, to: state });
  const note = signCheckpoint({ origin: log.origin, size: state.size, root: state.root }, { publicKey, sign });
  // Somebody signed meanwhile who does not wait for this database's turn: what is held now must be a part of our tree too.
  return (await guard.write(note, held)) ? { note, filled } : signNext(client, signing);
}

/** Shows a signed checkpoint to everyone, unless a larger one is shown already; of one size, who cosigned either. */
export function makeVisible(
  pool: Pool,
  { note, filled, log }: SignedTree & { readonly log: TrustedLog },
): Promise<void> {
  return inTurn(pool, async (client) => {
    const state = await readState(client);
    const { size, root } = parseCheckpoint(parseNote(note).text);
    const shown = publishedTree(state, log);
    if (state.checkpoint !== null && shown.size > size) return;
    const joined = state.checkpoint !== null && shown.size === size ? mergeNotes(state.checkpoint, note) : note;
    await client.query(
      `UPDATE ledger_state SET checkpoint = $3
        WHERE id = 1 AND (size > $1 OR (size = $1 AND root = $2)) AND checkpoint IS NOT DISTINCT FROM $4`,
      [size, root, joined, state.checkpoint],
    );
    await dropPartials(client, filled);
  });
}

/**
 * That the tree extends the one the guard saw; gives the note that this was told by, `null` before the first.
 * LEDGER_GUARD_MISSING where something was published and there is no guard.
 */
export async function requireGuarded(
  client: PoolClient,
  at: {
    readonly state: TreeState;
    readonly published: Tree;
    readonly guard: LedgerGuard;
    readonly log: TrustedLog;
  },
): Promise<string | null> {
  const { state, published } = at;
  const guarded = await guardedTree(at.guard, at.log);
  if (guarded === null) {
    if (state.checkpoint === null) return null;
    throw new GatewayError("LEDGER_GUARD_MISSING", "the ledger was published and its guard is not there", {
      at: "GATEWAY_LEDGER_GUARD_FILE",
      remedy: "put the guard file back; where it is lost, follow docs/ledger-recovery.md",
    });
  }
  // The published tree is compared with its tiles before anything is signed on it.
  const same = state.checkpoint !== null && guarded.size === published.size && equalBytes(guarded.root, published.root);
  if (!same) await requireExtension(client, { from: guarded, to: state });
  return guarded.note;
}

/** The tree that was signed last: the empty one before the first. */
export function publishedTree({ size, root, checkpoint }: TreeState, log: TrustedLog): Tree {
  if (checkpoint === null) return { size: 0, root: EMPTY_ROOT };
  const published = openCheckpoint(checkpoint, log);
  const fits = published.size < size || (published.size === size && equalBytes(published.root, root));
  if (!fits) throw mismatch("the published checkpoint is not one of this tree");
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
