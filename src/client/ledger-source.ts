import type { TileId } from "../core/ledger/tile-path.ts";

/** A log as C2SP tlog-tiles serves it, wherever it lies. What comes from it is a claim until it is proven. */
export interface LedgerSource {
  /** The signed note; `null` when there is none. */
  checkpoint(): Promise<string | null>;
  /** A tile or, at `BUNDLE_LEVEL`, an entry bundle; `null` when it is not there in this width. */
  tile(id: TileId): Promise<Uint8Array | null>;
}

/** How many are asked for at once; a gateway takes far more from one address. */
const AT_ONCE = 8;

/** The tiles in their order, several under way at a time. The first fault ends it. */
export async function fetchTiles(
  source: Pick<LedgerSource, "tile">,
  ids: readonly TileId[],
): Promise<readonly (Uint8Array | null)[]> {
  const found: (Uint8Array | null)[] = ids.map(() => null);
  const waiting = ids.entries();
  const lane = async (): Promise<void> => {
    // One iterator for all lanes: each takes what no other has taken.
    for (const [at, id] of waiting) found[at] = await source.tile(id);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, lane));
  return found;
}
