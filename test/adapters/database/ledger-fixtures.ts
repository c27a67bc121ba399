import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import type { Database } from "../../../src/adapters/database/database.ts";
import { createLedgerReader } from "../../../src/adapters/database/ledger-reader.ts";
import { logOf, type SequencerOptions } from "../../../src/adapters/database/sequencer.ts";
import { audit, type AuditReport } from "../../../src/core/ledger/audit.ts";
import { parseCheckpoint, signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../../src/core/ledger/hash.ts";
import { parseNote } from "../../../src/core/ledger/note.ts";
import { BUNDLE_LEVEL, type TileId, tilePath, tilesOf } from "../../../src/core/ledger/tile-path.ts";
import { NO_WITNESSES } from "../../../src/ports/witnesses.ts";

const { publicKey: keyObject, privateKey } = generateKeyPairSync("ed25519");
const publicKey = Buffer.from(keyObject.export({ format: "jwk" }).x ?? "", "base64url");
const sign = (message: Uint8Array): Uint8Array => signBytes(null, message, privateKey);
const origin = "log.gateway.example/uitwisseling/2026";

export const logOfTests = logOf({ origin, publicKey });
/** A checkpoint of the same key under another name. */
export const otherLog = (size: number): string =>
  signCheckpoint({ origin: "log.another.example", size, root: EMPTY_ROOT }, { publicKey, sign });

const quiet = (): undefined => undefined;

/** All but the guard, which is what a test is about. */
export const optionsFor = (database: Database): Omit<SequencerOptions, "guard"> => ({
  database,
  origin,
  publicKey,
  sign,
  witnesses: NO_WITNESSES,
  log: { info: quiet, warn: quiet, error: quiet },
  pollMs: 60_000,
});

/** Plain rows, many at a time; what a commit writes is `exchange-store.test.ts`'s to say. */
export async function addPending({ pool }: Database, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO ledger_pending (entry_id, entry)
     SELECT gen_random_uuid(), convert_to('exchange-log/v1' || E'\\n' ||
         encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'base64') || E'\\n', 'UTF8')
       FROM generate_series(1, $1)`,
    [count],
  );
}

export async function checkpointOf(database: Database): Promise<string> {
  return (await createLedgerReader({ database, ...logOfTests }).checkpoint()) ?? "";
}
export const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;

/** What an outsider sees: every tile and bundle as it is served, audited against the published checkpoint. */
export async function auditOf(database: Database, kept: readonly string[] = []): Promise<AuditReport> {
  const reader = createLedgerReader({ database, ...logOfTests });
  const note = await checkpointOf(database);
  const served = new Map<string, Uint8Array | null>();
  for (const id of tilesOf(sizeOf(note))) {
    const { level, n, width } = id;
    served.set(tilePath(id), await (level === BUNDLE_LEVEL ? reader.bundle(n, width) : reader.tile(level, n, width)));
  }
  const ledger = { checkpoint: () => note, tile: (id: TileId) => served.get(tilePath(id)) ?? null };
  return audit({ ...logOfTests, ledger, kept });
}
