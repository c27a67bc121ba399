import { describe, expect, it } from "vitest";

import { canonicalize } from "../../../src/core/ledger/canonical.ts";
import { cosign, formatCheckpoint, openCheckpoint, signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { commit, encodeEntry, findCommitment } from "../../../src/core/ledger/commitment.ts";
import { leafHash, nodeHash } from "../../../src/core/ledger/hash.ts";
import { inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { encodeProof, parseProof, verifyReceiptProof } from "../../../src/core/ledger/proof.ts";
import { nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { appendLeaves } from "../../../src/core/ledger/tiles.ts";
import { bitFlips, bytes, codeOf, ed25519, EMPTY, hex, text, unhex, vectorFile, vectors } from "./support.ts";

interface Example {
  readonly logSeed: string;
  readonly witnessSeed: string;
  readonly witnessTime: number;
  readonly origin: string;
  readonly witness: string;
  readonly logVkey: string;
  readonly witnessVkey: string;
  readonly leaves: readonly { salt: string; detail: unknown; canonical: string; entry?: string; leaf: string }[];
  readonly node01: string;
  readonly root: string;
  readonly bundleStart: string;
}

const example = vectors("example.json") as Example;
const checkpointFile = vectorFile("example.checkpoint").toString("utf8");
const proofFile = vectorFile("example.tlog-proof").toString("utf8");
const log = ed25519(unhex(example.logSeed));
const witness = ed25519(unhex(example.witnessSeed));
const entries = example.leaves.map(({ salt, detail }) => encodeEntry(commit(unhex(salt), canonicalize(detail))));
const trusted = { origin: example.origin, vkey: example.logVkey, witnesses: [example.witnessVkey] };

describe("the worked example of the ledger page", () => {
  it.each(example.leaves.map((leaf, at) => ({ ...leaf, at })))("has detail, entry and leaf $at", (leaf) => {
    const entry = entries[leaf.at]!;
    expect(text(canonicalize(leaf.detail))).toBe(leaf.canonical);
    expect(entry.byteLength).toBe(61);
    expect(findCommitment(entry)).toBe(text(entry).slice(16, 60));
    expect(hex(leafHash(entry))).toBe(leaf.leaf);
    if (leaf.entry !== undefined) expect(text(entry)).toBe(leaf.entry);
  });

  it("has the inner node, the root and the start of the bundle", () => {
    const [first, second] = entries.map(leafHash);
    const grown = appendLeaves({ ...EMPTY, entries });
    expect(hex(nodeHash(first!, second!))).toBe(example.node01);
    expect(hex(grown.root)).toBe(example.root);
    expect(hex(grown.bundles[0]!.data).slice(0, 8)).toBe(example.bundleStart);
    expect(grown.bundles[0]!.data.byteLength).toBe(3 * 63);
  });

  it("has both keys, with their ids", () => {
    expect(formatVkey({ name: example.origin, type: 1, publicKey: log.publicKey })).toBe(example.logVkey);
    expect(formatVkey({ name: example.witness, type: 4, publicKey: witness.publicKey })).toBe(example.witnessVkey);
  });

  it("has the checkpoint, its signature and the cosignature", () => {
    const checkpoint = { origin: example.origin, size: 3, root: unhex(example.root) };
    const body = formatCheckpoint(checkpoint);
    const line = cosign(body, { name: example.witness, ...witness, time: example.witnessTime });
    expect(bytes(body).byteLength).toBe(85);
    expect(signCheckpoint(checkpoint, log) + line).toBe(checkpointFile);
    expect(openCheckpoint(checkpointFile, trusted)).toEqual({
      ...checkpoint,
      cosignatures: [{ name: example.witness, time: example.witnessTime }],
    });
  });

  it("has the proof of entry 1, which verifies for that entry only", () => {
    const grown = appendLeaves({ ...EMPTY, entries });
    const hashes = inclusionProof({ index: 1, size: 3 }, nodeReaderOf(3, grown.tiles));
    expect(hashes.map(hex)).toEqual([example.leaves[0]!.leaf, example.leaves[2]!.leaf]);
    expect(encodeProof({ index: 1, hashes, checkpoint: checkpointFile })).toBe(proofFile);
    expect(parseProof(proofFile).checkpoint).toBe(checkpointFile);
    expect(verifyReceiptProof({ ...trusted, proofText: proofFile, entry: entries[1]! }).index).toBe(1);
    expect(codeOf(() => verifyReceiptProof({ ...trusted, proofText: proofFile, entry: entries[0]! }))).toBe(
      "LEDGER_MISMATCH",
    );
  });

  it("is refused after any flip of one bit in the checkpoint", () => {
    for (const flipped of bitFlips(bytes(checkpointFile))) {
      expect(codeOf(() => openCheckpoint(text(flipped), trusted))).toMatch(/^LEDGER_/);
    }
  });

  it("is refused after any flip of one bit in the proof", () => {
    for (const flipped of bitFlips(bytes(proofFile))) {
      const proofText = text(flipped);
      expect(codeOf(() => verifyReceiptProof({ ...trusted, proofText, entry: entries[1]! }))).toMatch(/^LEDGER_/);
    }
  });
});
