import type { PrivateKey, PublicKey } from "openpgp";
import { GatewayError } from "../core/errors.ts";

/** A parsed public certificate; parsed once and held, because parsing costs more than using it (crypto.md §1). */
export interface Certificate {
  /** Primary fingerprint, upper-case hexadecimal: 40 digits for version 4, 64 for version 6. */
  readonly fingerprint: string;
  readonly version: 4 | 6;
  /** Upper-case hexadecimal key ids and fingerprints of the primary key and its subkeys. */
  readonly keyIds: readonly string[];
  readonly keyFingerprints: readonly string[];
  readonly userIds: readonly string[];
  /** The whole certificate as text, without any secret part. */
  readonly armored: string;
}

/** A private key whose passphrase was given; what is secret about it never leaves `openpgp/`. */
export interface UnlockedKey {
  readonly fingerprint: string;
  readonly certificate: Certificate;
}

// The library's own objects hang beside ours, so that no caller can reach, log or serialise secret material.
const publicKeys = new WeakMap<Certificate, PublicKey>();
const privateKeys = new WeakMap<UnlockedKey, PrivateKey>();

export function holdCertificate(key: PublicKey): Certificate {
  const version = key.keyPacket.version;
  if (version !== 4 && version !== 6) {
    throw new GatewayError("KEY_MALFORMED", "OpenPGP certificate is of neither version 4 nor version 6");
  }
  const certificate: Certificate = Object.freeze({
    fingerprint: key.getFingerprint().toUpperCase(),
    version,
    keyIds: Object.freeze(key.getKeyIDs().map((id) => id.toHex().toUpperCase())),
    keyFingerprints: Object.freeze(key.getKeys().map((one) => one.getFingerprint().toUpperCase())),
    userIds: Object.freeze(key.getUserIDs()),
    armored: key.armor(),
  });
  publicKeys.set(certificate, key);
  return certificate;
}

export function holdUnlockedKey(key: PrivateKey): UnlockedKey {
  const certificate = holdCertificate(key.toPublic());
  const unlocked: UnlockedKey = Object.freeze({ fingerprint: certificate.fingerprint, certificate });
  privateKeys.set(unlocked, key);
  return unlocked;
}

/** Throws for an object that looks like a certificate but was not made by `readCertificate`. */
export function publicKeyOf(certificate: Certificate): PublicKey {
  const key = publicKeys.get(certificate);
  if (key === undefined) throw new GatewayError("INVARIANT_BROKEN", "certificate was not made by `readCertificate`");
  return key;
}

/** Throws for an object that looks like an unlocked key but was not made by `unlockKey`. */
export function privateKeyOf(unlocked: UnlockedKey): PrivateKey {
  const key = privateKeys.get(unlocked);
  if (key === undefined) throw new GatewayError("INVARIANT_BROKEN", "key was not made by `unlockKey`");
  return key;
}
