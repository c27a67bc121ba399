import type { Instant } from "../../core/ids.ts";
import type { StoredExchange } from "../../ports/exchange-store.ts";
import type { LedgerWrite } from "../../ports/ledger.ts";
import type { Database } from "./database.ts";
import { STORED_EXCHANGE, storedExchange } from "./exchange-rows.ts";
import type { ExchangeRecord } from "./exchange-rows.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { createPersonSealer } from "./sealing.ts";
import type { Sealing } from "./sealing.ts";
import { sweepQuestions, type Opening } from "./sweep-questions.ts";
import { guarded } from "./transient.ts";
import { instantText } from "./values.ts";

const PARCELS_MAX = 100;
/** Chunks are written just before their commit; these have lost theirs. */
const ORPHAN_MS = 3_600_000;

export interface Sweeper {
  /** Ends the term of parcels, each with its entry, and takes away what nobody can ask for any more. */
  sweep(): Promise<Swept>;
}

export interface Swept {
  readonly parcels: number;
  readonly chunks: number;
  readonly answers: number;
  readonly questions: number;
}

export interface SweeperOptions {
  readonly database: Database;
  readonly vault: Sealing & Opening;
  readonly now: () => Instant;
  /** The `parcel.destroyed` entry of an exchange. */
  readonly destroyedEntry: (exchange: StoredExchange, at: Instant) => LedgerWrite;
  /** A decision's record without the question that it holds. */
  readonly withoutQuestion: (record: Uint8Array) => Uint8Array;
}

export function createSweeper({ database, vault, now, destroyedEntry, withoutQuestion }: SweeperOptions): Sweeper {
  const { pool } = database;
  const sealer = createPersonSealer(vault);

  async function sweepParcels(at: Instant): Promise<number> {
    const { rows } = await pool.query<ExchangeRecord>(
      `${STORED_EXCHANGE} WHERE p.destroyed_at IS NULL AND p.destroy_at <= $1::timestamptz ORDER BY p.destroy_at LIMIT $2`,
      [instantText(at), PARCELS_MAX],
    );
    let destroyed = 0;
    for (const exchange of rows.map(storedExchange)) {
      const { ledger, parts } = await ledgerArguments(destroyedEntry(exchange, at), sealer);
      const result = await pool.query(DESTROY, [exchange.row.id, instantText(at), JSON.stringify(ledger), parts]);
      destroyed += result.rows.length;
    }
    if (destroyed > 0) database.ledgerWritten();
    return destroyed;
  }

  async function sweepChunks(at: Instant): Promise<number> {
    const { rowCount } = await pool.query(
      `DELETE FROM parcel_chunk k WHERE k.written_at <= $1::timestamptz
         AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.sha256 = k.parcel_sha256 AND p.destroyed_at IS NULL)`,
      [new Date(at - ORPHAN_MS).toISOString()],
    );
    return rowCount ?? 0;
  }

  async function sweepAnswers(at: Instant): Promise<number> {
    const answers = await pool.query("DELETE FROM idempotent_answer WHERE expires_at <= $1::timestamptz", [
      instantText(at),
    ]);
    return answers.rowCount ?? 0;
  }

  return {
    sweep: () =>
      guarded(async () => {
        const at = now();
        return {
          parcels: await sweepParcels(at),
          chunks: await sweepChunks(at),
          answers: await sweepAnswers(at),
          questions: await sweepQuestions(pool, { vault, at: instantText(at), withoutQuestion }),
        };
      }),
  };
}

/** Once, whoever comes first: the bytes and their chunks go, the row stays for what is told about it. */
const DESTROY = `WITH destroyed AS (
    UPDATE parcel SET destroyed_at = $2::timestamptz, bytes = NULL
     WHERE exchange_id = $1 AND destroyed_at IS NULL RETURNING sha256),
  chunks AS (DELETE FROM parcel_chunk k USING destroyed d WHERE k.parcel_sha256 = d.sha256)
  SELECT write_ledger($3::jsonb, $4::bytea[]) FROM destroyed`;
