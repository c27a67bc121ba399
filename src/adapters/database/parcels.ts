import type { Pool } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import type { ExchangeId, Sha256 } from "../../core/ids.ts";
import type { Commit, Fetched, SeenStanding } from "../../ports/exchange-store.ts";
import type { LedgerArguments } from "./ledger-write.ts";
import { sha256FromBytes } from "./values.ts";

/** Larger parcels stand in rows of this size, written before the commit that binds them (design §12.5). */
export const CHUNK_BYTES = 256 * 1024;

interface ParcelBytes {
  readonly sha256: Buffer;
  readonly bytes: Buffer | null;
}

/** Writes a large parcel's chunks and says whether it did. The commit checks that they are all there. */
export async function writeChunks(pool: Pool, parcel: Commit["parcel"]): Promise<boolean> {
  if (parcel === null) return false;
  if (sha256Of(parcel.bytes) !== parcel.sha256) {
    throw new GatewayError("INVARIANT_BROKEN", "the parcel's digest is not that of its bytes");
  }
  if (parcel.bytes.byteLength <= CHUNK_BYTES) return false;
  const digest = Buffer.from(parcel.sha256, "hex");
  for (let at = 0; at < parcel.bytes.byteLength; at += CHUNK_BYTES) {
    await pool.query(
      `INSERT INTO parcel_chunk (parcel_sha256, position, bytes) VALUES ($1, $2, $3)
       ON CONFLICT (parcel_sha256, position) DO UPDATE SET written_at = now()`,
      [digest, at / CHUNK_BYTES, parcel.bytes.subarray(at, at + CHUNK_BYTES)],
    );
  }
  return true;
}

/**
 * While the covenant's state is the one that was looked at: marks the parcel fetched, with the entry the first time, and
 * gives its bytes. The state is locked until then, so that a suspension comes wholly before this or wholly after.
 */
const FETCH = {
  name: "parcel-fetched",
  text: `WITH seen AS (
      SELECT 1 FROM covenant_version_state
       WHERE covenant = $5 AND version = $6 AND state_version = $7 FOR SHARE),
    fetched AS (
      UPDATE parcel SET fetched_at = $2::timestamptz
       WHERE exchange_id = $1 AND fetched_at IS NULL AND destroyed_at IS NULL AND destroy_at > $2::timestamptz
         AND EXISTS (SELECT 1 FROM seen) RETURNING exchange_id),
    told AS (SELECT append_ledger($3::jsonb, $4::bytea[]) FROM fetched)
    SELECT EXISTS (SELECT 1 FROM seen) AS stands, (SELECT count(*) FROM told) AS told`,
};

export async function fetchParcel(
  pool: Pool,
  given: {
    readonly id: ExchangeId;
    readonly at: string;
    readonly entry: LedgerArguments;
    readonly seen: SeenStanding;
  },
): Promise<Fetched> {
  const { id, at, entry, seen } = given;
  const standing = [seen.covenant, seen.version, seen.stateVersion];
  const { rows } = await pool.query<{ stands: boolean }>({
    ...FETCH,
    values: [id, at, JSON.stringify(entry.ledger), entry.parts, ...standing],
  });
  if (rows[0]?.stands !== true) return { status: "moved" };
  const bytes = await readParcel(pool, { id, at });
  return bytes === null ? { status: "gone" } : { status: "given", bytes };
}

/** The first time that a parcel is not given out, with its entry; later askings add nothing. */
export async function withholdParcel(
  pool: Pool,
  { id, at, entry }: { readonly id: ExchangeId; readonly at: string; readonly entry: LedgerArguments },
): Promise<boolean> {
  const { rows } = await pool.query(
    `WITH withheld AS (
       UPDATE parcel SET withheld_at = $2::timestamptz WHERE exchange_id = $1 AND withheld_at IS NULL RETURNING exchange_id)
     SELECT write_ledger($3::jsonb, $4::bytea[]) FROM withheld`,
    [id, at, JSON.stringify(entry.ledger), entry.parts],
  );
  return rows.length === 1;
}

/** The bytes, whole and of the digest that was committed; `null` when destroyed or past its term. */
async function readParcel(
  pool: Pool,
  { id, at }: { readonly id: ExchangeId; readonly at: string },
): Promise<Uint8Array | null> {
  const { rows } = await pool.query<ParcelBytes>(
    `SELECT sha256, bytes FROM parcel WHERE exchange_id = $1 AND destroyed_at IS NULL AND destroy_at > $2::timestamptz`,
    [id, at],
  );
  const [parcel] = rows;
  if (parcel === undefined) return null;
  const bytes = parcel.bytes ?? (await readChunks(pool, parcel.sha256));
  const expected: Sha256 = sha256FromBytes(parcel.sha256);
  if (sha256Of(bytes) !== expected) throw new GatewayError("INVARIANT_BROKEN", "a stored parcel has changed");
  return bytes;
}

async function readChunks(pool: Pool, digest: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const { rows } = await pool.query<{ bytes: Buffer }>(
      "SELECT bytes FROM parcel_chunk WHERE parcel_sha256 = $1 AND position = $2",
      [digest, chunks.length],
    );
    const [chunk] = rows;
    if (chunk === undefined) return Buffer.concat(chunks);
    chunks.push(chunk.bytes);
  }
}
