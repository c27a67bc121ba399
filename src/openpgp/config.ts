import { config as defaults, enums } from "openpgp";
import type { Config } from "openpgp";

/** Own and partners' RSA keys: 128-bit strength (NIST SP 800-57). */
const RSA_BITS_MIN = 3072;
/** Only for a partner named in an exception; the library counts a 2047-bit modulus as 2048. */
const RSA_BITS_MIN_BY_EXCEPTION = 2048;
/** 128 MiB; reached only by someone who offers a password, which we never do. */
const ARGON2_MEMORY_EXPONENT_MAX = 17;

/**
 * Every setting we lean on, said out loud, so that a change of the library's defaults changes nothing here
 * (crypto.md §5). SHA-1 stays readable in self-signatures and revocations: refusing it there would make an old
 * revocation unseen, and a revoked key usable. On messages it is refused.
 */
const strict: Config = {
  ...defaults,
  preferredHashAlgorithm: enums.hash.sha512,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  allowUnauthenticatedMessages: false,
  allowUnauthenticatedStream: false,
  allowInsecureDecryptionWithSigningKeys: false,
  allowInsecureVerificationWithReformattedKeys: false,
  allowMissingKeyFlags: false,
  enableParsingV5Entities: false,
  ignoreMalformedPackets: false,
  enforceGrammar: true,
  additionalAllowedPackets: [],
  knownNotations: [],
  maxDecompressedMessageSize: 0,
  maxArgon2MemoryExponent: ARGON2_MEMORY_EXPONENT_MAX,
  minRSABits: RSA_BITS_MIN,
  rejectMessageHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd, enums.hash.sha1, enums.hash.sha224]),
  rejectPublicKeyAlgorithms: new Set([enums.publicKey.elgamal, enums.publicKey.dsa]),
};
const strictButRsa2048: Config = { ...strict, minRSABits: RSA_BITS_MIN_BY_EXCEPTION };
const version6: Config = { ...strict, v6Keys: true, aeadProtect: true, preferredAEADAlgorithm: enums.aead.ocb };

/** Passed with every call of the library; its global configuration is never touched. */
export const libraryConfig = (): Config => strict;

/** The weakest that is ever accepted, for a certificate that is named in `rsa2048AllowedFor`. */
export const libraryConfigFor = (fingerprint: string, rsa2048AllowedFor: readonly string[]): Config =>
  rsa2048AllowedFor.includes(fingerprint) ? strictButRsa2048 : strict;

/** For making a version 6 identity, which advertises SEIPDv2 with OCB first. */
export const libraryConfigV6 = (): Config => version6;
