import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cosign } from "../../../src/core/ledger/checkpoint.ts";
import { toBase64 } from "../../../src/core/ledger/bytes.ts";
import { inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { encodeProof, verifyReceiptProof, type LedgerProof } from "../../../src/core/ledger/proof.ts";
import { createNodeReader } from "../../../src/core/ledger/tiles.ts";
import {
  describeWithPrograms,
  hmacWithOpenssl,
  rootOf,
  sha256WithCoreutils,
  sha256WithOpenssl,
  verifyWithOpenssl,
  verifyWithSigstore,
} from "../../support/outside-verifiers.ts";
import {
  bytes,
  codeOf,
  entriesOf,
  LOG_VKEY,
  TestLog,
  trusted,
  vectorFile,
  vectors,
  WITNESS,
  witnessKey,
} from "./support.ts";

const PROOFS = 2_000;
const SIZE_MAX = 70_000;
const entries = entriesOf(SIZE_MAX);

const refuses = (verify: () => void): boolean => {
  try {
    verify();
    return false;
  } catch {
    return true;
  }
};

/** Trees of every shape that matters to tiles, each with its cosigned checkpoint. */
const sizes = [1, 2, 3, 7, 255, 256, 257, 1000, 65_535, 65_536, 65_537, SIZE_MAX];
const logs = new Map(
  sizes.map((size) => {
    const log = new TestLog().append(entries.slice(0, size));
    const note = log.publish();
    log.note =
      note + cosign(note.slice(0, note.indexOf("\n\n") + 1), { name: WITNESS, ...witnessKey, time: 1_795_340_000 });
    return [size, log];
  }),
);

function proofOf(size: number, index: number): LedgerProof {
  const log = logs.get(size)!;
  const hashes = inclusionProof(
    { index, size },
    createNodeReader(size, (id) => log.tile(id)!),
  );
  return { index, hashes, checkpoint: log.note! };
}

const places = fc
  .constantFrom(...sizes)
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1), bit: fc.nat(255), at: fc.nat() }));

const flipped = (hash: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(hash);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

describe("a verifier that is not ours (Sigstore's)", () => {
  it(`accepts ${PROOFS} proofs, and refuses each of them in five other shapes`, () => {
    fc.assert(
      fc.property(places, ({ size, index, bit, at }) => {
        const entry = entries[index]!;
        const proof = proofOf(size, index);
        const verify = (changed: LedgerProof, of = entry) => {
          verifyWithSigstore({ vkey: LOG_VKEY, entry: of, proofText: encodeProof(changed) });
        };
        expect(refuses(() => verify(proof))).toBe(false);
        const { hashes, checkpoint } = proof;
        const place = at % Math.max(hashes.length, 1);
        const otherRoot = toBase64(flipped(Buffer.from(checkpoint.split("\n")[2]!, "base64"), bit));
        const others: LedgerProof[] = [
          { ...proof, index: index + 1 },
          {
            ...proof,
            hashes: hashes.length > 0 ? hashes.with(place, flipped(hashes[place]!, bit)) : [Buffer.alloc(32)],
          },
          { ...proof, hashes: hashes.length > 0 ? hashes.toSpliced(place, 1) : [entry.subarray(0, 32)] },
          { ...proof, checkpoint: checkpoint.replace(checkpoint.split("\n")[2]!, otherRoot) },
        ];
        for (const other of others) expect(refuses(() => verify(other))).toBe(true);
        expect(refuses(() => verify(proof, bytes(`${Buffer.from(entry).toString()}x`)))).toBe(true);
        // Ours says the same of what it is shown: the whole one, and one of the others by turns.
        const ours = (one: LedgerProof) =>
          codeOf(() => verifyReceiptProof({ ...trusted, proofText: encodeProof(one), entry }));
        expect(ours(proof)).toBeNull();
        expect(ours(others[at % others.length]!)).toBe("LEDGER_MISMATCH");
      }),
      { numRuns: PROOFS },
    );
  });
});

interface Example {
  readonly logVkey: string;
  readonly root: string;
  readonly leaves: readonly { readonly salt: string; readonly canonical: string; readonly leaf: string }[];
}

describeWithPrograms("the worked example, by hand with programs", () => {
  const { leaves, root, logVkey } = vectors("example.json") as Example;
  const checkpoint = vectorFile("example.checkpoint").toString("utf8");
  const proofText = vectorFile("example.tlog-proof").toString("utf8");
  const entries = leaves.map(({ salt, canonical }) => {
    const commitment = hmacWithOpenssl(salt, bytes(canonical)).toString("base64");
    return bytes(`exchange-log/v1\n${commitment}\n`);
  });

  it("has a checkpoint that OpenSSL verifies, and not when its size is another", () => {
    verifyWithOpenssl({ vkey: logVkey, checkpoint });
    const other = checkpoint.replace("\n3\n", "\n2\n");
    expect(() => verifyWithOpenssl({ vkey: logVkey, checkpoint: other })).toThrow(/Verification Failure/);
  });

  it.each([
    { name: "openssl dgst", sha256: sha256WithOpenssl },
    { name: "sha256sum", sha256: sha256WithCoreutils },
  ])("has the leaves that $name computes, and a path that leads entry 1 to the root", ({ sha256 }) => {
    expect(entries.map((entry) => sha256(Buffer.concat([Buffer.of(0), entry])).toString("hex"))).toEqual(
      leaves.map(({ leaf }) => leaf),
    );
    const rootHex = (of: Uint8Array) => Buffer.from(rootOf({ entry: of, proofText, sha256 }), "base64").toString("hex");
    expect(rootHex(entries[1]!)).toBe(root);
    expect(rootHex(entries[0]!)).not.toBe(root);
    expect(rootOf({ entry: entries[1]!, proofText, sha256 })).toBe(checkpoint.split("\n")[2]);
  });

  it("is accepted by Sigstore's verifier, cosignature and all, for that entry only", () => {
    verifyWithSigstore({ vkey: logVkey, entry: entries[1]!, proofText });
    expect(() => verifyWithSigstore({ vkey: logVkey, entry: entries[0]!, proofText })).toThrow(/root hash/);
  });
});
