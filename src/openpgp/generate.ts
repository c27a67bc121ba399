import { encryptKey, generateKey } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { libraryConfig, libraryConfigV6 } from "./config.ts";
import { preferSha2 } from "./preferences.ts";

/** Three years (crypto.md §9); an installation rotates long before. */
export const IDENTITY_VALID_DAYS = 1095;
const SECONDS_PER_DAY = 86_400;

export interface NewIdentity {
  readonly name: string;
  readonly email: string;
  /** Locks both private parts; may not be empty. */
  readonly passphrase: string;
  /** 4: Curve25519 with the legacy ids, which every GnuPG reads. 6: RFC 9580. */
  readonly version: 4 | 6;
  readonly now: Instant;
  readonly validDays?: number;
}

export interface GeneratedIdentity {
  readonly fingerprint: string;
  readonly publicArmored: string;
  readonly privateArmored: string;
  /** Publishing it makes the identity useless for good: keep it apart from the private key. */
  readonly revocationArmored: string;
}

/** A primary key that certifies and signs, and a subkey that is encrypted to. Never RSA (crypto.md §0.5). */
export async function generateIdentity(wanted: NewIdentity): Promise<GeneratedIdentity> {
  const { passphrase, now, version, validDays = IDENTITY_VALID_DAYS } = wanted;
  if (passphrase === "") throw new GatewayError("KEY_LOCKED", "a private key may not have an empty passphrase");
  const kind =
    version === 4
      ? ({ type: "ecc", curve: "curve25519Legacy", config: libraryConfig() } as const)
      : ({ type: "curve25519", config: libraryConfigV6() } as const);
  const { privateKey, revocationCertificate } = await generateKey({
    ...kind,
    userIDs: { name: wanted.name, email: wanted.email },
    date: new Date(now),
    keyExpirationTime: validDays * SECONDS_PER_DAY,
    format: "object",
  });
  if (version === 4) await preferSha2(privateKey, new Date(now));
  const locked = await encryptKey({ privateKey, passphrase, config: kind.config });
  return {
    fingerprint: locked.getFingerprint().toUpperCase(),
    publicArmored: locked.toPublic().armor(kind.config),
    privateArmored: locked.armor(kind.config),
    revocationArmored: revocationCertificate,
  };
}
