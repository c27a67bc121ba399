import { randomBytes } from "node:crypto";
import { createMessage, encrypt, encryptSessionKey, sign } from "openpgp";
import type { PublicKey } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { sealAead } from "./aead.ts";
import { libraryConfig, libraryConfigFor } from "./config.ts";
import { privateKeyOf, publicKeyOf } from "./holders.ts";
import type { Certificate, UnlockedKey } from "./holders.ts";
import { keyError } from "./key-errors.ts";
import { asBytes } from "./outputs.ts";
import { TAG, writePacket } from "./packets.ts";

export interface SealRequest {
  readonly plaintext: Uint8Array;
  readonly signWith: UnlockedKey;
  readonly encryptTo: readonly Certificate[];
  readonly now: Instant;
  /**
   * `gnupg`: AES-256 in SEIPD version 1, which every reader takes. `rfc9580`: SEIPD version 2 with OCB. Agreed with the
   * partner and never read from its certificate: some advertise what their GnuPG cannot read (crypto.md §4).
   */
  readonly profile: "gnupg" | "rfc9580";
  /** Primary fingerprints of recipients whose RSA-2048 is accepted by named exception. */
  readonly rsa2048AllowedFor?: readonly string[];
}

/**
 * One literal, signed and then encrypted to every recipient; binary, not compressed. Refuses a recipient whose
 * certificate is expired, revoked or weak at `now` (PGP_KEY_…), and one without an encryption key (KEY_MALFORMED).
 */
export async function sealMessage(request: SealRequest): Promise<Uint8Array> {
  if (request.encryptTo.length === 0) throw new GatewayError("KEY_MISSING", "there is no certificate to encrypt to");
  await Promise.all([
    checkSigner(request),
    ...request.encryptTo.map((certificate) => checkRecipient(certificate, request)),
  ]);
  return request.profile === "gnupg" ? sealForGnupg(request) : sealForRfc9580(request);
}

async function checkSigner({ signWith, now }: SealRequest): Promise<void> {
  try {
    await privateKeyOf(signWith).getSigningKey(undefined, new Date(now), undefined, libraryConfig());
  } catch (cause) {
    throw keyError(cause, { code: "KEY_MALFORMED", message: "our key has no part that can sign" });
  }
}

async function checkRecipient(certificate: Certificate, request: SealRequest): Promise<void> {
  const config = libraryConfigFor(certificate.fingerprint, request.rsa2048AllowedFor ?? []);
  try {
    await publicKeyOf(certificate).getEncryptionKey(undefined, new Date(request.now), undefined, config);
  } catch (cause) {
    throw keyError(cause, { code: "KEY_MALFORMED", message: "certificate has no part that can be encrypted to" });
  }
}

// Every recipient was checked against its own floor; the library knows one floor for all.
function common(request: SealRequest) {
  const byException = request.encryptTo
    .map(({ fingerprint }) => fingerprint)
    .find((one) => request.rsa2048AllowedFor?.includes(one));
  return {
    date: new Date(request.now),
    config: libraryConfigFor(byException ?? "", byException === undefined ? [] : [byException]),
  };
}

const recipientsOf = (request: SealRequest): PublicKey[] => request.encryptTo.map(publicKeyOf);

const literalOf = (request: SealRequest) => createMessage({ binary: request.plaintext, date: new Date(request.now) });

async function sealForGnupg(request: SealRequest): Promise<Uint8Array> {
  const sealed: unknown = await encrypt({
    ...common(request),
    message: await literalOf(request),
    encryptionKeys: recipientsOf(request),
    signingKeys: privateKeyOf(request.signWith),
    // A session key of our own choosing is what keeps the library from following the certificate to version 2.
    sessionKey: { algorithm: "aes256", data: randomBytes(32) },
    format: "binary",
  });
  return asBytes(sealed);
}

async function sealForRfc9580(request: SealRequest): Promise<Uint8Array> {
  const sessionKey = randomBytes(32);
  const signed: unknown = await sign({
    ...common(request),
    message: await literalOf(request),
    signingKeys: privateKeyOf(request.signWith),
    format: "binary",
  });
  const sessionKeyPackets: unknown = await encryptSessionKey({
    ...common(request),
    data: sessionKey,
    algorithm: "aes256",
    aeadAlgorithm: "ocb",
    encryptionKeys: recipientsOf(request),
    format: "binary",
  });
  const sealed = sealAead(asBytes(signed), { sessionKey, salt: randomBytes(32) });
  return Buffer.concat([asBytes(sessionKeyPackets), writePacket(TAG.encrypted, sealed)]);
}
