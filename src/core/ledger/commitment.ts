import { createHmac } from "node:crypto";

import { GatewayError } from "../errors.ts";
import { equalBytes, findBase64, findText, toBase64, utf8 } from "./bytes.ts";

/** 256 bits: nobody who lacks the salt can confirm a guess, and destroying it forgets what it hid (ledger.md §2.5). */
export const SALT_BYTES = 32;
const COMMITMENT_BYTES = 32;
const PREFIX = "exchange-log/v1\n";

/**
 * HMAC-SHA256(salt, bytes). Refuses any salt but one of 32 bytes: HMAC pads a shorter key with zeros, so that salts of
 * several lengths would open the same commitment.
 */
export function commit(salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (salt.byteLength !== SALT_BYTES) throw new GatewayError("LEDGER_MALFORMED", "salt is not 32 bytes");
  return createHmac("sha256", salt).update(bytes).digest();
}

/** A commitment as it stands in an entry, a header or a list. */
export const printCommitment = (salt: Uint8Array, bytes: Uint8Array): string => toBase64(commit(salt, bytes));

/** Whether salt and bytes are what was committed to; false for a salt of another length too. */
export function opens(commitment: string, { salt, bytes }: Opening): boolean {
  const claimed = findBase64(commitment);
  return claimed !== null && salt.byteLength === SALT_BYTES && equalBytes(claimed, commit(salt, bytes));
}

export interface Opening {
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The leaf: `exchange-log/v1\n` + base64(commitment) + `\n`, 61 bytes that say nothing. */
export function encodeEntry(commitment: Uint8Array): Uint8Array {
  if (commitment.byteLength !== COMMITMENT_BYTES)
    throw new GatewayError("LEDGER_MALFORMED", "commitment is not 32 bytes");
  return utf8(`${PREFIX}${toBase64(commitment)}\n`);
}

/** The commitment of an entry as base64; `null` for bytes that `encodeEntry` would not have made. */
export function findCommitment(entry: Uint8Array): string | null {
  const text = findText(entry);
  if (!text?.startsWith(PREFIX) || !text.endsWith("\n")) return null;
  const commitment = text.slice(PREFIX.length, -1);
  return findBase64(commitment)?.byteLength === COMMITMENT_BYTES ? commitment : null;
}
