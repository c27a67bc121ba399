import { randomBytes } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";
import type { Pseudonym } from "../../core/ids.ts";
import type { Held } from "../../ports/seals.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";
import type { Keyring } from "../keyring/types.ts";
import { decrypt, encrypt, KEY_BYTES } from "./cipher.ts";
import { createKeyCache } from "./key-cache.ts";

/** The key-encryption key, which lives in the keyring and never in the database. */
export type KeyWrap = Pick<Keyring, "wrapKey" | "unwrapKey">;

/** A person's wrapped key as its row has it. */
export interface StoredKey {
  readonly keyId: string;
  readonly wrapped: Uint8Array;
}

/** A key for a person who is not in the register yet: its row is written together with the person's. */
export interface NewKey extends StoredKey {
  seal(bytes: Uint8Array): Uint8Array;
}

/** Nothing about a person is stored but through here (design §7): one random key a person, destroyed when they are erased. */
export interface Vault {
  /** Throws STATE_MOVED where the person has no key: erased meanwhile, or never committed. */
  sealFor(person: Pseudonym, bytes: Uint8Array): Promise<Uint8Array>;
  openFor(person: Pseudonym, sealed: Uint8Array): Promise<Uint8Array>;
  /** The same with the wrapped key at hand, without a query of its own. */
  openWith(key: StoredKey, sealed: { readonly person: Pseudonym; readonly bytes: Uint8Array }): Uint8Array;
  newKey(person: Pseudonym): NewKey;
  /** Drops the key from this process's memory; called once its row is gone. */
  forget(person: Pseudonym): void;
  /** Seals what is nobody's in particular under a key used once: destroying `wrappedKey` destroys it. */
  sealInstallation(bytes: Uint8Array): Held;
  openInstallation(held: Held): Uint8Array;
}

const SCHEMA = "uitwisselpoort/1";
const aboutPerson = (person: Pseudonym): string => `subject|${person}|${SCHEMA}`;
const ABOUT_INSTALLATION = `installation|${SCHEMA}`;

export interface VaultOptions {
  readonly database: Pick<Database, "pool">;
  readonly keys: KeyWrap;
  readonly now: () => number;
}

export function createVault({ database, keys, now }: VaultOptions): Vault {
  const cache = createKeyCache(now);

  async function keyOf(person: Pseudonym): Promise<Uint8Array> {
    const cached = cache.get(person);
    if (cached !== null) return cached;
    const { rows } = await guarded(() =>
      database.pool.query<{ key_id: string; wrapped: Uint8Array }>(
        "SELECT key_id, wrapped FROM vault.subject_key WHERE subject_id = $1",
        [person],
      ),
    );
    const [row] = rows;
    if (row === undefined)
      throw new GatewayError("STATE_MOVED", "the person has no key: erased meanwhile, or never committed");
    return unwrap(person, { keyId: row.key_id, wrapped: row.wrapped });
  }

  function unwrap(person: Pseudonym, stored: StoredKey): Uint8Array {
    const key = keys.unwrapKey(stored.keyId, stored.wrapped);
    cache.put(person, key);
    return key;
  }

  return {
    sealFor: async (person, bytes) => encrypt(await keyOf(person), { bytes, about: aboutPerson(person) }),
    openFor: async (person, sealed) => decrypt(await keyOf(person), { bytes: sealed, about: aboutPerson(person) }),
    openWith: (stored, { person, bytes }) =>
      decrypt(cache.get(person) ?? unwrap(person, stored), { bytes, about: aboutPerson(person) }),
    newKey(person) {
      const key = randomBytes(KEY_BYTES);
      return { ...keys.wrapKey(key), seal: (bytes) => encrypt(key, { bytes, about: aboutPerson(person) }) };
    },
    forget: (person) => cache.drop(person),
    sealInstallation: (bytes) => sealOnce(keys, bytes),
    openInstallation: (held) => openOnce(keys, held),
  };
}

/** Seals under a key of its own, wrapped beside it: for a held document (design §7), and for what is about nobody. */
export function sealOnce(keys: KeyWrap, bytes: Uint8Array): Held {
  const key = randomBytes(KEY_BYTES);
  const { keyId, wrapped } = keys.wrapKey(key);
  const sealed = encrypt(key, { bytes, about: ABOUT_INSTALLATION });
  key.fill(0);
  return { sealed, keyId, wrappedKey: wrapped };
}

export function openOnce(keys: KeyWrap, { sealed, keyId, wrappedKey }: Held): Uint8Array {
  return decrypt(keys.unwrapKey(keyId, wrappedKey), { bytes: sealed, about: ABOUT_INSTALLATION });
}
