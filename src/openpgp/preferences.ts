import { enums, SignaturePacket } from "openpgp";
import type { Config, PrivateKey, UserIDPacket } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import { libraryConfig } from "./config.ts";

/** What the library's method takes; its published type leaves out the configuration and the data's own form. */
interface Certifies {
  sign(
    key: PrivateKey["keyPacket"],
    data: { readonly userID: UserIDPacket; readonly key: PrivateKey["keyPacket"] },
    ...how: readonly [date: Date, detached: boolean, config: Config]
  ): Promise<void>;
}

/** What a self-signature of a fresh key says beside its algorithms of signing. */
const KEPT = [
  "signatureType",
  "publicKeyAlgorithm",
  "hashAlgorithm",
  "keyFlags",
  "features",
  "isPrimaryUserID",
  "keyExpirationTime",
  "keyNeverExpires",
  "preferredSymmetricAlgorithms",
  "preferredCompressionAlgorithms",
] as const;

/**
 * Signs the names of a fresh version 4 key anew, with SHA-512 and SHA-256 as the digests that it reads. The library lists
 * SHA-3 as well, which no GnuPG knows, and which it warns of at every import of the private key.
 */
export async function preferSha2(key: PrivateKey, date: Date): Promise<void> {
  for (const user of key.users) {
    const [made, ...others] = user.selfCertifications;
    if (made === undefined || others.length > 0 || user.userID === null) {
      throw new GatewayError("INVARIANT_BROKEN", "a fresh key has other than one self-signature");
    }
    const signature = Object.assign(new SignaturePacket(), Object.fromEntries(KEPT.map((name) => [name, made[name]])), {
      preferredHashAlgorithms: [enums.hash.sha512, enums.hash.sha256],
    });
    const certifies = signature as unknown as Certifies;
    await certifies.sign(key.keyPacket, { userID: user.userID, key: key.keyPacket }, date, false, libraryConfig());
    user.selfCertifications = [signature];
  }
}
