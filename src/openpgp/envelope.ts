import { GatewayError } from "../core/errors.ts";
import { TAG, walkPackets } from "./packets.ts";
import type { Packet } from "./packets.ts";

/** Recipients of one message; each costs us a public-key operation when it hides its key id (crypto.md §5). */
const RECIPIENTS_MAX = 8;

export interface Envelope {
  /** The session key packets that go with this version of the encrypted data. */
  readonly sessionKeyPackets: Uint8Array;
  /** 1: AES-CFB with a digest. 2: AEAD. */
  readonly version: 1 | 2;
  readonly encrypted: Uint8Array;
}

/**
 * The outside of an encrypted message: one to eight public-key session keys, then integrity-protected data, and
 * nothing after (RFC 9580 §10.3). Judged by headers alone, before any key is touched.
 */
export function parseEnvelope(message: Uint8Array): Envelope {
  const sessionKeys: Packet[] = [];
  let encrypted: Packet | null = null;
  for (const packet of walkPackets(message)) {
    if (packet.tag === TAG.marker || packet.tag === TAG.padding) continue;
    if (encrypted !== null) throw new GatewayError("PGP_MALFORMED", "something follows the encrypted data");
    refuseOthers(packet);
    if (packet.tag === TAG.encrypted) encrypted = packet;
    else if (sessionKeys.push(packet) > RECIPIENTS_MAX) {
      throw new GatewayError("PGP_MALFORMED", "message has more than 8 recipients");
    }
  }
  if (encrypted === null) throw new GatewayError("PGP_MALFORMED", "message has session keys but no encrypted data");
  return envelopeOf(sessionKeys, encrypted.body);
}

function refuseOthers(packet: Packet): void {
  switch (packet.tag) {
    case TAG.publicKeySessionKey:
    case TAG.encrypted:
      return;
    case TAG.passwordSessionKey:
      throw new GatewayError("PGP_ALGORITHM_REFUSED", "message is encrypted under a password");
    case TAG.encryptedWithoutIntegrity:
    case TAG.encryptedGnupgAead:
      throw new GatewayError("PGP_ALGORITHM_REFUSED", "encrypted data are of a kind that the standard does not allow");
    default:
      throw new GatewayError("PGP_NOT_ENCRYPTED", "OpenPGP message is not encrypted");
  }
}

function envelopeOf(sessionKeys: readonly Packet[], encrypted: Uint8Array): Envelope {
  const version = encrypted[0];
  if (version !== 1 && version !== 2)
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "encrypted data are of an unknown version");
  // Version 3 session keys go with version 1 data and 6 with 2; a mixture is a downgrade (RFC 9580 §10.3.2.1).
  const wanted = version === 1 ? 3 : 6;
  const matching = sessionKeys.filter((packet) => packet.body[0] === wanted);
  if (matching.length === 0) throw new GatewayError("PGP_NOT_FOR_US", "message has no session key for a recipient");
  return { sessionKeyPackets: Buffer.concat(matching.map((packet) => packet.raw)), version, encrypted };
}
