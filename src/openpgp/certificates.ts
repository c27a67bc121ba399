import { decryptKey, readKeys, readPrivateKeys } from "openpgp";
import type { Key, PrivateKey } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import { libraryConfig } from "./config.ts";
import { holdCertificate, holdUnlockedKey } from "./holders.ts";
import type { Certificate, UnlockedKey } from "./holders.ts";

/** A certificate with many subkeys and signatures stays far below this. */
const CERTIFICATE_BYTES_MAX = 256 * 1024;

/** One OpenPGP certificate, armored or binary. Refuses several, a private key and anything malformed (KEY_MALFORMED). */
export async function readCertificate(input: string | Uint8Array): Promise<Certificate> {
  const [first, ...others] = await readCertificates(input);
  if (first === undefined || others.length > 0) {
    throw new GatewayError("KEY_MALFORMED", "expected exactly one OpenPGP certificate");
  }
  return first;
}

/** All certificates of one armored block or binary keyring, in their order. Refuses what `readCertificate` refuses. */
export async function readCertificates(input: string | Uint8Array): Promise<readonly Certificate[]> {
  if (input.length > CERTIFICATE_BYTES_MAX) {
    throw new GatewayError("KEY_MALFORMED", "OpenPGP certificate is larger than 256 KiB");
  }
  const keys = await parseKeys(input);
  if (keys.some((key) => key.isPrivate())) {
    throw new GatewayError("KEY_MALFORMED", "expected a certificate but found a private key", {
      remedy: "export the public part only; treat the private key as exposed",
    });
  }
  return keys.map(holdCertificate);
}

async function parseKeys(input: string | Uint8Array): Promise<Key[]> {
  const config = libraryConfig();
  try {
    if (typeof input === "string") return await readKeys({ armoredKeys: input, config });
    const isBinary = ((input[0] ?? 0) & 0x80) !== 0;
    return isBinary
      ? await readKeys({ binaryKeys: input, config })
      : await readKeys({ armoredKeys: new TextDecoder().decode(input), config });
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "OpenPGP certificate cannot be read", { cause });
  }
}

/**
 * The private key of an armored block, unlocked for the life of the process. A key that carries no passphrase is taken
 * as it is. Throws KEY_LOCKED for a wrong passphrase and KEY_MALFORMED for anything that is not one private key.
 */
export async function unlockKey(given: {
  readonly armored: string;
  readonly passphrase: string;
}): Promise<UnlockedKey> {
  const locked = await parsePrivateKey(given.armored);
  if (locked.getKeys().every((key) => key.isDecrypted())) return holdUnlockedKey(locked);
  try {
    return holdUnlockedKey(
      await decryptKey({ privateKey: locked, passphrase: given.passphrase, config: libraryConfig() }),
    );
  } catch (cause) {
    throw new GatewayError("KEY_LOCKED", "private key does not open with this passphrase", { cause });
  }
}

async function parsePrivateKey(armored: string): Promise<PrivateKey> {
  try {
    const [key, ...others] = await readPrivateKeys({ armoredKeys: armored, config: libraryConfig() });
    if (key !== undefined && others.length === 0) return key;
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "private key cannot be read", { cause });
  }
  throw new GatewayError("KEY_MALFORMED", "expected exactly one private key");
}
