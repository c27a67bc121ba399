import { afterAll, beforeAll, expect, it } from "vitest";
import { createLedgerReader } from "../../../src/adapters/database/ledger-reader.ts";
import { createSequencer, type Sequencer } from "../../../src/adapters/database/sequencer.ts";
import { decodeBundle } from "../../../src/core/ledger/bundle.ts";
import { leafHash } from "../../../src/core/ledger/hash.ts";
import { consistencyProof, inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/core/ledger/merkle-verify.ts";
import { openCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { consistencyTiles, inclusionTiles, nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { BUNDLE_LEVEL, TILE_WIDTH, tileIn, type TileId } from "../../../src/core/ledger/tile-path.ts";
import type { Tile } from "../../../src/core/ledger/tiles.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { memoryGuard } from "../../support/guards.ts";
import { addPending, auditOf, checkpointOf, logOfTests, optionsFor, sizeOf } from "./ledger-fixtures.ts";

/** On both sides of where a tile fills, at the first level and at the second. */
const SIZES = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537];

eachDatabase("a ledger of each size at which tiles change", (under) => {
  let fresh: FreshDatabase;
  let sequencer: Sequencer;
  const kept: string[] = [];
  beforeAll(async () => {
    fresh = await under.open();
    sequencer = createSequencer({ ...optionsFor(fresh.database), guard: memoryGuard() });
  });
  afterAll(() => fresh.dispose());

  async function served({ level, n, width }: TileId): Promise<Uint8Array> {
    const reader = createLedgerReader({ database: fresh.database, ...logOfTests });
    const data = await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width));
    if (!data) throw new Error(`level ${level} tile ${n} of width ${width} is not served`);
    return data;
  }
  const tilesOf = (ids: readonly TileId[]): Promise<Tile[]> =>
    Promise.all(ids.map(async (id) => ({ ...id, data: await served(id) })));

  /** As one who holds a checkpoint of this size asks, also long after it was published. */
  async function proves(note: string, index: number): Promise<boolean> {
    const { size, root } = openCheckpoint(note, logOfTests);
    const bundle = tileIn(size, { level: BUNDLE_LEVEL, n: Math.floor(index / TILE_WIDTH) });
    const leaf = leafHash(decodeBundle(await served(bundle), bundle.width)[index % TILE_WIDTH]!);
    const proof = inclusionProof({ index, size }, nodeReaderOf(size, await tilesOf(inclusionTiles({ index, size }))));
    return verifyInclusion({ leaf, index, proof, size, root });
  }

  async function isExtendedBy(older: string, newer: string): Promise<boolean> {
    const [old, { size, root }] = [openCheckpoint(older, logOfTests), openCheckpoint(newer, logOfTests)];
    const of = { oldSize: old.size, size };
    const proof = consistencyProof(of, nodeReaderOf(size, await tilesOf(consistencyTiles(of))));
    return verifyConsistency({ oldSize: old.size, oldRoot: old.root, size, root, proof });
  }

  it.each(SIZES)(
    "is served whole at %i, proves its first, middle and last entry, and extends all before it",
    async (size) => {
      const more = size - (kept.length === 0 ? 0 : sizeOf(kept.at(-1)!));
      if (more > 0) await addPending(fresh.database, more);
      expect(await sequencer.runOnce()).toBe(more);
      const note = await checkpointOf(fresh.database);
      expect(await auditOf(fresh.database, kept)).toEqual({ entries: size, findings: [] });
      for (const index of new Set([0, Math.floor(size / 2), 255, size - 1])) {
        if (index >= 0 && index < size) expect(await proves(note, index)).toBe(true);
      }
      for (const older of kept) if (sizeOf(older) > 0) expect(await isExtendedBy(older, note)).toBe(true);
      kept.push(note);
    },
  );

  it("still serves what its earliest readers need, though the narrower tiles made way", async () => {
    expect(kept.map(sizeOf)).toEqual(SIZES);
    for (const note of kept) {
      const size = sizeOf(note);
      if (size > 0) expect(await proves(note, size - 1)).toBe(true);
    }
    const { rows } = await fresh.database.pool.query(
      "SELECT level, count(*)::int AS n FROM ledger_tile WHERE (level, n) IN ((-1, 0), (0, 0), (1, 0)) GROUP BY level ORDER BY level",
    );
    expect(rows).toEqual([-1, 0, 1].map((level) => ({ level, n: 1 })));
    expect((await served({ level: 2, n: 0, width: 1 })).byteLength).toBe(32);
  });

  it("has no tile beyond what it served", async () => {
    const reader = createLedgerReader({ database: fresh.database, ...logOfTests });
    expect(await reader.tile(0, 256, 2)).toBeNull();
    expect(await reader.tile(1, 1, 1)).toBeNull();
    expect(await reader.tile(2, 0, 2)).toBeNull();
    expect(await reader.bundle(257, 1)).toBeNull();
  });
});
