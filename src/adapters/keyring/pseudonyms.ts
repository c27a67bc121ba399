import { createHmac } from "node:crypto";
import type { Keyring } from "./types.ts";

/** 128 bits: no two values of a register will meet. */
const PSEUDONYM_BYTES = 16;

/**
 * Keyed, because the values are few enough to be tried one by one (crypto.md §7). Use, scope and value are hashed as
 * one JSON array, in which no two of them can run together.
 */
export function createPseudonyms(key: Uint8Array): Pick<Keyring, "blindIndex" | "pseudonymFor"> {
  const keyed = (parts: readonly [use: string, scope: string, value: string]): Buffer =>
    createHmac("sha256", key).update(JSON.stringify(parts)).digest();
  return {
    blindIndex: (purpose, value) => keyed(["blind-index", purpose, value]),
    pseudonymFor: (party, value) =>
      `p:${keyed(["pseudonym", party, value]).subarray(0, PSEUDONYM_BYTES).toString("base64url")}`,
  };
}
