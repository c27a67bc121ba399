import { GatewayError } from "../errors.ts";
import { EMPTY_ROOT, nodeHash } from "./hash.ts";

/** The root of the full subtree over leaves `index × 2^level` up to `(index + 1) × 2^level`. */
export interface Node {
  readonly level: number;
  readonly index: number;
}
export type ReadNode = (node: Node) => Uint8Array;

/** Leaves `from` up to `until`, exclusive: one element of a proof. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** RFC 6962 §2.1: the root over the first `size` leaves. */
export function treeRoot(size: number, readNode: ReadNode): Uint8Array {
  refuseUnless(isSize(size), "tree size is not a whole number");
  return size === 0 ? EMPTY_ROOT : spanHash({ from: 0, until: size }, readNode);
}

/** RFC 6962 §2.1.1: the hashes from leaf `index` up to the root of `size` leaves. Refuses an index outside the tree. */
export function inclusionProof(
  at: { readonly index: number; readonly size: number },
  readNode: ReadNode,
): Uint8Array[] {
  return inclusionSpans(at.index, at.size).map((span) => spanHash(span, readNode));
}

/** RFC 6962 §2.1.2: that the tree of `size` extends the one of `oldSize`. Refuses an old size of 0 or beyond `size`. */
export function consistencyProof(
  of: { readonly oldSize: number; readonly size: number },
  readNode: ReadNode,
): Uint8Array[] {
  return consistencySpans(of.oldSize, of.size).map((span) => spanHash(span, readNode));
}

/** The spans whose hashes are the inclusion proof, leaf to root. */
export function inclusionSpans(index: number, size: number): Span[] {
  refuseUnless(isSize(size) && isSize(index) && index < size, "leaf index is outside the tree");
  const spans: Span[] = [];
  let [from, until] = [0, size];
  while (until - from > 1) {
    const middle = from + splitOf(until - from);
    if (index < middle) {
      spans.push({ from: middle, until });
      until = middle;
    } else {
      spans.push({ from, until: middle });
      from = middle;
    }
  }
  return spans.reverse();
}

/** The spans whose hashes are the consistency proof, in the order of RFC 6962 §2.1.2; none for equal sizes. */
export function consistencySpans(oldSize: number, size: number): Span[] {
  refuseUnless(isSize(oldSize) && isSize(size) && oldSize > 0 && oldSize <= size, "old size is not within 1 and size");
  const spans: Span[] = [];
  let [from, until] = [0, size];
  while (oldSize !== until) {
    const middle = from + splitOf(until - from);
    if (oldSize <= middle) {
      spans.push({ from: middle, until });
      until = middle;
    } else {
      spans.push({ from, until: middle });
      from = middle;
    }
  }
  // The old tree is itself a left subtree of the new one: its root is known to whoever asks.
  if (from > 0) spans.push({ from, until });
  return spans.reverse();
}

/** The full subtrees that a span of a proof falls into, left to right. */
export function spanNodes(span: Span): Node[] {
  const nodes: Node[] = [];
  for (let { from } = span; from < span.until;) {
    const width = largestPowerOfTwo(span.until - from);
    nodes.push({ level: Math.log2(width), index: from / width });
    from += width;
  }
  return nodes;
}

function spanHash(span: Span, readNode: ReadNode): Uint8Array {
  return foldRight(spanNodes(span).map(readNode));
}

/** Joins full subtrees, large to small, into the root over all of them. Refuses none at all. */
export function foldRight(hashes: readonly Uint8Array[]): Uint8Array {
  const root = hashes.reduceRight<Uint8Array | null>((right, left) => (right ? nodeHash(left, right) : left), null);
  if (root === null) throw new GatewayError("INVARIANT_BROKEN", "nothing to fold");
  return root;
}

/** Whole, not negative, and exact as a number. */
export const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The largest power of two that is not above `n`. */
export function largestPowerOfTwo(n: number): number {
  let power = 1;
  while (power * 2 <= n) power *= 2;
  return power;
}

/** The largest power of two below `n` (RFC 6962 §2.1). */
const splitOf = (n: number): number => largestPowerOfTwo(n - 1);

function refuseUnless(holds: boolean, message: string): void {
  if (!holds) throw new GatewayError("LEDGER_MALFORMED", message);
}
