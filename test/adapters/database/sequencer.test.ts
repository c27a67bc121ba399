import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../src/adapters/database/database.ts";
import { createLedgerReader } from "../../../src/adapters/database/ledger-reader.ts";
import { createSequencer } from "../../../src/adapters/database/sequencer.ts";
import type { Sequencer, SequencerOptions } from "../../../src/adapters/database/sequencer.ts";
import { audit } from "../../../src/core/ledger/audit.ts";
import type { AuditReport } from "../../../src/core/ledger/audit.ts";
import { parseCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { parseNote } from "../../../src/core/ledger/note.ts";
import { formatVkey, NOTE_ED25519 } from "../../../src/core/ledger/note-key.ts";
import { BUNDLE_LEVEL, tilePath, tilesOf } from "../../../src/core/ledger/tile-path.ts";
import { NO_WITNESSES } from "../../../src/ports/witnesses.ts";
import type { OperationsLog } from "../../../src/ports/operations-log.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";
import { memoryGuard, type MemoryGuard } from "../../support/guards.ts";
import { addSubject, commitOf, ledgerWrite, newExchangeId, testStore } from "./fixtures.ts";

const origin = "log.gateway.example/uitwisseling/2026";
const { publicKey: keyObject, privateKey } = generateKeyPairSync("ed25519");
const publicKey = Buffer.from(keyObject.export({ format: "jwk" }).x ?? "", "base64url");
const sign = (message: Uint8Array): Uint8Array => signBytes(null, message, privateKey);
const vkey = formatVkey({ name: origin, type: NOTE_ED25519, publicKey });

const reported: unknown[] = [];
const log: OperationsLog = {
  info: () => undefined,
  warn: () => undefined,
  error: (_event, error) => void reported.push(error),
};

/** The guard of each database, as its one machine has it. */
const guards = new WeakMap<Database["pool"], MemoryGuard>();
function guardOf({ pool }: Database): MemoryGuard {
  const guard = guards.get(pool) ?? memoryGuard();
  guards.set(pool, guard);
  return guard;
}

const optionsOf = (database: Database): SequencerOptions => ({
  database,
  origin,
  publicKey,
  sign,
  guard: guardOf(database),
  witnesses: NO_WITNESSES,
  log,
  pollMs: 60_000,
});
const sequencerOf = (database: Database): Sequencer => createSequencer(optionsOf(database));

/** Plain rows, many at a time; what a commit writes is `exchange-store.test.ts`'s to say. */
async function addPending({ pool }: Database, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO ledger_pending (entry_id, entry)
     SELECT gen_random_uuid(), convert_to('exchange-log/v1' || E'\\n' ||
         encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'base64') || E'\\n', 'UTF8')
       FROM generate_series(1, $1)`,
    [count],
  );
}

const noteOf = async (database: Database): Promise<string> =>
  (await createLedgerReader({ database, origin, vkey }).checkpoint()) ?? "";
const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;

/** What an outsider sees: every tile and bundle as it is served, audited against the published checkpoint. */
async function auditOf(database: Database, kept: readonly string[] = []): Promise<AuditReport> {
  const reader = createLedgerReader({ database, origin, vkey });
  const note = await noteOf(database);
  const served = new Map<string, Uint8Array | null>();
  for (const id of tilesOf(sizeOf(note))) {
    const { level, n, width } = id;
    served.set(tilePath(id), await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width)));
  }
  const ledger = {
    checkpoint: () => note,
    tile: (id: Parameters<typeof tilePath>[0]) => served.get(tilePath(id)) ?? null,
  };
  return audit({ origin, vkey, ledger, kept });
}

eachDatabase("the sequencer", (under) => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await under.open();
    database = fresh.database;
  });
  afterAll(() => fresh.dispose());
  afterEach(() => void reported.splice(0));

  it("publishes the empty tree first, and signs nothing twice", async () => {
    expect(await createLedgerReader({ database, origin, vkey }).checkpoint()).toBeNull();
    expect(await sequencerOf(database).runOnce()).toBe(0);
    expect(await auditOf(database)).toEqual({ entries: 0, findings: [] });
  });

  it("gives a log that an outsider finds right after random batches, each a growth of the one before", async () => {
    const sequencer = sequencerOf(database);
    const kept = [await noteOf(database)];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (count) => {
        await addPending(database, count);
        expect(await sequencer.runOnce()).toBe(count);
        kept.push(await noteOf(database));
      }),
      { numRuns: 12, endOnFailure: true },
    );
    const size = sizeOf(kept.at(-1)!);
    expect(await auditOf(database, kept.slice(1))).toEqual({ entries: size, findings: [] });
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS n, max(idx)::int + 1 AS size FROM ledger_entry",
    );
    expect(rows).toEqual([{ n: size, size }]);
  });

  it("serves each tile it ever published, though the narrower ones are collected once it is full", async () => {
    const note = await noteOf(database);
    const old = sizeOf(note);
    await addPending(database, 256);
    await sequencerOf(database).runOnce();
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ledger_tile p JOIN ledger_tile f USING (level, n) WHERE f.width = 256 AND p.width < 256`,
    );
    expect(rows[0]!.n).toBe(0);
    const reader = createLedgerReader({ database, origin, vkey });
    const ledger = new Map<string, Uint8Array | null>();
    for (const id of tilesOf(old)) {
      const { level, n, width } = id;
      ledger.set(tilePath(id), await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width)));
    }
    const copy = {
      checkpoint: () => note,
      tile: (id: Parameters<typeof tilePath>[0]) => ledger.get(tilePath(id)) ?? null,
    };
    expect(audit({ origin, vkey, ledger: copy })).toEqual({ entries: old, findings: [] });
    expect(await reader.tile(0, 99, 256)).toBeNull();
  });

  it("numbers every entry once when two are at it", async () => {
    const other = under.kind === "postgres" ? await fresh.openAnother() : database;
    guards.set(other.pool, guardOf(database));
    const before = sizeOf(await noteOf(database));
    const [one, two] = [sequencerOf(database), sequencerOf(other)];
    let added = 0;
    for (const count of [7, 300, 1, 64, 129]) {
      added += count;
      await Promise.all([addPending(database, count), one.runOnce(), two.runOnce(), one.runOnce(), two.runOnce()]);
    }
    await one.runOnce();
    expect(await auditOf(database)).toEqual({ entries: before + added, findings: [] });
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS n, max(idx)::int + 1 AS size FROM ledger_entry",
    );
    expect(rows).toEqual([{ n: before + added, size: before + added }]);
  });

  it("takes more than one batch at a time", async () => {
    const before = sizeOf(await noteOf(database));
    await addPending(database, 8_200);
    expect(await sequencerOf(database).runOnce()).toBe(8_200);
    expect(await auditOf(database)).toEqual({ entries: before + 8_200, findings: [] });
  });

  it("makes good what a crash between commit and signature left", async () => {
    const { rows } = await database.pool.query("SELECT checkpoint FROM ledger_state");
    const note = await noteOf(database);
    await addPending(database, 3);
    const unable = createSequencer({
      ...optionsOf(database),
      sign: () => {
        throw new Error("the process ended here");
      },
    });
    await expect(unable.runOnce()).rejects.toThrow();
    expect(rows).toEqual([{ checkpoint: note }]);
    expect(await noteOf(database)).toBe(note);
    expect(await sequencerOf(database).runOnce()).toBe(0);
    expect(await auditOf(database, [note])).toEqual({ entries: sizeOf(note) + 3, findings: [] });
  });

  it("is woken by a commit and gives the exchange its place", async () => {
    const { vault, store } = testStore(database);
    const person = await addSubject({ database, vault });
    const reader = createLedgerReader({ database, origin, vkey });
    const id = newExchangeId();
    const commit = commitOf({ exchange: { id }, ledger: ledgerWrite({ exchangeId: id, persons: [person] }) });
    await store.commit(commit);
    const { entry, header, headerSalt } = commit.ledger;
    const [buffer, ...rest] = [entry, header, headerSalt].map((bytes) => Buffer.from(bytes));
    const opening = { entry: buffer, header: rest[0], headerSalt: rest[1] };
    expect(await reader.entryOf(id)).toEqual({ ...opening, index: null });
    expect(await reader.behindMs()).toBeGreaterThanOrEqual(0);
    const sequencer = sequencerOf(database);
    sequencer.start();
    await store.append(ledgerWrite({ exchangeId: null, kind: "message.refused" }));
    await sequencer.stop();
    const before = sizeOf(await noteOf(database));
    await sequencer.runOnce();
    expect(sizeOf(await noteOf(database)) - before).toBeLessThanOrEqual(1);
    const found = await reader.entryOf(id);
    const { rows } = await database.pool.query("SELECT entry FROM ledger_entry WHERE idx = $1", [found?.index]);
    expect(rows).toEqual([{ entry: buffer }]);
    expect(await reader.behindMs()).toBe(0);
    expect(await reader.entryOf(newExchangeId())).toBeNull();
    expect(reported).toEqual([]);
  });

  describe("never changes", () => {
    it.each([
      "UPDATE ledger_entry SET entry = 'x'",
      "DELETE FROM ledger_entry WHERE idx = 0",
      "TRUNCATE ledger_entry",
      "UPDATE ledger_opening SET kind = 'x'",
      "DELETE FROM ledger_opening",
      "UPDATE ledger_state SET size = size - 1",
      "UPDATE ledger_state SET root = sha256('x')",
      "DELETE FROM ledger_state",
    ])("what is written: %s", async (sql) => {
      await expect(database.pool.query(sql)).rejects.toMatchObject({ code: "UPIMM" });
    });
  });
});

eachDatabase("a ledger that somebody edited", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  const mismatch = { code: "LEDGER_MISMATCH" };
  const grown = async (): Promise<Database> => {
    fresh = await under.open();
    await addPending(fresh.database, 300);
    await sequencerOf(fresh.database).runOnce();
    return fresh.database;
  };

  it.each([
    [
      "a tile of its right edge",
      "UPDATE ledger_tile SET data = set_byte(data, 5, 255 - get_byte(data, 5)) WHERE level = 0 AND width < 256",
    ],
    ["a missing tile of its right edge", "DELETE FROM ledger_tile WHERE level = 1"],
    ["a missing bundle of its right edge", "DELETE FROM ledger_tile WHERE level = -1 AND width < 256"],
  ])("is not signed on: %s", async (_what, sql) => {
    const database = await grown();
    const note = await noteOf(database);
    await database.pool.query(sql);
    await addPending(database, 1);
    await expect(sequencerOf(database).runOnce()).rejects.toMatchObject(mismatch);
    expect(await noteOf(database)).toBe(note);
    const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM ledger_pending");
    expect(rows).toEqual([{ n: 1 }]);
  });

  it.each([-1, 0])("is not signed when a bit flips on its way to the disk, at level %i", async (level) => {
    const database = await grown();
    const note = await noteOf(database);
    await database.pool.query(`CREATE FUNCTION flip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.data := set_byte(NEW.data, 40, 255 - get_byte(NEW.data, 40)); RETURN NEW; END $$`);
    await database.pool
      .query(`CREATE TRIGGER flipping BEFORE INSERT ON ledger_tile FOR EACH ROW WHEN (NEW.level = ${level})
      EXECUTE FUNCTION flip()`);
    await addPending(database, 5);
    await expect(sequencerOf(database).runOnce()).rejects.toMatchObject(mismatch);
    expect(await noteOf(database)).toBe(note);
  });

  it("is not signed under another origin, nor when it is older than its checkpoint", async () => {
    const database = await grown();
    await addPending(database, 1);
    const renamed = createSequencer({ ...optionsOf(database), origin: "another.example/log" });
    await expect(renamed.runOnce()).rejects.toMatchObject(mismatch);
    const { pool } = database;
    await pool.query("ALTER TABLE ledger_state DISABLE TRIGGER USER");
    await pool.query("UPDATE ledger_state SET size = 0, root = sha256('')");
    await expect(sequencerOf(database).runOnce()).rejects.toMatchObject(mismatch);
  });

  it("stops its sequencer for good, which says so", async () => {
    const database = await grown();
    await database.pool.query("DELETE FROM ledger_tile WHERE level = 1");
    await addPending(database, 1);
    reported.splice(0);
    const sequencer = sequencerOf(database);
    sequencer.start();
    await expect.poll(() => reported).toMatchObject([mismatch]);
    database.ledgerWritten();
    await sequencer.stop();
    expect(reported).toHaveLength(1);
  });
});
