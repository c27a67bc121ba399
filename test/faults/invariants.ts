import { expect } from "vitest";
import { createLedgerReader } from "../../src/adapters/database/ledger-reader.ts";
import type { Database } from "../../src/adapters/database/database.ts";
import { NO_WITNESSES } from "../../src/ports/witnesses.ts";
import { memoryGuard } from "../support/guards.ts";
import { createSequencer } from "../../src/adapters/database/sequencer.ts";
import { createSweeper } from "../../src/adapters/database/sweeper.ts";
import { createVault } from "../../src/adapters/vault/vault.ts";
import type { Instant } from "../../src/core/ids.ts";
import { withoutQuestion } from "../../src/exchange/decision-record.ts";
import { audit, type AuditReport } from "../../src/core/ledger/audit.ts";
import { parseCheckpoint } from "../../src/core/ledger/checkpoint.ts";
import { verifyHeaderOpening, verifyOfficerOpening, verifyPersonList } from "../../src/core/ledger/entry.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import { parseNote } from "../../src/core/ledger/note.ts";
import { BUNDLE_LEVEL, tilePath, tilesOf } from "../../src/core/ledger/tile-path.ts";
import type { Installation } from "./site.ts";

type Trusted = Pick<Installation, "keyring" | "ledger">;
type Pool = Database["pool"];

/** Each must find nothing, whatever was killed when. */
const NEVER: readonly (readonly [name: string, sql: string])[] = [
  ["a message that was decided twice", "SELECT sender, message_id FROM exchange GROUP BY 1, 2 HAVING count(*) > 1"],
  [
    "a message without its exchange",
    "SELECT 1 FROM message m WHERE NOT EXISTS (SELECT 1 FROM exchange e WHERE e.sender = m.sender AND e.message_id = m.message_id)",
  ],
  ["an entry that nobody sequenced", "SELECT entry_id FROM ledger_pending"],
  [
    "an exchange without its entry in the log",
    `SELECT e.id FROM exchange e WHERE NOT EXISTS (
       SELECT 1 FROM ledger_opening o JOIN ledger_entry l USING (entry_id)
        WHERE o.entry_id = e.entry_id AND o.exchange_id = e.id AND o.kind = 'exchange.decided')`,
  ],
  [
    "an exchange that was decided more often than its entries say",
    `SELECT e.id FROM exchange e WHERE revision <> (
       SELECT count(*) FROM ledger_opening o WHERE o.exchange_id = e.id AND o.kind = 'exchange.decided')`,
  ],
  [
    "an entry in the log that nothing opens",
    "SELECT l.idx FROM ledger_entry l LEFT JOIN ledger_opening o USING (entry_id) WHERE o.entry_id IS NULL",
  ],
  [
    "an opening without its entry in the log",
    "SELECT o.entry_id FROM ledger_opening o LEFT JOIN ledger_entry l USING (entry_id) WHERE l.entry_id IS NULL",
  ],
  [
    "an entry about an exchange that is not there",
    `SELECT o.entry_id FROM ledger_opening o LEFT JOIN exchange e ON e.id = o.exchange_id
      WHERE o.exchange_id IS NOT NULL AND e.id IS NULL`,
  ],
  [
    "a parcel of what was not allowed, or an allowed one without its parcel",
    "SELECT e.id FROM exchange e LEFT JOIN parcel p ON p.exchange_id = e.id WHERE (e.outcome = 'allow') <> (p.exchange_id IS NOT NULL)",
  ],
  [
    "a parcel without its bytes",
    `SELECT p.exchange_id FROM parcel p WHERE p.destroyed_at IS NULL AND p.size <> coalesce(octet_length(p.bytes),
       (SELECT sum(octet_length(k.bytes)) FROM parcel_chunk k WHERE k.parcel_sha256 = p.sha256), 0)`,
  ],
  [
    "a parcel fetched without its one delivered entry",
    `SELECT p.exchange_id FROM parcel p WHERE (p.fetched_at IS NOT NULL)::int <> (
       SELECT count(*) FROM ledger_opening o WHERE o.exchange_id = p.exchange_id AND o.kind = 'parcel.delivered')`,
  ],
  [
    "a parcel acknowledged without its one entry",
    `SELECT p.exchange_id FROM parcel p WHERE (p.acknowledged_at IS NOT NULL)::int <> (
       SELECT count(*) FROM ledger_opening o WHERE o.exchange_id = p.exchange_id AND o.kind = 'parcel.acknowledged')`,
  ],
  [
    "a hold whose votes are not its entries",
    `SELECT h.id FROM hold h WHERE (SELECT count(*) FROM hold_vote v WHERE v.hold_id = h.id) <> (
       SELECT count(*) FROM ledger_opening o WHERE o.exchange_id = h.exchange_id AND o.kind IN ('hold.approved', 'hold.rejected'))`,
  ],
  [
    "a hold that is open without its document, or ended with it",
    "SELECT id FROM hold WHERE (state = 'open') <> (sealed IS NOT NULL AND wrapped_key IS NOT NULL)",
  ],
  [
    "a held exchange without an open hold, or the other way round",
    "SELECT e.id FROM exchange e LEFT JOIN hold h ON h.exchange_id = e.id AND h.state = 'open' WHERE (e.outcome = 'hold') <> (h.id IS NOT NULL)",
  ],
  [
    "a decision without its sealed record",
    "SELECT e.id FROM exchange e WHERE revision <> (SELECT count(*) FROM decision_record d WHERE d.exchange_id = e.id)",
  ],
  [
    "a person without a key",
    "SELECT s.id FROM subject s LEFT JOIN vault.subject_key k ON k.subject_id = s.id WHERE k.subject_id IS NULL",
  ],
  [
    "a consent without its one entry",
    `SELECT 1 WHERE (SELECT count(*) FROM consent) <> (SELECT count(*) FROM ledger_opening WHERE kind = 'consent.recorded')`,
  ],
  [
    "a counter that differs from what was allowed",
    `WITH counted AS (
       SELECT split_part(key, '|', 1) AS covenant, split_part(key, '|', 2) AS clause, split_part(key, '|', 3) AS party,
              split_part(split_part(key, '|', 5), ':', 1) AS bound, sum(n) AS n FROM counter GROUP BY 1, 2, 3, 4)
     SELECT * FROM counted c WHERE n <> (SELECT count(*) FROM exchange e WHERE e.outcome = 'allow'
        AND e.covenant = c.covenant AND e.clause = c.clause AND c.party IN (e.sender, e.recipient))`,
  ],
];

export interface Found {
  readonly exchanges: number;
  readonly allowed: number;
  readonly entries: number;
}

/** Everything that must hold of a database after any number of crashes; the auditor is the last word. */
export async function expectWhole(
  database: Database,
  { installation, kept }: { readonly installation: Trusted; readonly kept: readonly string[] },
): Promise<Found> {
  const { pool } = database;
  await sequenceRest(database, installation);
  for (const [name, sql] of NEVER) expect({ name, rows: (await pool.query(sql)).rows }).toEqual({ name, rows: [] });
  await expectCounters(pool);
  await expectOpenings(pool);
  await expectSwept(database, installation);
  const report = await auditOf(database, { installation, kept });
  expect(report.findings).toEqual([]);
  const { rows } = await pool.query<Record<"exchanges" | "allowed" | "entries", string>>(
    `SELECT count(*) AS exchanges, count(*) FILTER (WHERE outcome = 'allow') AS allowed,
       (SELECT count(*) FROM ledger_entry) AS entries FROM exchange`,
  );
  const found = {
    exchanges: Number(rows[0]!.exchanges),
    allowed: Number(rows[0]!.allowed),
    entries: Number(rows[0]!.entries),
  };
  expect(report.entries).toBe(found.entries);
  return found;
}

/** What a process left behind when it ended, as the next one would. */
async function sequenceRest(database: Database, { keyring, ledger }: Trusted): Promise<void> {
  const { publicKey } = keyring.ledger;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sign = (bytes: Uint8Array): Uint8Array => keyring.ledger.sign(bytes);
  const { rows } = await database.pool.query<{ checkpoint: string | null }>("SELECT checkpoint FROM ledger_state");
  const own = { guard: memoryGuard(rows[0]!.checkpoint), witnesses: NO_WITNESSES };
  const { origin } = ledger;
  await createSequencer({ database, origin, publicKey, sign, log, ...own, pollMs: 1_000 }).runOnce();
}

/** A clause with a bound has its counters once anything of it was allowed. */
async function expectCounters(pool: Pool): Promise<void> {
  const { rows } = await pool.query(
    `SELECT DISTINCT covenant, clause FROM exchange e WHERE outcome = 'allow'
        AND covenant IN ('contractor-repairs', 'entree-allocation') AND direction <> 'pull'
        AND NOT EXISTS (SELECT 1 FROM counter WHERE key LIKE e.covenant || '|' || e.clause || '|%')`,
  );
  expect(rows).toEqual([]);
}

/** What stands beside an entry is what the entry committed to, bit for bit. */
async function expectOpenings(pool: Pool): Promise<void> {
  const { rows } = await pool.query<Record<string, Buffer> & { kind: string; exchange_id: string | null }>(
    `SELECT l.entry, o.kind, o.exchange_id, o.header, o.header_salt, o.officer, o.officer_salt, o.persons_list, o.persons_salt
       FROM ledger_entry l JOIN ledger_opening o USING (entry_id)`,
  );
  for (const row of rows) {
    const { entry, header, header_salt, officer, officer_salt, persons_list, persons_salt } = row as Record<
      string,
      Buffer
    >;
    expect(verifyHeaderOpening(entry!, { salt: header_salt!, bytes: header! })).toBe(true);
    expect(verifyOfficerOpening(header!, { salt: officer_salt!, bytes: officer! })).toBe(true);
    expect(verifyPersonList(header!, { salt: persons_salt!, bytes: persons_list! })).toBe(true);
    expect(parseHeader(header!).kind).toBe(row.kind);
  }
}

/** Chunks that lost their commit go within the hour; those of a parcel stay. */
async function expectSwept(database: Database, { keyring }: Trusted): Promise<void> {
  const now = (): Instant => (Date.now() + 2 * 3_600_000) as Instant;
  const vault = createVault({ database, keys: keyring, now });
  const destroyedEntry = (): never => {
    throw new Error("no parcel is past its term");
  };
  await createSweeper({ database, vault, now, destroyedEntry, withoutQuestion }).sweep();
  const { rows } = await database.pool.query(
    "SELECT 1 FROM parcel_chunk k WHERE NOT EXISTS (SELECT 1 FROM parcel p WHERE p.sha256 = k.parcel_sha256)",
  );
  expect(rows).toEqual([]);
  expect((await database.pool.query(NEVER.find(([name]) => name === "a parcel without its bytes")![1])).rows).toEqual(
    [],
  );
}

/** As an outsider sees it: every tile and bundle as served, against the last checkpoint and every earlier one. */
export async function auditOf(
  database: Pick<Database, "pool">,
  { installation, kept }: { readonly installation: Pick<Installation, "ledger">; readonly kept: readonly string[] },
): Promise<AuditReport> {
  const { origin, vkey } = installation.ledger;
  const reader = createLedgerReader({ database, origin, vkey });
  const note = (await reader.checkpoint()) ?? "";
  const served = new Map<string, Uint8Array | null>();
  for (const id of tilesOf(parseCheckpoint(parseNote(note).text).size)) {
    const { level, n, width } = id;
    served.set(tilePath(id), await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width)));
  }
  return audit({
    origin,
    vkey,
    kept,
    ledger: { checkpoint: () => note, tile: (id) => served.get(tilePath(id)) ?? null },
  });
}
