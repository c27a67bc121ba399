import { BUNDLE_LEVEL, hashesAt, levelsOf, TILE_WIDTH, type TileId, tileIn, tilePath } from "./tile-path.ts";

/** Bundles to a step: enough to hide the way to a slow source, and about a megabyte of memory. */
const BUNDLES_A_STEP = 32;

/** What the auditor needs next, and how far it is. */
export interface AuditStep {
  readonly tiles: readonly TileId[];
  /** What the step after this one asks for, so that it can be fetched meanwhile; the same array then. */
  readonly next: readonly TileId[];
  /** Entries hashed so far, of `size`. */
  readonly hashed: number;
  readonly size: number;
}

/** Bytes of the tiles asked for, in their order; `null` for one that is not there. */
export type Fetched = readonly (Uint8Array | null)[];
/** A part of the audit that asks for tiles on its way. */
export type Within<T> = Generator<AuditStep, T, Fetched>;

/** Bundles in order with the full tiles that they complete, a step at a time; the partial tiles come last. */
export function* plan(size: number, edge: readonly TileId[]): Generator<readonly TileId[], readonly TileId[]> {
  const bundles = Math.ceil(size / TILE_WIDTH);
  for (let from = 0; from < bundles; from += BUNDLES_A_STEP) {
    const until = Math.min(bundles, from + BUNDLES_A_STEP);
    const ids = Array.from({ length: until - from }, (_, at) => tileIn(size, { level: BUNDLE_LEVEL, n: from + at }));
    yield [...ids, ...completedTiles(from * TILE_WIDTH, Math.min(size, until * TILE_WIDTH))];
  }
  return edge;
}

/** The tiles that become full while a tree grows from one size to the other. */
function completedTiles(from: number, until: number): TileId[] {
  const fullAt = (level: number, size: number): number => Math.floor(hashesAt(level, size) / TILE_WIDTH);
  return levelsOf(until)
    .filter((level) => level !== BUNDLE_LEVEL)
    .flatMap((level) => {
      const first = fullAt(level, from);
      const length = fullAt(level, until) - first;
      return Array.from({ length }, (_, at) => ({ level, n: first + at, width: TILE_WIDTH }));
    });
}

export interface Stored {
  readonly data: Uint8Array;
  /** Of the tile that was found: a partial tile may have made way for the full one (C2SP tlog-tiles). */
  readonly width: number;
}
export type FetchedTiles = ReadonlyMap<string, Stored>;

/** One step's tiles by their paths, those that are there. */
export function* fetchTiles(step: AuditStep): Within<FetchedTiles> {
  const found = new Map<string, Stored>();
  const keep = (ids: readonly TileId[], bytes: Fetched, width?: number): void =>
    ids.forEach((id, at) => {
      const data = bytes[at];
      if (data) found.set(tilePath(id), { data, width: width ?? id.width });
    });
  keep(step.tiles, yield step);
  const narrow = step.tiles.filter((id) => id.width < TILE_WIDTH && !found.has(tilePath(id)));
  if (narrow.length > 0) {
    const full = yield { ...step, tiles: narrow.map((id) => ({ ...id, width: TILE_WIDTH })) };
    keep(narrow, full, TILE_WIDTH);
  }
  return found;
}
