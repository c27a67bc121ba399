import { randomBytes } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { beginAnew } from "../../../src/adapters/database/begin-anew.ts";
import { openDatabase, type Database } from "../../../src/adapters/database/database.ts";
import { claimInstallation } from "../../../src/adapters/database/installation.ts";
import { createLedgerReader } from "../../../src/adapters/database/ledger-reader.ts";
import { createSequencer, logOf } from "../../../src/adapters/database/sequencer.ts";
import { parseInstant } from "../../../src/core/ids.ts";
import { audit } from "../../../src/core/ledger/audit.ts";
import { parseCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { parseHeader } from "../../../src/core/ledger/header.ts";
import { inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { parseNote } from "../../../src/core/ledger/note.ts";
import { inclusionTiles, nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { encodeProof, verifyReceiptProof } from "../../../src/core/ledger/proof.ts";
import { BUNDLE_LEVEL, tilePath, tilesOf, type TileId } from "../../../src/core/ledger/tile-path.ts";
import { createIds } from "../../../src/core/uuid7.ts";
import { begunEntry } from "../../../src/exchange/begun-entry.ts";
import type { LedgerReader } from "../../../src/ports/ledger.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { memoryGuard } from "../../support/guards.ts";
import { addSubject, commitOf, ledgerWrite, newExchangeId, testStore } from "./fixtures.ts";
import { addPending, checkpointOf, logOfTests, optionsFor } from "./ledger-fixtures.ts";

const NEW = "log.gateway.example/uitwisseling/2026-2";
const now = parseInstant(Date.parse("2026-11-24T09:00:00Z"));
const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));
const newId = createIds({ now: () => now, random });
const begun = begunEntry(
  { newId, random },
  { origin: NEW, before: { ...logOfTests, size: 301, root: new Uint8Array(32) }, note: null, reason: "disk lost", now },
);

async function tilesFrom(reader: LedgerReader, ids: Iterable<TileId>): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const id of ids) {
    const { level, n, width } = id;
    found.set(tilePath(id), (await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width)))!);
  }
  return found;
}

eachDatabase("a ledger that is begun anew", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  /** What seeds has connections of its own, which end with it as a gateway's do. */
  async function seeded(work: (database: Database) => Promise<void>): Promise<Database> {
    fresh = await under.open();
    const { database } = fresh;
    if (under.kind === "embedded") await work(database);
    else {
      const other = await openDatabase({ url: database.pool.options.connectionString! });
      await work(other);
      await other.close();
      // The server forgets a connection a moment after it ended.
      const connected = async () =>
        (
          await database.pool.query(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
          )
        ).rowCount;
      await expect.poll(connected).toBe(0);
    }
    return database;
  }
  const claim = (database: Database, ledgerOrigin: string): Promise<void> =>
    claimInstallation(database, { environment: "acceptance", ledgerOrigin, now });

  it("has every surviving entry in its old order behind the one that says so, each provable under the new name", async () => {
    const exchangeId = newExchangeId();
    const database = await seeded(async (seeder) => {
      await claim(seeder, logOfTests.origin);
      const { vault, store } = testStore(seeder);
      const person = await addSubject({ database: seeder, vault });
      await addPending(seeder, 300);
      await store.commit(
        commitOf({ exchange: { id: exchangeId }, ledger: ledgerWrite({ exchangeId, persons: [person] }) }),
      );
      await createSequencer({ ...optionsFor(seeder), guard: memoryGuard() }).runOnce();
      await addPending(seeder, 5);
    });
    const entries = async (): Promise<readonly string[]> =>
      (
        await database.pool.query<{ id: string }>(
          `SELECT entry_id AS id FROM (SELECT entry_id, 0 AS part, idx AS place FROM ledger_entry
             UNION ALL SELECT entry_id, 1, id FROM ledger_pending) e ORDER BY part, place`,
        )
      ).rows.map(({ id }) => id);
    const before = await entries();
    expect(await beginAnew(database, { from: logOfTests.origin, origin: NEW, begun })).toBe(306);
    expect(await entries()).toEqual([begun.entryId, ...before]);
    await claim(database, NEW);
    await expect(claim(database, logOfTests.origin)).rejects.toMatchObject({ code: "INSTALLATION_OTHER" });

    const options = { ...optionsFor(database), origin: NEW };
    expect(await createSequencer({ ...options, guard: memoryGuard() }).runOnce()).toBe(307);
    const log = logOf(options);
    const reader = createLedgerReader({ database, ...log });
    const note = (await reader.checkpoint())!;
    const { size } = parseCheckpoint(parseNote(note).text);
    const served = await tilesFrom(reader, tilesOf(size));
    const ledger = { checkpoint: () => note, tile: (id: TileId) => served.get(tilePath(id)) ?? null };
    expect(audit({ ...log, ledger })).toEqual({ entries: 307, findings: [] });

    const kept = (await reader.entryOf(exchangeId))!;
    const ids = inclusionTiles({ index: kept.index!, size });
    const tiles = ids.map((id) => ({ ...id, data: served.get(tilePath(id))! }));
    const hashes = inclusionProof({ index: kept.index!, size }, nodeReaderOf(size, tiles));
    const proofText = encodeProof({ index: kept.index!, hashes, checkpoint: note });
    expect(verifyReceiptProof({ proofText, entry: kept.entry, ...log }).index).toBe(301);
    const { rows } = await database.pool.query<{ header: Buffer }>(
      "SELECT header FROM ledger_opening o JOIN ledger_entry e USING (entry_id) WHERE idx = 0",
    );
    expect(parseHeader(rows[0]!.header)).toMatchObject({
      kind: "ledger.begun",
      origin: NEW,
      before: { origin: logOfTests.origin, size: 301 },
    });
  });

  it("is done once, and what never changes does not change afterwards either", async () => {
    const database = await seeded(async (seeder) => {
      await claim(seeder, logOfTests.origin);
      await addPending(seeder, 3);
      await createSequencer({ ...optionsFor(seeder), guard: memoryGuard() }).runOnce();
    });
    const again = () => beginAnew(database, { from: logOfTests.origin, origin: NEW, begun });
    expect(await again()).toBe(3);
    expect(await again()).toBeNull();
    await createSequencer({ ...optionsFor(database), origin: NEW, guard: memoryGuard() }).runOnce();
    for (const sql of [
      "DELETE FROM ledger_entry",
      "UPDATE ledger_state SET size = 0, root = sha256('')",
      "UPDATE installation SET ledger_origin = 'x'",
    ])
      await expect(database.pool.query(sql)).rejects.toMatchObject({ code: "UPIMM" });
  });

  it("is of the ledger that was named only, and nothing changes otherwise", async () => {
    const database = await seeded(async (seeder) => {
      await claim(seeder, logOfTests.origin);
      await addPending(seeder, 3);
      await createSequencer({ ...optionsFor(seeder), guard: memoryGuard() }).runOnce();
    });
    const note = await checkpointOf(database);
    const other = beginAnew(database, { from: "log.another.example", origin: NEW, begun });
    await expect(other).rejects.toMatchObject({ code: "INSTALLATION_OTHER" });
    expect(await checkpointOf(database)).toBe(note);
  });

  it.runIf(under.kind === "postgres")("is refused while a gateway is connected", async () => {
    const database = await seeded((seeder) => claim(seeder, logOfTests.origin));
    const gateway = await fresh.openAnother();
    await gateway.pool.query("SELECT 1");
    const refused = { code: "DATABASE_IN_USE", remedy: expect.any(String) as string };
    await expect(beginAnew(database, { from: logOfTests.origin, origin: NEW, begun })).rejects.toMatchObject(refused);
  });
});
