import type { Party } from "../core/catalogue/party.ts";
import type { Instant, Sha256 } from "../core/ids.ts";

export interface OpenedMessage {
  readonly plaintext: Uint8Array;
  readonly signer: string;
  readonly signedAt: Instant;
}

/** OpenPGP with the keys of this installation; throws the PGP_ codes. */
export interface Seals {
  /** Decrypts with our keys and verifies the one signature by a key of this party (or its operator). */
  open(message: Uint8Array, sender: Party): Promise<OpenedMessage>;
  /** Signs with our key and encrypts to every certificate of the party. Refuses a party without a usable one. */
  seal(plaintext: Uint8Array, recipient: Party): Promise<Uint8Array>;
  /** Armored detached signature by our key. */
  sign(bytes: Uint8Array): Promise<string>;
  /** Verifies a party's detached signature; the signer's fingerprint, or a PGP_ code. */
  verify(bytes: Uint8Array, signature: string, signer: Party): Promise<string>;
  /** A one-off key for what is held: sealed bytes and the wrapped key that opens them. */
  hold(plaintext: Uint8Array): Held;
  unhold(held: Held): Uint8Array;
  /** Tells one opened document from another, under a key of the installation's: nobody confirms a guess at a document by it. */
  digestOf(document: Uint8Array): Sha256;
  /** Pairwise reference of a value for one party: `pseudo` and `partnerRef`. */
  pseudonymFor(party: string, value: string): string;
}

export interface Held {
  readonly sealed: Uint8Array;
  readonly keyId: string;
  readonly wrappedKey: Uint8Array;
}
