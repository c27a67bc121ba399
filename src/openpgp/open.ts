import { DOCUMENT_BYTES_MAX, MESSAGE_BYTES_MAX } from "../core/document/size.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { parseAead } from "./aead.ts";
import { bytesOf } from "./armor.ts";
import { parseEnvelope } from "./envelope.ts";
import type { Certificate, UnlockedKey } from "./holders.ts";
import { openMdc } from "./mdc.ts";
import { unwrapSessionKeys } from "./session-key.ts";
import { parseSignedLiteral } from "./signed-literal.ts";
import { verifySignature } from "./verify.ts";
import type { SignatureWindow } from "./verify.ts";

const MINUTE_MS = 60_000;
/** Clocks differ; a message that took longer than this on its way is signed anew (crypto.md §5). */
export const MESSAGE_WINDOW: SignatureWindow = { pastMs: 15 * MINUTE_MS, futureMs: 5 * MINUTE_MS };

export interface OpenRequest {
  readonly message: Uint8Array;
  /** Every key that may still be encrypted to. */
  readonly own: readonly UnlockedKey[];
  /** Only the expected party's certificates, chosen by who is authenticated, never by what the message says. */
  readonly senders: readonly Certificate[];
  readonly now: Instant;
  readonly window?: SignatureWindow;
  readonly limits?: { readonly messageBytesMax?: number; readonly plaintextBytesMax?: number };
  /** Primary fingerprints of senders whose RSA-2048 is accepted by named exception; otherwise 3072 is the least. */
  readonly rsa2048AllowedFor?: readonly string[];
}

export interface Opened {
  readonly plaintext: Uint8Array;
  /** Primary fingerprint of the sender's certificate. */
  readonly signer: string;
  readonly signedAt: Instant;
  /** As the sender wrote it, unsigned: only to be scanned, never to be used. */
  readonly fileName: string | null;
}

/**
 * Decrypts a message to one of our keys and verifies its one signature by one of `senders`, now and at its own time,
 * before a byte is returned. Session keys and signatures are the library's work; the framing around them is checked
 * here, and bulk data are decrypted by the platform (crypto.md §1, §5). Every refusal is a GatewayError with a code of
 * its own: BODY_TOO_LARGE or one of PGP_.
 */
export async function openMessage(request: OpenRequest): Promise<Opened> {
  const messageBytesMax = request.limits?.messageBytesMax ?? MESSAGE_BYTES_MAX;
  if (request.message.length > messageBytesMax) {
    throw new GatewayError("BODY_TOO_LARGE", `the message is larger than ${messageBytesMax} bytes`);
  }
  const inner = await decrypt(request);
  const literal = await parseSignedLiteral(inner, request.limits?.plaintextBytesMax ?? DOCUMENT_BYTES_MAX);
  const verified = await verifySignature({
    data: literal.data,
    signature: literal.signature,
    signers: request.senders,
    now: request.now,
    window: request.window ?? MESSAGE_WINDOW,
    keyGoodAt: "now",
    recipients: request.own.map((key) => key.fingerprint),
    rsa2048AllowedFor: request.rsa2048AllowedFor ?? [],
  });
  return { plaintext: literal.data, ...verified, fileName: literal.fileName };
}

async function decrypt({ message, own, now }: OpenRequest): Promise<Uint8Array> {
  const envelope = parseEnvelope(await bytesOf(message, "message"));
  const { sessionKeyPackets, encrypted } = envelope;
  const aead = envelope.version === 2 ? parseAead(encrypted) : null;
  const keyBytes = aead === null ? null : aead.sessionKeyBytes;
  const sessionKeys = await unwrapSessionKeys({ sessionKeyPackets, own, now, keyBytes });
  return firstThatOpens(sessionKeys, (key) => (aead === null ? openMdc(encrypted, key) : aead.open(key)));
}

function firstThatOpens(sessionKeys: readonly Uint8Array[], open: (key: Uint8Array) => Uint8Array): Uint8Array {
  let failure: unknown = null;
  for (const key of sessionKeys) {
    try {
      return open(key);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
