import { describe, expect, it } from "vitest";

import { audit } from "../../../src/core/ledger/audit.ts";
import type { LedgerCopy } from "../../../src/core/ledger/audit.ts";
import { canonicalize } from "../../../src/core/ledger/canonical.ts";
import { cosign, formatCheckpoint, openCheckpoint, signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { commit, encodeEntry, findCommitment } from "../../../src/core/ledger/commitment.ts";
import { leafHash, nodeHash } from "../../../src/core/ledger/hash.ts";
import { openUnderPolicy } from "../../../src/core/ledger/open-under-policy.ts";
import { parsePolicy } from "../../../src/core/ledger/policy.ts";
import { inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { encodeProof, parseProof, verifyReceiptProof } from "../../../src/core/ledger/proof.ts";
import { nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { type TileId, tilePath } from "../../../src/core/ledger/tile-path.ts";
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

  it("names in each signature the key that made it, and the witness its time", () => {
    const raw = checkpointFile
      .split("\n")
      .filter((line) => line.startsWith("\u2014 "))
      .map((line) => Buffer.from(line.split(" ")[2]!, "base64"));
    expect(raw.map((signature) => hex(signature.subarray(0, 4)))).toEqual(["87865961", "a43f06a2"]);
    expect(raw.map(({ byteLength }) => byteLength)).toEqual([4 + 64, 4 + 8 + 64]);
    expect(raw[1]!.readBigUInt64BE(4)).toBe(BigInt(example.witnessTime));
    expect(example.witnessTime).toBe(1_795_340_000);
  });

  const grown = appendLeaves({ ...EMPTY, entries });
  const tileFile = grown.tiles[0]!;
  const bundleFile = grown.bundles[0]!;
  const policyFile = `log ${example.logVkey}\nwitness fg ${example.witnessVkey}\nquorum fg\n`;
  const served = (change: { tile?: Uint8Array; bundle?: Uint8Array } = {}): LedgerCopy => ({
    checkpoint: () => checkpointFile,
    tile(id: TileId) {
      if (tilePath(id) === tilePath(bundleFile)) return change.bundle ?? bundleFile.data;
      return tilePath(id) === tilePath(tileFile) ? (change.tile ?? tileFile.data) : null;
    },
  });
  const findingsOf = (ledger: LedgerCopy) => audit({ ...trusted, ledger }).findings.map(({ code }) => code);

  it("is found right by the audit and under its policy", () => {
    expect(grown.tiles.map(tilePath)).toEqual(["tile/0/000.p/3"]);
    expect(hex(tileFile.data)).toBe(example.leaves.map(({ leaf }) => leaf).join(""));
    expect(findingsOf(served())).toEqual([]);
    expect(openUnderPolicy(checkpointFile, parsePolicy(policyFile)).size).toBe(3);
  });

  it("fails its audit after any flip of one bit in the tile", () => {
    for (const tile of bitFlips(tileFile.data)) expect(findingsOf(served({ tile }))).toEqual(["TILE_DIFFERS"]);
  });

  it("fails its audit after any flip of one bit in the bundle", () => {
    for (const bundle of bitFlips(bundleFile.data)) {
      expect(findingsOf(served({ bundle })).join()).toMatch(/BUNDLE_MALFORMED|ROOT_DIFFERS/);
    }
  });

  it.each(["vkey", "witness"] as const)("is refused after any flip of one bit in the %s that is trusted", (which) => {
    for (const flipped of bitFlips(bytes(which === "vkey" ? example.logVkey : example.witnessVkey))) {
      const other = which === "vkey" ? { vkey: text(flipped) } : { witnesses: [text(flipped)] };
      expect(codeOf(() => openCheckpoint(checkpointFile, { ...trusted, ...other }))).toMatch(/^LEDGER_/);
    }
  });

  it("is refused after any flip of one bit in the policy", () => {
    for (const flipped of bitFlips(bytes(policyFile))) {
      expect(codeOf(() => openUnderPolicy(checkpointFile, parsePolicy(text(flipped))))).toMatch(/^LEDGER_/);
    }
  });

  it("is not the same log under another name, though the key is the same", () => {
    const origin = "log.gateway.example/uitwisseling/2027";
    const other = { origin, vkey: formatVkey({ name: origin, type: 1, publicKey: log.publicKey }) };
    expect(codeOf(() => openCheckpoint(checkpointFile, other))).toBe("LEDGER_MISMATCH");
    const renamed = checkpointFile.replaceAll(example.origin, origin);
    expect(codeOf(() => openCheckpoint(renamed, other))).toBe("LEDGER_MISMATCH");
  });
});
