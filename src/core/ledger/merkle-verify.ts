import { equalBytes } from "./bytes.ts";
import { HASH_BYTES, nodeHash } from "./hash.ts";
import { isSize } from "./merkle.ts";

export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/**
 * RFC 9162 §2.1.3.2. True only for a leaf at exactly this place: false for an index outside the tree, a proof too short or
 * too long, and anything that is not a hash of 32 bytes.
 */
export function verifyInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let [here, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(here) || here === last) {
      hash = nodeHash(sibling, hash);
      [here, last] = climbToRightChild(here, last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.4.2. True only when the tree of `size` extends the one of `oldSize`. An old size of 0 proves nothing and
 * is false; equal sizes need equal roots and an empty proof.
 */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: Consistency): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize === 0 || oldSize > size) return false;
  if (![oldRoot, root, ...proof].every(isHash)) return false;
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root);
  let [here, last] = skipFullLeft(oldSize - 1, size - 1);
  // Where the old tree is a whole left subtree, the proof leaves its root out: the verifier has it.
  const path = here === 0 ? [oldRoot, ...proof] : proof;
  const [start, ...rest] = path;
  if (start === undefined || proof.length === 0) return false;
  let [oldHash, newHash] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(here) || here === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      [here, last] = climbToRightChild(here, last);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, root);
}

const isHash = (bytes: Uint8Array): boolean => bytes.byteLength === HASH_BYTES;
// Indices go past 2^31, where bit operators lie.
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

/** Levels at which the last node has no sibling are not in the proof. */
function climbToRightChild(here: number, last: number): [number, number] {
  while (!isOdd(here) && here !== 0) [here, last] = [half(here), half(last)];
  return [here, last];
}

function skipFullLeft(here: number, last: number): [number, number] {
  while (isOdd(here)) [here, last] = [half(here), half(last)];
  return [here, last];
}
