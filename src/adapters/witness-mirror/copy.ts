import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { decodeBundle } from "../../core/ledger/bundle.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "../../core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../core/ledger/hash.ts";
import { parseNote } from "../../core/ledger/note.ts";
import { BUNDLE_LEVEL, rightEdgeOf, TILE_WIDTH, type TileId, tileIn, tilePath } from "../../core/ledger/tile-path.ts";
import { appendLeaves, edgeRoot, type Growth, type Tile } from "../../core/ledger/tiles.ts";
import { originHash } from "../../core/ledger/witness.ts";
import { hasCode, writeFileAtomically } from "../keyring/files.ts";
import type { FetchBundle } from "./fetch-bundle.ts";

/** A log that asks waits for its answer meanwhile; what was copied by then is kept for the next time. */
const COPY_MS_MAX = 20_000;

/** What a copy holds, whole: its checkpoint's tree, and the edge to grow it by. */
type Whole = Pick<Growth, "size" | "root" | "rightEdge">;
const NOTHING: Whole = { size: 0, root: EMPTY_ROOT, rightEdge: [] };

export interface Mirror {
  /**
   * Brings the copy of a log to this checkpoint, flushed. `false`, and the copy as it was, where the log does not serve its
   * entries, or serves other ones than it signed; ask again. LEDGER_MISMATCH where the copy itself is damaged.
   */
  copyTo(note: string): Promise<boolean>;
}

/** Copies lie in `mirror/<origin hash>/` as C2SP tlog-tiles has it: `checkpoint`, and `tile/…`. */
export function createMirror(given: {
  readonly folder: string;
  readonly fetchBundle: FetchBundle;
  readonly now: () => number;
}): Mirror {
  const { folder, fetchBundle, now } = given;
  return {
    async copyTo(note) {
      const target = parseCheckpoint(parseNote(note).text);
      const place = join(folder, "mirror", originHash(target.origin));
      const whole = await readWhole(place, target.origin);
      if (target.size < whole.size) return false;
      const deadline = now() + COPY_MS_MAX;
      const grown = await grow({ place, whole, target, fetchBundle, inTime: () => now() < deadline });
      if (grown === null) return false;
      if (!equalBytes(grown.root, target.root)) {
        // Which bundle is false nobody can say: all that came since the last whole copy are fetched anew.
        await forget(place, { from: whole.size, until: target.size });
        return false;
      }
      for (const tile of grown.rightEdge) await writeTile(place, tile);
      await writeFlushed(join(place, "checkpoint"), note);
      await removeOldEdge(place, { from: whole.size, to: grown.size });
      return true;
    },
  };
}

interface Growing {
  readonly place: string;
  readonly whole: Whole;
  readonly target: Checkpoint;
  readonly fetchBundle: FetchBundle;
  readonly inTime: () => boolean;
}

/** Full tiles and bundles are written as they come, the partial ones are the caller's. `null` when one did not come. */
async function grow({ place, whole, target, fetchBundle, inTime }: Growing): Promise<Whole | null> {
  let grown = whole;
  while (grown.size < target.size) {
    const n = Math.floor(grown.size / TILE_WIDTH);
    const id = tileIn(target.size, { level: BUNDLE_LEVEL, n });
    const kept = id.width === TILE_WIDTH ? await readBundle(place, id) : null;
    const entries = kept ?? (inTime() ? await fetchBundle(id) : null);
    if (entries === null) return null;
    const next = appendLeaves({ ...grown, entries: entries.slice(grown.size % TILE_WIDTH) });
    for (const tile of [...next.bundles, ...next.tiles]) if (tile.width === TILE_WIDTH) await writeTile(place, tile);
    grown = next;
  }
  return grown;
}

/** The last copy that was finished, its edge proven to give the root that was signed. */
async function readWhole(place: string, origin: string): Promise<Whole> {
  const note = await readOrNull(join(place, "checkpoint"));
  if (note === null) return NOTHING;
  const { size, root, origin: copied } = parseCheckpoint(parseNote(note.toString("utf8")).text);
  const edge = await Promise.all(rightEdgeOf(size).map((id) => readTile(place, id)));
  const rightEdge = edge.filter((tile) => tile !== null);
  if (copied !== origin || rightEdge.length < edge.length || !equalBytes(edgeRoot(size, rightEdge), root)) {
    throw new GatewayError("LEDGER_MISMATCH", "the copy of a log is damaged", {
      at: "mirror",
      remedy: "move the log's folder in `mirror` away: the witness copies the whole log again",
    });
  }
  return { size, root, rightEdge };
}

async function readBundle(place: string, id: TileId): Promise<readonly Uint8Array[] | null> {
  const tile = await readTile(place, id);
  if (tile === null) return null;
  try {
    return decodeBundle(tile.data, tile.width);
  } catch (error) {
    // Half-made or edited: fetched anew.
    if (error instanceof GatewayError && error.code === "LEDGER_MALFORMED") return null;
    throw error;
  }
}

async function readTile(place: string, id: TileId): Promise<Tile | null> {
  const data = await readOrNull(join(place, tilePath(id)));
  return data && { ...id, data };
}

const writeTile = (place: string, tile: Tile): Promise<void> => writeFlushed(join(place, tilePath(tile)), tile.data);

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomically(path, content);
}

async function forget(place: string, { from, until }: { from: number; until: number }): Promise<void> {
  for (let n = Math.floor(from / TILE_WIDTH); n * TILE_WIDTH < until; n++) {
    await rm(join(place, tilePath({ level: BUNDLE_LEVEL, n, width: TILE_WIDTH })), { force: true });
  }
}

/** A partial tile is of no use once the copy ends in another. */
async function removeOldEdge(place: string, { from, to }: { from: number; to: number }): Promise<void> {
  const kept = new Set(rightEdgeOf(to).map(tilePath));
  const old = rightEdgeOf(from).filter((id) => !kept.has(tilePath(id)));
  await Promise.all(old.map((id) => rm(join(place, tilePath(id)), { force: true })));
}

function readOrNull(path: string): Promise<Buffer | null> {
  return readFile(path).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  });
}
