import { describe, expect, it } from "vitest";

import {
  findTile,
  levelsOf,
  rightEdgeOf,
  type TileId,
  tileIn,
  tilePath,
  tilesOf,
} from "../../../src/core/ledger/tile-path.ts";
import { codeOf } from "./support.ts";

const paths: readonly (TileId & { path: string })[] = [
  { level: 0, n: 0, width: 256, path: "tile/0/000" },
  { level: 0, n: 0, width: 1, path: "tile/0/000.p/1" },
  { level: 3, n: 999, width: 255, path: "tile/3/999.p/255" },
  { level: 0, n: 1000, width: 256, path: "tile/0/x001/000" },
  { level: 1, n: 1_234_067, width: 8, path: "tile/1/x001/x234/067.p/8" },
  { level: -1, n: 1_234_067, width: 256, path: "tile/entries/x001/x234/067" },
  { level: 6, n: Number.MAX_SAFE_INTEGER, width: 17, path: "tile/6/x009/x007/x199/x254/x740/991.p/17" },
];

describe("the path of a tile", () => {
  it.each(paths)("is $path", ({ path, ...tile }) => {
    expect(tilePath(tile)).toBe(path);
    expect(findTile(path)).toEqual(tile);
  });

  it.each([
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/00/000",
    "tile/7/000",
    "tile/-1/000",
    "tile/0/x000/001",
    "tile/0/001/000",
    "tile/0/x001/x000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/257",
    "tile/0/000.p/01",
    "tile/0/000.p/",
    "tile/0/000.p",
    "tile/0/000/",
    "/tile/0/000",
    "tile/0/000\n",
    "tile/0/٠٠٠",
    "tile/8/0/000",
    "tile/entries/x009/x007/x199/x254/x740/992",
    "tile/entries/../../checkpoint",
    "tile/Entries/000",
    "checkpoint",
    "",
  ])("is not %j", (path) => {
    expect(findTile(path)).toBeNull();
  });

  it.each([
    { level: -2, n: 0, width: 1 },
    { level: 7, n: 0, width: 1 },
    { level: 0.5, n: 0, width: 1 },
    { level: 0, n: -1, width: 1 },
    { level: 0, n: 2 ** 53, width: 1 },
    { level: 0, n: 0, width: 0 },
    { level: 0, n: 0, width: 257 },
    { level: 0, n: 0, width: 1.5 },
  ])("cannot be made for %o", (tile) => {
    expect(codeOf(() => tilePath(tile))).toBe("LEDGER_MALFORMED");
  });
});

const served = (size: number): string[] => [...tilesOf(size)].map(tilePath);

describe("the tiles of a size", () => {
  it.each([
    { size: 0, tiles: [], edge: [] },
    { size: 1, tiles: ["entries/000.p/1", "0/000.p/1"], edge: ["entries/000.p/1", "0/000.p/1"] },
    { size: 255, tiles: ["entries/000.p/255", "0/000.p/255"], edge: ["entries/000.p/255", "0/000.p/255"] },
    { size: 256, tiles: ["entries/000", "0/000", "1/000.p/1"], edge: ["1/000.p/1"] },
    {
      size: 257,
      tiles: ["entries/000", "entries/001.p/1", "0/000", "0/001.p/1", "1/000.p/1"],
      edge: ["entries/001.p/1", "0/001.p/1", "1/000.p/1"],
    },
    { size: 512, tiles: ["entries/000", "entries/001", "0/000", "0/001", "1/000.p/2"], edge: ["1/000.p/2"] },
  ])("are those of $size", ({ size, tiles, edge }) => {
    expect(served(size)).toEqual(tiles.map((tile) => `tile/${tile}`));
    expect(rightEdgeOf(size).map(tilePath)).toEqual(edge.map((tile) => `tile/${tile}`));
  });

  it.each([
    { size: 65_535, levels: 2, last: ["tile/1/000.p/255"], edge: ["entries/255.p/255", "0/255.p/255", "1/000.p/255"] },
    { size: 65_536, levels: 3, last: ["tile/1/000", "tile/2/000.p/1"], edge: ["2/000.p/1"] },
    {
      size: 65_537,
      levels: 3,
      last: ["tile/1/000", "tile/2/000.p/1"],
      edge: ["entries/256.p/1", "0/256.p/1", "2/000.p/1"],
    },
  ])("grow a level at the right leaf, as with $size", ({ size, levels, last, edge }) => {
    expect(levelsOf(size)).toHaveLength(levels + 1);
    expect(served(size).slice(-last.length)).toEqual(last);
    expect(rightEdgeOf(size).map(tilePath)).toEqual(edge.map((tile) => `tile/${tile}`));
  });

  it("refuses a tile beyond the tree", () => {
    expect(codeOf(() => tileIn(256, { level: 0, n: 1 }))).toBe("LEDGER_MALFORMED");
    expect(codeOf(() => tileIn(255, { level: 1, n: 0 }))).toBe("LEDGER_MALFORMED");
  });
});
