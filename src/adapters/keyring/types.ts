import type { KeyObject } from "node:crypto";
import type { Instant } from "../../core/ids.ts";
import type { Certificate, UnlockedKey } from "../../openpgp/holders.ts";

/** What one installation holds; the order is that of the list an operator sees. */
export const KEY_KINDS = ["openpgp-v4", "openpgp-v6", "ledger", "token", "kek", "index"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/**
 * `next`: published, not yet used. `active`: used for everything. `decrypt-only`: what it once protected can still be
 * read or verified. `retired`: kept, not loaded.
 */
export type KeyState = "next" | "active" | "decrypt-only" | "retired";

/** `meta.json` beside each key; nothing in it is secret. */
export interface KeyMeta {
  readonly format: "uitwisselpoort-key/1";
  readonly kind: KeyKind;
  /** Fingerprint, thumbprint or version: how the key is named in messages and tables. */
  readonly id: string;
  readonly state: KeyState;
  readonly from: Instant;
  /** Of an active identity, when its certificate expires; of a decrypt-only key, when it is retired; `null`: no end. */
  readonly until: Instant | null;
}

/** One line of `gateway keys list`. */
export type KeyRow = Omit<KeyMeta, "format">;

/** One that is used for everything, by its kind and public name. */
export interface KeyInUse {
  readonly use: KeyKind;
  readonly key: string;
}

/** All keys of one installation, unlocked once and held for the life of the process (design §7). */
export interface Keyring {
  /** The active key of every kind. */
  readonly inUse: readonly KeyInUse[];
  /** Active version 4 identity. */
  readonly signing: UnlockedKey;
  /** Active, next and decrypt-only identities of both versions. */
  readonly decryption: readonly UnlockedKey[];
  /** Own certificates, the active ones first. */
  readonly certificates: readonly Certificate[];
  /** Ed25519; the public key is 32 bytes raw, as a vkey wants it (ledger.md §1). */
  readonly ledger: { readonly publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array };
  readonly token: TokenKeys;
  /** RFC 3394 under the active key-encryption key. */
  wrapKey(dek: Uint8Array): { readonly keyId: string; readonly wrapped: Uint8Array };
  /** Throws KEY_MISSING for a key-encryption key that is not here, KEY_MALFORMED for what it did not wrap. */
  unwrapKey(keyId: string, wrapped: Uint8Array): Uint8Array;
  /** 32 bytes by which a value is found again without being stored; unlike for every purpose. */
  blindIndex(purpose: string, value: string): Uint8Array;
  /** `p:` and 22 base64url characters, unlike for every party: two partners cannot compare theirs. */
  pseudonymFor(party: string, value: string): string;
}

export interface TokenKeys {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** By `kid`: the active one and those whose tokens may still be about. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  readonly jwks: readonly Readonly<Record<string, string>>[];
}
