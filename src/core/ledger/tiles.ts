import { GatewayError } from "../errors.ts";
import { joinBytes } from "./bytes.ts";
import { decodeBundle, encodeBundle } from "./bundle.ts";
import { EMPTY_ROOT, foldInPlace, HASH_BYTES, writeLeafHash } from "./hash.ts";
import { foldRight, isSize, type Node, type ReadNode, spanNodes } from "./merkle.ts";
import { BUNDLE_LEVEL, hashesAt, rightEdgeOf, TILE_HEIGHT, TILE_WIDTH, type TileId, tileIn } from "./tile-path.ts";

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** A tile or, at `BUNDLE_LEVEL`, an entry bundle with its bytes. */
export interface Tile extends TileId {
  readonly data: Uint8Array;
}

export interface Growth {
  readonly size: number;
  readonly root: Uint8Array;
  /** New and changed tiles of hashes: the full ones, and the partial ones that the new size ends in. */
  readonly tiles: readonly Tile[];
  readonly bundles: readonly Tile[];
  /** What the next call needs; each is in `tiles`, in `bundles` or unchanged. */
  readonly rightEdge: readonly Tile[];
}

export interface Grow {
  readonly size: number;
  /** The partial tiles and bundle of `rightEdgeOf(size)`, in any order. */
  readonly rightEdge: readonly Tile[];
  readonly entries: readonly Uint8Array[];
}

/**
 * Grows a tree: the same root and tiles whichever way the entries are cut into calls. Refuses with LEDGER_MISMATCH a right
 * edge that is not exactly that of `size`. Whether the edge is the true one, `edgeRoot` tells.
 */
export function appendLeaves({ size, rightEdge, entries }: Grow): Growth {
  const edge = checkedEdge(size, rightEdge);
  const grownSize = size + entries.length;
  if (!isSize(grownSize)) throw new GatewayError("LEDGER_MALFORMED", "tree would outgrow its size");
  const bundles = growBundles(size, { partial: edge.get(BUNDLE_LEVEL), entries });
  const tiles = growTiles(size, { edge, entries });
  const known = new Map([...rightEdge, ...bundles, ...tiles].map((tile) => [keyOf(tile), tile]));
  const grownEdge = rightEdgeOf(grownSize).map((id) => getTile(known, id));
  return { size: grownSize, root: edgeRoot(grownSize, grownEdge), tiles, bundles, rightEdge: grownEdge };
}

/** The root of the tree of `size`, from its right edge alone: compare it before trusting a stored edge. */
export function edgeRoot(size: number, rightEdge: readonly Tile[]): Uint8Array {
  const edge = checkedEdge(size, rightEdge);
  const largestFirst = [...edge.values()].filter((tile) => tile.level >= 0).sort((a, b) => b.level - a.level);
  if (largestFirst.length === 0) return EMPTY_ROOT;
  return foldRight(
    largestFirst.flatMap((tile) => spanNodes({ from: 0, until: tile.width }).map((node) => foldNode(tile, node))),
  );
}

/**
 * Reads the nodes of a tree of `size` from its tiles. What it gives is a claim: a proof made of it must be verified against
 * a signed root before it is trusted (CVE-2026-56865).
 */
export function createNodeReader(size: number, readTile: (id: TileId) => Uint8Array): ReadNode {
  return (node) => {
    const id = tileOfNode(size, node);
    const data = readTile(id);
    if (data.byteLength !== id.width * HASH_BYTES) throw mismatch("tile has another length than its width");
    const level = node.level % TILE_HEIGHT;
    return foldNode({ ...id, data }, { level, index: node.index % (TILE_WIDTH / 2 ** level) });
  };
}

/** The tile of a tree of `size` that a node is read from. */
export function tileOfNode(size: number, { level, index }: Node): TileId {
  const n = Math.floor((index * 2 ** (level % TILE_HEIGHT)) / TILE_WIDTH);
  return tileIn(size, { level: Math.floor(level / TILE_HEIGHT), n });
}

/** A node within one tile: level 0 are its own hashes. */
function foldNode(tile: Tile, { level, index }: Node): Uint8Array {
  const bytes = 2 ** level * HASH_BYTES;
  return foldInPlace(Buffer.from(tile.data.subarray(index * bytes, (index + 1) * bytes)), 2 ** level);
}

function growBundles(
  size: number,
  { partial, entries }: { readonly partial: Tile | undefined; readonly entries: readonly Uint8Array[] },
): Tile[] {
  const bundles: Tile[] = [];
  for (let at = 0; at < entries.length;) {
    const n = Math.floor((size + at) / TILE_WIDTH);
    const taken = (size + at) % TILE_WIDTH;
    const more = entries.slice(at, at + TILE_WIDTH - taken);
    const before = taken > 0 && partial ? partial.data : new Uint8Array();
    bundles.push({
      level: BUNDLE_LEVEL,
      n,
      width: taken + more.length,
      data: joinBytes(before, encodeBundle(more)),
    });
    at += more.length;
  }
  return bundles;
}

function growTiles(
  size: number,
  { edge, entries }: { readonly edge: ReadonlyMap<number, Tile>; readonly entries: readonly Uint8Array[] },
): Tile[] {
  const tiles: Tile[] = [];
  let fresh = Buffer.allocUnsafe(entries.length * HASH_BYTES);
  entries.forEach((entry, at) => writeLeafHash(entry, { out: fresh, at: at * HASH_BYTES }));
  for (let level = 0; fresh.byteLength > 0; level++) {
    const first = Math.floor(hashesAt(level, size) / TILE_WIDTH);
    const grown = cutTiles(joinBytes(edge.get(level)?.data ?? new Uint8Array(), fresh), { level, first });
    tiles.push(...grown);
    const full = grown.filter((tile) => tile.width === TILE_WIDTH);
    fresh = Buffer.concat(full.map((tile) => foldInPlace(Buffer.from(tile.data), TILE_WIDTH)));
  }
  return tiles;
}

function cutTiles(hashes: Uint8Array, { level, first }: { readonly level: number; readonly first: number }): Tile[] {
  const tiles: Tile[] = [];
  for (let at = 0; at * TILE_BYTES < hashes.byteLength; at++) {
    const data = hashes.subarray(at * TILE_BYTES, (at + 1) * TILE_BYTES);
    tiles.push({ level, n: first + at, width: data.byteLength / HASH_BYTES, data });
  }
  return tiles;
}

/** By level. */
function checkedEdge(size: number, rightEdge: readonly Tile[]): ReadonlyMap<number, Tile> {
  if (!isSize(size)) throw new GatewayError("LEDGER_MALFORMED", "tree size is not a whole number");
  const expected = rightEdgeOf(size);
  const given = new Map(rightEdge.map((tile) => [keyOf(tile), tile]));
  if (rightEdge.length !== expected.length) throw mismatch("right edge is not that of this size");
  return new Map(
    expected.map((id) => {
      const tile = getTile(given, id);
      if (tile.level === BUNDLE_LEVEL) decodeBundle(tile.data, tile.width);
      else if (tile.data.byteLength !== tile.width * HASH_BYTES)
        throw mismatch("tile has another length than its width");
      return [tile.level, tile];
    }),
  );
}

function getTile(tiles: ReadonlyMap<string, Tile>, id: TileId): Tile {
  const tile = tiles.get(keyOf(id));
  if (!tile) throw mismatch("right edge is not that of this size");
  return tile;
}

const keyOf = ({ level, n, width }: TileId): string => `${level}/${n}/${width}`;
const mismatch = (message: string): GatewayError => new GatewayError("LEDGER_MISMATCH", message);
