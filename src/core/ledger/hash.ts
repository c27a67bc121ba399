import { hash } from "node:crypto";

export const HASH_BYTES = 32;
/** RFC 6962 §2.1: the hash of an empty tree is the hash of nothing. */
export const EMPTY_ROOT: Uint8Array = hash("sha256", "", "buffer");

// The prefixes keep a leaf from being passed off as a node (RFC 6962 §2.1).
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

// Node pays for allocation, not for hashing: one scratch buffer each and a digest that comes back as a string is three
// times as fast as a Buffer per hash (ledger.md §4). Both are written whole before every use; nothing here awaits.
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES);
nodeInput[0] = NODE_PREFIX;
let leafInput = Buffer.alloc(0);

/** Plain SHA-256. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** SHA-256(0x00 ‖ entry), RFC 6962 §2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(HASH_BYTES);
  writeLeafHash(entry, { out, at: 0 });
  return out;
}

/** SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(HASH_BYTES);
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  out.write(hash("sha256", nodeInput, "binary"), 0, HASH_BYTES, "binary");
  return out;
}

/** Writes the leaf hash into `out` at byte `at`. */
export function writeLeafHash(entry: Uint8Array, { out, at }: { readonly out: Buffer; readonly at: number }): void {
  // Our entries are all of one length, so the scratch is made once.
  if (leafInput.byteLength !== entry.byteLength + 1) leafInput = Buffer.alloc(entry.byteLength + 1, LEAF_PREFIX);
  leafInput.set(entry, 1);
  out.write(hash("sha256", leafInput, "binary"), at, HASH_BYTES, "binary");
}

/** Folds `count` hashes (a power of two) that lie side by side in `hashes` to one; `hashes` is overwritten. */
export function foldInPlace(hashes: Buffer, count: number): Uint8Array {
  for (let width = count; width > 1; width /= 2) {
    for (let pair = 0; pair < width / 2; pair++) {
      hashes.copy(nodeInput, 1, pair * 2 * HASH_BYTES, (pair + 1) * 2 * HASH_BYTES);
      hashes.write(hash("sha256", nodeInput, "binary"), pair * HASH_BYTES, HASH_BYTES, "binary");
    }
  }
  return Buffer.from(hashes.subarray(0, HASH_BYTES));
}
