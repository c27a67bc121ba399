import { GatewayError } from "../errors.ts";
import { consistencySpans, inclusionSpans, type ReadNode, type Span, spanNodes } from "./merkle.ts";
import { type TileId, tilePath } from "./tile-path.ts";
import { createNodeReader, type Tile, tileOfNode } from "./tiles.ts";

/** The tiles to fetch before `inclusionProof` can be made; core itself waits for nothing. */
export const inclusionTiles = (at: { readonly index: number; readonly size: number }): TileId[] =>
  tilesUnder(inclusionSpans(at.index, at.size), at.size);

/** The tiles to fetch before `consistencyProof` can be made. */
export const consistencyTiles = (of: { readonly oldSize: number; readonly size: number }): TileId[] =>
  tilesUnder(consistencySpans(of.oldSize, of.size), of.size);

/** Reads nodes from tiles at hand. LEDGER_MISMATCH for one that is not among them. */
export function nodeReaderOf(size: number, tiles: readonly Tile[]): ReadNode {
  const data = new Map(tiles.map((tile) => [tilePath(tile), tile.data]));
  return createNodeReader(size, (id) => {
    const found = data.get(tilePath(id));
    if (!found) throw new GatewayError("LEDGER_MISMATCH", "a tile of the proof is missing");
    return found;
  });
}

function tilesUnder(spans: readonly Span[], size: number): TileId[] {
  const tiles = spans.flatMap(spanNodes).map((node) => tileOfNode(size, node));
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()];
}
