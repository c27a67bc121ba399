import { generateKey } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { readCertificate } from "./certificates.ts";
import { libraryConfig, libraryConfigV6 } from "./config.ts";

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
  if (wanted.passphrase === "") throw new GatewayError("KEY_LOCKED", "a private key may not have an empty passphrase");
  const kind =
    wanted.version === 4
      ? ({ type: "ecc", curve: "curve25519Legacy", config: libraryConfig() } as const)
      : ({ type: "curve25519", config: libraryConfigV6() } as const);
  const pair = await generateKey({
    ...kind,
    userIDs: { name: wanted.name, email: wanted.email },
    passphrase: wanted.passphrase,
    date: new Date(wanted.now),
    keyExpirationTime: (wanted.validDays ?? IDENTITY_VALID_DAYS) * SECONDS_PER_DAY,
    format: "armored",
  });
  return {
    fingerprint: (await readCertificate(pair.publicKey)).fingerprint,
    publicArmored: pair.publicKey,
    privateArmored: pair.privateKey,
    revocationArmored: pair.revocationCertificate,
  };
}
