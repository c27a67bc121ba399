import type { PoolClient } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { decodeBundle } from "../../core/ledger/bundle.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { faultOf } from "../../core/ledger/reconcile-entry.ts";
import { BUNDLE_LEVEL, TILE_WIDTH, tileIn } from "../../core/ledger/tile-path.ts";
import type { Reconciliation, ReconcileCode, ReconcileFinding } from "../../ports/reconciliation.ts";
import type { Database } from "./database.ts";
import { keptOf, readKept } from "./reconcile-rows.ts";
import { readState } from "./sequence.ts";
import { findTile } from "./tile-rows.ts";
import { guarded } from "./transient.ts";

/** Whole bundles, so that each is read once; a few megabytes of openings. */
const PAGE = 4 * TILE_WIDTH;
const FINDINGS_MAX = 1_000;

/**
 * Holds every row of exchanges, leaves and openings against the others, in one snapshot and in pages. Proves no signature:
 * that is the audit's. DATABASE_UNAVAILABLE. On the embedded database everything else waits meanwhile: it has one connection.
 */
export function reconcile(
  { pool }: Pick<Database, "pool">,
  onProgress?: (checked: number, size: number) => void,
): Promise<Reconciliation> {
  return guarded(async () => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      await client.query("SET LOCAL statement_timeout = 0");
      return await reconcileIn(client, onProgress ?? (() => undefined));
    } finally {
      await client.query("ROLLBACK").catch(() => undefined);
      client.release();
    }
  });
}

async function reconcileIn(client: PoolClient, onProgress: (n: number, of: number) => void): Promise<Reconciliation> {
  const findings: ReconcileFinding[] = [];
  let found = 0;
  const report = (code: ReconcileCode, id: string): void => {
    found += 1;
    if (findings.length < FINDINGS_MAX) findings.push({ code, id });
  };
  const { size } = await readState(client);
  const anyErased = await isAnybodyErased(client);
  for (let from = 0; from < size; from += PAGE) {
    onProgress(from, size);
    await checkPage(client, { from, until: Math.min(size, from + PAGE), size, anyErased, report });
  }
  onProgress(size, size);
  for (const { code, sql } of PAIRS) {
    const { rows } = await client.query<{ id: string }>(sql);
    for (const { id } of rows) report(code, id);
  }
  const { rows } = await client.query<{ exchanges: string; pending: string }>(
    "SELECT (SELECT count(*) FROM exchange) AS exchanges, (SELECT count(*) FROM ledger_pending) AS pending",
  );
  return {
    entries: size,
    pending: Number(rows[0]?.pending),
    exchanges: Number(rows[0]?.exchanges),
    findings,
    found,
  };
}

async function isAnybodyErased(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM subject s LEFT JOIN vault.subject_key k ON k.subject_id = s.id WHERE k.subject_id IS NULL LIMIT 1`,
  );
  return rows.length > 0;
}

/** What has no counterpart, or another instant than it; each gives ids. */
const PAIRS: readonly { readonly code: ReconcileCode; readonly sql: string }[] = [
  {
    code: "EXCHANGE_WITHOUT_ENTRY",
    sql: `SELECT e.id FROM exchange e
           LEFT JOIN ledger_opening o ON o.entry_id = e.entry_id AND o.exchange_id = e.id
           LEFT JOIN ledger_entry s ON s.entry_id = e.entry_id
           LEFT JOIN ledger_pending w ON w.entry_id = e.entry_id
          WHERE o.entry_id IS NULL OR (s.entry_id IS NULL AND w.entry_id IS NULL)`,
  },
  {
    code: "ENTRY_WITHOUT_EXCHANGE",
    sql: `SELECT o.entry_id AS id FROM ledger_opening o LEFT JOIN exchange e ON e.id = o.exchange_id
          WHERE o.exchange_id IS NOT NULL AND e.id IS NULL`,
  },
  {
    code: "OPENING_WITHOUT_ENTRY",
    sql: `SELECT o.entry_id AS id FROM ledger_opening o
           LEFT JOIN ledger_entry s ON s.entry_id = o.entry_id LEFT JOIN ledger_pending w ON w.entry_id = o.entry_id
          WHERE s.entry_id IS NULL AND w.entry_id IS NULL`,
  },
  {
    code: "OPENING_MISSING",
    sql: `SELECT w.entry_id AS id FROM ledger_pending w LEFT JOIN ledger_opening o ON o.entry_id = w.entry_id
          WHERE o.entry_id IS NULL`,
  },
  {
    // The end of a hold leaves the instant of the first decision.
    code: "EXCHANGE_DIFFERS",
    sql: `SELECT e.id FROM exchange e WHERE e.at <> (SELECT min(o.at) FROM ledger_opening o
           WHERE o.exchange_id = e.id AND o.kind = 'exchange.decided')`,
  },
  {
    code: "ENTRY_DIFFERS",
    sql: "SELECT s.entry_id AS id FROM ledger_entry s, ledger_state t WHERE s.idx >= t.size",
  },
];

interface Page {
  readonly from: number;
  readonly until: number;
  readonly size: number;
  readonly anyErased: boolean;
  readonly report: (code: ReconcileCode, id: string) => void;
}

async function checkPage(client: PoolClient, { from, until, size, anyErased, report }: Page): Promise<void> {
  const byIndex = await readKept(client, { from, until });
  const published = await readBundles(client, { from, until, size });
  for (let idx = from; idx < until; idx++) {
    const row = byIndex.get(idx);
    if (row === undefined) {
      report("ENTRY_MISSING", `#${idx}`);
      continue;
    }
    const leaf = published[idx - from];
    if (leaf === undefined || !equalBytes(leaf, row.entry)) report("ENTRY_DIFFERS", row.entry_id);
    const fault = row.opened === null ? "OPENING_MISSING" : faultOf(keptOf(row, anyErased));
    if (fault !== null) report(fault, row.entry_id);
  }
}

/** The published entries of these places; `undefined` where a bundle cannot be read. */
async function readBundles(
  client: PoolClient,
  { from, until, size }: Pick<Page, "from" | "until" | "size">,
): Promise<readonly (Uint8Array | undefined)[]> {
  const entries: (Uint8Array | undefined)[] = [];
  for (let n = from / TILE_WIDTH; n * TILE_WIDTH < until; n++) {
    const id = tileIn(size, { level: BUNDLE_LEVEL, n });
    const read = await readBundle(client, id);
    entries.push(...(read ?? Array.from({ length: id.width }, () => undefined)));
  }
  return entries;
}

async function readBundle(client: PoolClient, id: ReturnType<typeof tileIn>): Promise<readonly Uint8Array[] | null> {
  try {
    const bundle = await findTile(client, id);
    return bundle && decodeBundle(bundle, id.width);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "LEDGER_MALFORMED") return null;
    throw error;
  }
}
