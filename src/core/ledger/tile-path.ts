import { GatewayError } from "../errors.ts";
import { isSize } from "./merkle.ts";

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
/** Levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;
/** The level under which entry bundles are kept beside the tiles. */
export const BUNDLE_LEVEL = -1;
/** 256^6 leaves are within 2^53 − 1, 256^7 are not: no tree of ours has a level above this. */
const LEVEL_MAX = 6;

/** A tile, or at `BUNDLE_LEVEL` an entry bundle; `width` is 256 for a full one. */
export interface TileId {
  readonly level: number;
  readonly n: number;
  readonly width: number;
}

/** `tile/0/x001/x234/067.p/8`, `tile/entries/000`. Refuses what is no tile. */
export function tilePath({ level, n, width }: TileId): string {
  const known = level >= BUNDLE_LEVEL && level <= LEVEL_MAX && Number.isInteger(level) && isSize(n);
  if (!known || !Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new GatewayError("LEDGER_MALFORMED", "tile lies outside what a log can hold");
  }
  const folder = level === BUNDLE_LEVEL ? "entries" : String(level);
  return `tile/${folder}/${printIndex(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|[0-9])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** `null` for every spelling but the one that `tilePath` prints; the path comes from anyone. */
export function findTile(path: string): TileId | null {
  const match = PATH.exec(path);
  if (!match) return null;
  const [, folder, index = "", partial] = match;
  const level = folder === "entries" ? BUNDLE_LEVEL : Number(folder);
  const n = Number(index.replace(/[x/]/g, ""));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (level > LEVEL_MAX || width > TILE_WIDTH || !isSize(n)) return null;
  const tile = { level, n, width };
  return tilePath(tile) === path ? tile : null;
}

/** Groups of three digits, all but the last marked with `x`. */
function printIndex(n: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
}

/** How many hashes stand at this tile level in a tree of `size`; entries at `BUNDLE_LEVEL`. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** Math.max(level, 0));

/** The tile as a tree of `size` has it: full, or as wide as the tree reaches. Refuses one beyond the tree. */
export function tileIn(size: number, { level, n }: Omit<TileId, "width">): TileId {
  const width = Math.min(TILE_WIDTH, hashesAt(level, size) - n * TILE_WIDTH);
  if (width < 1) throw new GatewayError("LEDGER_MALFORMED", "tile lies outside the tree");
  return { level, n, width };
}

/** The tile levels of a tree of `size`, with the level of the bundles first. */
export function levelsOf(size: number): number[] {
  const levels = [BUNDLE_LEVEL];
  for (let level = 0; hashesAt(level, size) > 0; level++) levels.push(level);
  return levels;
}

/** What must be at hand to grow a tree of `size`: its partial bundle and partial tiles, none of them full. */
export function rightEdgeOf(size: number): TileId[] {
  return levelsOf(size)
    .map((level) => {
      const hashes = hashesAt(level, size);
      return { level, n: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH };
    })
    .filter(({ width }) => width > 0);
}

/** Every bundle and tile that a log of `size` serves, the partial ones of this size included. */
export function* tilesOf(size: number): Generator<TileId> {
  for (const level of levelsOf(size)) {
    const tiles = Math.ceil(hashesAt(level, size) / TILE_WIDTH);
    for (let n = 0; n < tiles; n++) yield tileIn(size, { level, n });
  }
}
