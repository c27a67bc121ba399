import { createCipheriv, createDecipheriv } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";
import type { Keyring } from "./types.ts";

/** RFC 3394 §2.2.3.1: the value whose return proves that nothing was changed. */
const INTEGRITY_VALUE = Buffer.from("a6a6a6a6a6a6a6a6", "hex");
const ALGORITHM = "id-aes256-wrap";
/** AES-128 to AES-256, and what wrapping adds to them. */
const KEY_BYTES: readonly number[] = [16, 24, 32];
const WRAP_BYTES = 8;

/** Wraps under the active key-encryption key and unwraps under any that is still here. */
export function createKeyWrap(given: {
  readonly active: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}): Pick<Keyring, "wrapKey" | "unwrapKey"> {
  const keyOf = (id: string): Uint8Array => {
    const key = given.keys.get(id);
    if (key !== undefined) return key;
    throw new GatewayError("KEY_MISSING", "the key-encryption key of this record is not here", {
      remedy: "restore the key folder from its backup",
    });
  };
  return {
    wrapKey: (dek) => {
      if (!KEY_BYTES.includes(dek.length)) {
        throw new GatewayError("KEY_MALFORMED", "only keys of 16, 24 or 32 bytes are wrapped");
      }
      const cipher = createCipheriv(ALGORITHM, keyOf(given.active), INTEGRITY_VALUE);
      return { keyId: given.active, wrapped: Buffer.concat([cipher.update(dek), cipher.final()]) };
    },
    unwrapKey: (keyId, wrapped) => unwrap(keyOf(keyId), wrapped),
  };
}

function unwrap(kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  // The platform unwraps nothing to nothing without complaint.
  if (!KEY_BYTES.includes(wrapped.length - WRAP_BYTES)) {
    throw new GatewayError("KEY_MALFORMED", "wrapped key is not of 24, 32 or 40 bytes");
  }
  try {
    const decipher = createDecipheriv(ALGORITHM, kek, INTEGRITY_VALUE);
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "wrapped key was changed, or wrapped by another key", { cause });
  }
}
