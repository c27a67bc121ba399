import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { audit } from "../../../src/core/ledger/audit.ts";
import { leafHash } from "../../../src/core/ledger/hash.ts";
import { consistencyProof, inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/core/ledger/merkle-verify.ts";
import { consistencyTiles, inclusionTiles, nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { rightEdgeOf, tilePath, tilesOf } from "../../../src/core/ledger/tile-path.ts";
import { appendLeaves, createNodeReader, edgeRoot, type Growth, type Tile } from "../../../src/core/ledger/tiles.ts";
import { codeOf, EMPTY, entriesOf, hex, naive, TestLog, trusted } from "./support.ts";

const SIZES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537];
const entries = entriesOf(65_537);
const leaves = entries.map(leafHash);

const grow = (cuts: readonly number[], size: number): TestLog => {
  const log = new TestLog();
  const edges = [0, ...[...cuts].sort((a, b) => a - b), size];
  edges.slice(1).forEach((until, at) => log.append(entries.slice(edges[at], until)));
  return log;
};

/** What a log of its size serves, by path. */
const served = (log: TestLog): Record<string, string> =>
  Object.fromEntries([...tilesOf(log.grown.size)].map((id) => [tilePath(id), hex(log.tile(id) ?? new Uint8Array())]));

const tilesOfLog = (log: TestLog, ids: readonly Omit<Tile, "data">[]): Tile[] =>
  ids.map((id) => ({ ...id, data: log.tile(id)! }));

describe("appending leaves", () => {
  it.each(SIZES)("gives the root of RFC 6962 for %i, and an audit finds nothing", (size) => {
    const log = grow([], size);
    expect(log.grown.size).toBe(size);
    expect(hex(log.grown.root)).toBe(hex(naive.root(leaves.slice(0, size))));
    expect(hex(edgeRoot(size, log.grown.rightEdge))).toBe(hex(log.grown.root));
    expect(log.grown.rightEdge.map(tilePath)).toEqual(rightEdgeOf(size).map(tilePath));
    log.publish();
    expect(audit({ ...trusted, ledger: log })).toEqual({ entries: size, findings: [] });
  });

  it("gives the same root and tiles whichever way the entries are cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1200 }), fc.array(fc.nat(1200), { maxLength: 12 }), (size, cuts) => {
        const whole = grow([], size);
        const parts = grow(
          cuts.filter((cut) => cut <= size),
          size,
        );
        expect(hex(parts.grown.root)).toBe(hex(whole.grown.root));
        expect(served(parts)).toEqual(served(whole));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    { size: 65_537, cuts: [65_535, 65_536] },
    { size: 65_537, cuts: [1, 256, 40_000, 65_281] },
  ])("does so across a new level too, cut at $cuts", ({ size, cuts }) => {
    expect(served(grow(cuts, size))).toEqual(served(grow([], size)));
  });

  it("one at a time gives every tile of every size on the way", () => {
    const log = grow(
      Array.from({ length: 600 }, (_, at) => at),
      600,
    );
    for (const size of [1, 255, 256, 257, 511, 512, 513, 600]) {
      for (const [path, data] of Object.entries(served(grow([], size)))) expect(hex(log.stored.get(path)!)).toBe(data);
    }
  });

  it("hands out only what is new or changed", () => {
    const log = grow([], 300);
    const { tiles, bundles } = appendLeaves({ ...log.grown, entries: entries.slice(300, 302) });
    expect([...tiles, ...bundles].map(tilePath)).toEqual(["tile/0/001.p/46", "tile/entries/001.p/46"]);
    const nothing = appendLeaves({ ...log.grown, entries: [] });
    expect([nothing.tiles, nothing.bundles]).toEqual([[], []]);
    expect(nothing.rightEdge).toEqual(log.grown.rightEdge);
  });

  const at300 = grow([], 300).grown;
  const edge = (change: (tiles: Tile[]) => Tile[]): Partial<Growth> => ({ rightEdge: change([...at300.rightEdge]) });
  it.each([
    { name: "misses a tile", change: edge((tiles) => tiles.slice(1)), code: "LEDGER_MISMATCH" },
    { name: "has one too many", change: edge((tiles) => [...tiles, ...tiles.slice(0, 1)]), code: "LEDGER_MISMATCH" },
    { name: "is of another size", change: { size: 301 }, code: "LEDGER_MISMATCH" },
    { name: "is of a tree without one", change: { size: 0 }, code: "LEDGER_MISMATCH" },
    { name: "belongs to no size", change: { size: -1 }, code: "LEDGER_MALFORMED" },
    { name: "would outgrow what a number holds", change: { ...EMPTY, size: 2 ** 53 }, code: "LEDGER_MALFORMED" },
    {
      name: "has a tile that is cut",
      change: edge((tiles) => tiles.map((tile) => (tile.level === 0 ? { ...tile, data: tile.data.slice(1) } : tile))),
      code: "LEDGER_MISMATCH",
    },
    {
      name: "has a bundle that is cut",
      change: edge((tiles) => tiles.map((tile) => (tile.level === -1 ? { ...tile, data: tile.data.slice(1) } : tile))),
      code: "LEDGER_MALFORMED",
    },
  ])("refuses a right edge that $name", ({ change, code }) => {
    expect(codeOf(() => appendLeaves({ ...at300, ...change, entries: entriesOf(1) }))).toBe(code);
  });

  it("tells by the edge's root that a stored tile was changed", () => {
    const changed = at300.rightEdge.map((tile) =>
      tile.level === 0 ? { ...tile, data: tile.data.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) } : tile,
    );
    expect(hex(edgeRoot(300, changed))).not.toBe(hex(at300.root));
  });
});

describe("proofs from tiles", () => {
  const log = grow([255, 512], 65_537);
  it.each([
    { index: 0, size: 1 },
    { index: 254, size: 255 },
    { index: 255, size: 256 },
    { index: 256, size: 257 },
    { index: 0, size: 513 },
    { index: 40_000, size: 65_535 },
    { index: 65_535, size: 65_536 },
    { index: 65_536, size: 65_537 },
    { index: 300, size: 65_537 },
  ])("verify for leaf $index of $size, from the tiles they name", ({ index, size }) => {
    const at = grow([], size);
    const needed = inclusionTiles({ index, size });
    const proof = inclusionProof({ index, size }, nodeReaderOf(size, tilesOfLog(at, needed)));
    const claim = { leaf: leaves[index]!, index, size, proof, root: at.grown.root };
    expect(verifyInclusion(claim)).toBe(true);
    expect(needed.length).toBeLessThanOrEqual(6);
  });

  it.each([
    { oldSize: 1, size: 65_537 },
    { oldSize: 255, size: 257 },
    { oldSize: 256, size: 65_536 },
    { oldSize: 513, size: 65_535 },
    { oldSize: 65_535, size: 65_537 },
    { oldSize: 65_536, size: 65_537 },
    { oldSize: 700, size: 700 },
  ])("verify that $size extends $oldSize", ({ oldSize, size }) => {
    const [old, now] = [grow([], oldSize).grown, grow([], size)];
    const tiles = tilesOfLog(now, consistencyTiles({ oldSize, size }));
    const proof = consistencyProof({ oldSize, size }, nodeReaderOf(size, tiles));
    expect(verifyConsistency({ oldSize, oldRoot: old.root, size, root: now.grown.root, proof })).toBe(true);
  });

  it("are claims: made of a changed tile they fail", () => {
    const size = 65_537;
    const bad = inclusionTiles({ index: 300, size }).map((id) => ({ ...id, data: new Uint8Array(id.width * 32) }));
    const proof = inclusionProof({ index: 300, size }, nodeReaderOf(size, bad));
    expect(verifyInclusion({ leaf: leaves[300]!, index: 300, size, proof, root: log.grown.root })).toBe(false);
  });

  it("cannot be made of a missing or a cut tile", () => {
    const cut = createNodeReader(300, () => new Uint8Array(31));
    expect(codeOf(() => inclusionProof({ index: 0, size: 300 }, nodeReaderOf(300, [])))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => inclusionProof({ index: 0, size: 300 }, cut))).toBe("LEDGER_MISMATCH");
  });
});
