import { decryptSessionKeys, readMessage } from "openpgp";
import type { Message } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { libraryConfig } from "./config.ts";
import { privateKeyOf } from "./holders.ts";
import type { Certificate, UnlockedKey } from "./holders.ts";
import { asBytes } from "./outputs.ts";
import { walkPackets } from "./packets.ts";
import type { Packet } from "./packets.ts";

/** A recipient that hides itself. */
const ANYONE = "";
const KEY_ID_HIDDEN = "0000000000000000";
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
  const packets = [...walkPackets(wanted.sessionKeyPackets)];
  checkCanonical(message, packets);
  const named = packets.map(({ body }) => recipientOf(body));
  const ours = wanted.own.filter((key) => named.some((name) => name === ANYONE || isNamed(key.certificate, name)));
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

// The library reads some numbers more loosely than it writes them. What it would write otherwise was changed.
function checkCanonical(message: Message<Uint8Array>, packets: readonly Packet[]): void {
  const again = [...walkPackets(asBytes(message.write()))];
  const isSame = packets.every(({ body }, i) => Buffer.from(body).equals(again[i]?.body ?? new Uint8Array()));
  if (!isSame) throw new GatewayError("PGP_MALFORMED", "session key packet is not in its one proper form");
}

// Version 3 names a key id, version 6 a fingerprint behind its length and the key's version (RFC 9580 §5.1). The
// library looks at the last eight bytes only.
function recipientOf(body: Uint8Array): string {
  const isVersion6 = body[0] === 6;
  const name = isVersion6 ? body.subarray(3, 2 + (body[1] ?? 0)) : body.subarray(1, 9);
  const text = Buffer.from(name).toString("hex").toUpperCase();
  if (!isVersion6) return text === KEY_ID_HIDDEN ? ANYONE : text;
  return body[1] === 0 ? ANYONE : `${body[2] ?? 0}:${text}`;
}

const isNamed = ({ keyIds, keyFingerprints, version }: Certificate, name: string): boolean =>
  keyIds.includes(name) || keyFingerprints.some((fingerprint) => `${version}:${fingerprint}` === name);

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
  if (named.every((name) => name === ANYONE)) return notForUs(cause);
  return new GatewayError("PGP_INTEGRITY", "session key does not open", { cause });
}

function fits(keyBytes: number | null, key: { readonly algorithm: string | null; readonly data: Uint8Array }): boolean {
  return keyBytes === null
    ? key.algorithm !== null && AES_BYTES.get(key.algorithm) === key.data.length
    : key.data.length === keyBytes;
}
