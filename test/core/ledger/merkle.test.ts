import { describe, expect, it } from "vitest";

import {
  foldRight,
  inclusionProof,
  consistencyProof,
  type ReadNode,
  treeRoot,
} from "../../../src/core/ledger/merkle.ts";
import { leafHash } from "../../../src/core/ledger/hash.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/core/ledger/merkle-verify.ts";
import { codeOf, entriesOf, hex, naive } from "./support.ts";

const SIZE_MAX = 64;
const leaves = entriesOf(SIZE_MAX).map(leafHash);
const roots = Array.from({ length: SIZE_MAX + 1 }, (_, size) => naive.root(leaves.slice(0, size)));
const rootOf = (size: number): Uint8Array => roots[size]!;
const sizes = Array.from({ length: SIZE_MAX }, (_, at) => at + 1);
const zeroes = new Uint8Array(32);

/** Nodes of the first leaves, by the naive tree. */
const readNode: ReadNode = ({ level, index }) => naive.root(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));

const flip = (hash: Uint8Array, bit: number): Uint8Array =>
  hash.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

/** Each a proof that is no longer this one: a bit, one less, one more, two changed places, a wrong length. */
function* mutations(proof: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [at, hash] of proof.entries()) {
    for (const bit of [0, (at * 37) % 256, 255]) yield proof.with(at, flip(hash, bit));
    yield proof.with(at, hash.subarray(1));
    yield proof.with(at, new Uint8Array(33));
    yield proof.toSpliced(at, 1);
    yield proof.toSpliced(at, 0, zeroes);
    if (at > 0) yield proof.toSpliced(at - 1, 2, hash, proof[at - 1]!);
  }
  yield [...proof, zeroes];
  yield [...proof, proof.at(-1) ?? zeroes];
}

describe("the tree", () => {
  it("has the root of RFC 6962 for every size", () => {
    for (const size of [0, ...sizes]) expect(hex(treeRoot(size, readNode))).toBe(hex(rootOf(size)));
    expect(hex(treeRoot(0, readNode))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])("has no size of %s", (size) => {
    expect(codeOf(() => treeRoot(size, readNode))).toBe("LEDGER_MALFORMED");
  });

  it("has no root over nothing but the empty one", () => {
    expect(codeOf(() => foldRight([]))).toBe("INVARIANT_BROKEN");
  });
});

describe("an inclusion proof", () => {
  it.each(sizes)("is that of RFC 6962 for every leaf of %i, and verifies", (size) => {
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof({ index, size }, readNode);
      expect(proof.map(hex)).toEqual(naive.path(index, leaves.slice(0, size)).map(hex));
      expect(verifyInclusion({ leaf: leaves[index]!, index, size, proof, root: rootOf(size) })).toBe(true);
    }
  });

  it.each(sizes)("of %i fails once anything in it is changed", (size) => {
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof({ index, size }, readNode);
      const claim = { leaf: leaves[index]!, index, size, proof, root: rootOf(size) };
      for (const changed of mutations(proof)) expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
      for (const other of [0, index - 1, index + 1, size - 1, size, -1, index + 0.5, Number.NaN]) {
        expect(verifyInclusion({ ...claim, index: other })).toBe(other === index);
      }
      expect(verifyInclusion({ ...claim, root: flip(claim.root, index) })).toBe(false);
      expect(verifyInclusion({ ...claim, leaf: flip(claim.leaf, index) })).toBe(false);
      expect(verifyInclusion({ ...claim, root: rootOf(size - 1) })).toBe(false);
    }
  });

  it.each([
    { name: "an empty leaf", change: { leaf: new Uint8Array() } },
    { name: "an empty root", change: { root: new Uint8Array() } },
    { name: "a size of nothing", change: { size: 0 } },
    { name: "a size that is not whole", change: { size: 1.5 } },
    { name: "a size beyond exact numbers", change: { size: 2 ** 53 } },
  ])("fails for $name", ({ change }) => {
    const claim = { leaf: leaves[0]!, index: 0, size: 1, proof: [], root: leaves[0]! };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, ...change })).toBe(false);
  });

  it.each([
    { index: 3, size: 3 },
    { index: -1, size: 3 },
    { index: 0, size: 0 },
    { index: 0.5, size: 3 },
  ])("cannot be made for leaf $index of $size", (at) => {
    expect(codeOf(() => inclusionProof(at, readNode))).toBe("LEDGER_MALFORMED");
  });

  it("holds beyond 2^32 leaves, where bit operators lie", () => {
    // Every leaf is the same, so that each full subtree of a level has one hash.
    const full = [leaves[0]!];
    for (let level = 1; level <= 40; level++) full.push(naive.node(full[level - 1]!, full[level - 1]!));
    const read: ReadNode = ({ level }) => full[level]!;
    const size = 2 ** 40 - 3;
    const index = 2 ** 33 + 5;
    const root = treeRoot(size, read);
    const proof = inclusionProof({ index, size }, read);
    expect(proof).toHaveLength(40);
    expect(verifyInclusion({ leaf: leaves[0]!, index, size, proof, root })).toBe(true);
    expect(verifyInclusion({ leaf: leaves[1]!, index, size, proof, root })).toBe(false);
    const oldSize = 2 ** 35 + 7;
    const grown = { oldSize, oldRoot: treeRoot(oldSize, read), size, root };
    expect(verifyConsistency({ ...grown, proof: consistencyProof({ oldSize, size }, read) })).toBe(true);
  });
});

describe("a consistency proof", () => {
  it.each(sizes)("is that of RFC 6962 for every older size up to %i, and verifies", (size) => {
    for (let oldSize = 1; oldSize <= size; oldSize++) {
      const proof = consistencyProof({ oldSize, size }, readNode);
      expect(proof.map(hex)).toEqual(naive.subproof(oldSize, leaves.slice(0, size)).map(hex));
      const claim = { oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof };
      expect(verifyConsistency(claim)).toBe(true);
    }
  });

  it.each(sizes)("to %i fails once anything in it is changed", (size) => {
    for (let oldSize = 1; oldSize <= size; oldSize++) {
      const proof = consistencyProof({ oldSize, size }, readNode);
      const claim = { oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof };
      for (const changed of mutations(proof)) expect(verifyConsistency({ ...claim, proof: changed })).toBe(false);
      for (const other of [oldSize - 1, oldSize + 1]) {
        expect(verifyConsistency({ ...claim, oldSize: other, oldRoot: roots[other] ?? zeroes })).toBe(false);
      }
      expect(verifyConsistency({ ...claim, oldRoot: flip(claim.oldRoot, size) })).toBe(false);
      expect(verifyConsistency({ ...claim, root: flip(claim.root, size) })).toBe(false);
    }
  });

  it.each([
    { name: "an old size of 0", change: { oldSize: 0, oldRoot: rootOf(0) } },
    { name: "an old size beyond the new one", change: { oldSize: 9, oldRoot: rootOf(9) } },
    { name: "no proof at all", change: { proof: [] } },
    { name: "an empty old root", change: { oldRoot: new Uint8Array() } },
    { name: "sizes that are not whole", change: { oldSize: 3.5 } },
    { name: "equal sizes with other roots", change: { oldSize: 8, oldRoot: rootOf(4), proof: [] } },
    { name: "equal sizes with a proof", change: { oldSize: 8, oldRoot: rootOf(8) } },
  ])("fails for $name", ({ change }) => {
    const proof = consistencyProof({ oldSize: 4, size: 8 }, readNode);
    const claim = { oldSize: 4, oldRoot: rootOf(4), size: 8, root: rootOf(8), proof };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, ...change })).toBe(false);
  });

  it.each([
    { oldSize: 0, size: 3 },
    { oldSize: 4, size: 3 },
    { oldSize: 1, size: 3.5 },
  ])("cannot be made from $oldSize to $size", (of) => {
    expect(codeOf(() => consistencyProof(of, readNode))).toBe("LEDGER_MALFORMED");
  });
});
