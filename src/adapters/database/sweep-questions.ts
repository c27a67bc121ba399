import type { Pseudonym } from "../../core/ids.ts";
import type { Vault } from "../vault/vault.ts";
import type { Database } from "./database.ts";
import { createPersonSealer, type Sealing } from "./sealing.ts";

/** Records written anew in one round; the rest are taken in the next. */
const QUESTIONS_MAX = 200;

export type Opening = Pick<Vault, "openWith" | "openInstallation">;

interface Row {
  readonly exchange_id: string;
  readonly revision: number;
  readonly subject_id: string | null;
  readonly key_id: string | null;
  readonly wrapped_key: Uint8Array | null;
  readonly sealed: Uint8Array;
  readonly person_key_id: string | null;
  readonly person_key: Uint8Array | null;
}

/** Two processes may write one record anew: to the same end. */
const DUE = `SELECT r.exchange_id, r.revision, r.subject_id, r.key_id, r.wrapped_key, r.sealed,
    k.key_id AS person_key_id, k.wrapped AS person_key
  FROM decision_record r LEFT JOIN vault.subject_key k ON k.subject_id = r.subject_id
 WHERE r.question_until <= $1::timestamptz ORDER BY r.question_until LIMIT ${QUESTIONS_MAX}`;

const REWRITE = `UPDATE decision_record SET sealed = $3, key_id = $4, wrapped_key = $5, question_until = NULL
  WHERE exchange_id = $1 AND revision = $2 AND question_until IS NOT NULL`;

interface Sweeping {
  readonly vault: Sealing & Opening;
  readonly at: string;
  readonly withoutQuestion: (record: Uint8Array) => Uint8Array;
}

/** Takes questions whose term is over out of the records that hold them; gives how many. */
export async function sweepQuestions(pool: Database["pool"], { at, ...by }: Sweeping): Promise<number> {
  const { rows } = await pool.query<Row>(DUE, [at]);
  for (const row of rows) {
    const { sealed, keyId, wrappedKey } = await rewritten(row, by);
    await pool.query(REWRITE, [row.exchange_id, row.revision, Buffer.from(sealed), keyId, wrappedKey]);
  }
  return rows.length;
}

interface Rewritten {
  readonly sealed: Uint8Array;
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

async function rewritten(row: Row, { vault, withoutQuestion }: Omit<Sweeping, "at">): Promise<Rewritten> {
  const { sealed, subject_id: person, person_key_id: keyId, person_key: wrapped } = row;
  if (person === null) return ofInstallation(row, { vault, withoutQuestion });
  const own = { keyId: null, wrappedKey: null };
  // Whoever was erased took the key along: there is nothing left to take out.
  if (keyId === null || wrapped === null) return { ...own, sealed };
  const record = vault.openWith({ keyId, wrapped }, { person: person as Pseudonym, bytes: sealed });
  const anew = await createPersonSealer(vault).seal(person as Pseudonym, withoutQuestion(record));
  return { ...own, sealed: anew ?? sealed };
}

function ofInstallation(row: Row, { vault, withoutQuestion }: Omit<Sweeping, "at">): Rewritten {
  const held = { sealed: row.sealed, keyId: row.key_id ?? "", wrappedKey: row.wrapped_key ?? new Uint8Array() };
  const { sealed, keyId, wrappedKey } = vault.sealInstallation(withoutQuestion(vault.openInstallation(held)));
  return { sealed, keyId, wrappedKey: Buffer.from(wrappedKey) };
}
