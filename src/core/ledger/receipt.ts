import { z } from "zod";

import { GatewayError } from "../errors.ts";
import { findBase64, toBase64 } from "./bytes.ts";
import { canonicalize, parseCanonical } from "./canonical.ts";
import type { TrustedLog } from "./checkpoint.ts";
import { verifyHeaderOpening } from "./entry.ts";
import { checkHeader, type EntryHeader, parseHeader } from "./header.ts";
import { type Proven, verifyReceiptProof } from "./proof.ts";

const FORMAT = "uitwisselpoort-receipt/1";
const PENDING = "pending";

const receipt = z.strictObject({
  format: z.literal(FORMAT),
  exchangeId: z.string(),
  entry: z.string(),
  opening: z.strictObject({ header: z.unknown(), salt: z.string() }),
  proof: z.string(),
  log: z.strictObject({ origin: z.string(), vkey: z.string() }),
});

export interface ReceiptInput {
  readonly exchangeId: string;
  readonly entry: Uint8Array;
  /** As committed. */
  readonly headerBytes: Uint8Array;
  readonly headerSalt: Uint8Array;
  /** tlog-proof text; `null` while the entry has no index. */
  readonly proof: string | null;
  readonly log: { readonly origin: string; readonly vkey: string };
}

/** The receipt's canonical JSON (design §12.2). Refuses an opening that is not this entry's, or is of another exchange. */
export function buildReceipt({ exchangeId, entry, headerBytes, headerSalt, proof, log }: ReceiptInput): Uint8Array {
  const header = parseHeader(headerBytes);
  checkOpening({ exchangeId, entry, header, salt: headerSalt });
  return canonicalize({
    format: FORMAT,
    exchangeId,
    entry: toBase64(entry),
    opening: { header, salt: toBase64(headerSalt) },
    proof: proof ?? PENDING,
    log: { origin: log.origin, vkey: log.vkey },
  });
}

export interface VerifiedReceipt {
  readonly exchangeId: string;
  readonly header: EntryHeader;
  readonly entry: Uint8Array;
  /** `null` while pending: then the entry is promised by the receipt's OpenPGP signature alone, and proven by nothing. */
  readonly proven: Proven | null;
}

/**
 * Entry, opening and proof belong together, and the checkpoint is signed by the log the caller trusts; the key that the
 * receipt names only has to be that one. Throws LEDGER_MISMATCH where something does not hold, LEDGER_MALFORMED for what is
 * no receipt. The detached OpenPGP signature is another's to check.
 */
export function verifyReceipt(bytes: Uint8Array, trusted: TrustedLog): VerifiedReceipt {
  const { exchangeId, opening, proof, log, ...encoded } = parseReceipt(bytes);
  const entry = decoded(encoded.entry);
  const header = checkHeader(opening.header);
  checkOpening({ exchangeId, entry, header, salt: decoded(opening.salt) });
  if (log.origin !== trusted.origin || log.vkey !== trusted.vkey) throw mismatch("names another log");
  const proven = proof === PENDING ? null : verifyReceiptProof({ ...trusted, proofText: proof, entry });
  return { exchangeId, header, entry, proven };
}

/** The tlog-proof that a receipt holds; `null` while it waits for one. Says nothing about whether it is true. */
export function findReceiptProof(bytes: Uint8Array): string | null {
  const { proof } = parseReceipt(bytes);
  return proof === PENDING ? null : proof;
}

/** Whether a receipt still waits for its proof; says nothing about whether it is true. */
export const isPending = (bytes: Uint8Array): boolean => findReceiptProof(bytes) === null;

function parseReceipt(bytes: Uint8Array): z.infer<typeof receipt> {
  const result = receipt.safeParse(parseCanonical(bytes));
  if (result.success) return result.data;
  throw new GatewayError("LEDGER_MALFORMED", "receipt has missing, wrong or unknown members");
}

function checkOpening(claim: { exchangeId: string; entry: Uint8Array; header: EntryHeader; salt: Uint8Array }): void {
  const { exchangeId, entry, header, salt } = claim;
  if (!verifyHeaderOpening(entry, { salt, bytes: canonicalize(header) })) throw mismatch("opens another entry");
  if (!("exchangeId" in header) || header.exchangeId !== exchangeId) throw mismatch("is of another exchange");
}

function decoded(text: string): Uint8Array {
  const bytes = findBase64(text);
  if (!bytes) throw new GatewayError("LEDGER_MALFORMED", "receipt holds malformed base64");
  return bytes;
}

const mismatch = (what: string): GatewayError => new GatewayError("LEDGER_MISMATCH", `receipt ${what}`);
