import { decryptSessionKeys, readMessage } from "openpgp";
import type { Message } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { libraryConfig } from "./config.ts";
import { privateKeyOf } from "./holders.ts";
import type { UnlockedKey } from "./holders.ts";

const WILDCARD = "0000000000000000";
const AES_BYTES: ReadonlyMap<string, number> = new Map([
  ["aes128", 16],
  ["aes256", 32],
]);

interface Wanted {
  readonly sessionKeyPackets: Uint8Array;
  readonly own: readonly UnlockedKey[];
  readonly now: Instant;
  /** Version 2 data name their cipher themselves; `null` for version 1, where it comes with the session key. */
  readonly keyBytes: number | null;
}

/**
 * The session keys that ours open: one, unless somebody made the message odd. Throws PGP_NOT_FOR_US when none of the
 * recipients is one of our keys, PGP_INTEGRITY when one is but does not open, PGP_ALGORITHM_REFUSED for a cipher other
 * than AES-128 and AES-256.
 */
export async function unwrapSessionKeys(wanted: Wanted): Promise<readonly Uint8Array[]> {
  const config = libraryConfig();
  const message = await parse(wanted.sessionKeyPackets);
  const named = message.getEncryptionKeyIDs().map((id) => id.toHex().toUpperCase());
  const ours = wanted.own.filter((key) => named.some((id) => id === WILDCARD || key.certificate.keyIds.includes(id)));
  if (ours.length === 0) throw notForUs();
  const opened = await decryptSessionKeys({
    message,
    decryptionKeys: ours.map(privateKeyOf),
    date: new Date(wanted.now),
    config,
  }).catch((cause: unknown) => {
    throw translate(cause, named);
  });
  const fitting = opened.filter(({ algorithm, data }) => fits(wanted.keyBytes, { algorithm, data }));
  if (fitting.length === 0)
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "session key is not one of AES-128 or AES-256");
  return fitting.map(({ data }) => data);
}

async function parse(packets: Uint8Array): Promise<Message<Uint8Array>> {
  try {
    return await readMessage({ binaryMessage: packets, config: libraryConfig() });
  } catch (cause) {
    throw new GatewayError("PGP_MALFORMED", "session key packet cannot be read", { cause });
  }
}

const notForUs = (cause?: unknown): GatewayError =>
  new GatewayError("PGP_NOT_FOR_US", "message is not encrypted to a key of this gateway", {
    cause,
    remedy: "encrypt to the certificate that this gateway publishes",
  });

function translate(cause: unknown, named: readonly string[]): GatewayError {
  // The library refuses some ciphers itself, with this text and no code; a test holds it to that.
  if (cause instanceof Error && /non-preferred symmetric algorithm|Invalid enum value/.test(cause.message)) {
    return new GatewayError("PGP_ALGORITHM_REFUSED", "session key is not one of AES-128 or AES-256", { cause });
  }
  if (named.every((id) => id === WILDCARD)) return notForUs(cause);
  return new GatewayError("PGP_INTEGRITY", "session key does not open", { cause });
}

function fits(keyBytes: number | null, key: { readonly algorithm: string | null; readonly data: Uint8Array }): boolean {
  return keyBytes === null
    ? key.algorithm !== null && AES_BYTES.get(key.algorithm) === key.data.length
    : key.data.length === keyBytes;
}
