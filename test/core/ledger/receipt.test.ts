import { describe, expect, it } from "vitest";

import { canonicalize } from "../../../src/core/ledger/canonical.ts";
import { commit, encodeEntry } from "../../../src/core/ledger/commitment.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { encodeProof, parseProof, verifyReceiptProof } from "../../../src/core/ledger/proof.ts";
import { inclusionTiles, nodeReaderOf } from "../../../src/core/ledger/proof-tiles.ts";
import { buildReceipt, isPending, verifyReceipt } from "../../../src/core/ledger/receipt.ts";
import {
  bitFlips,
  bytes,
  codeOf,
  entriesOf,
  hex,
  logKey,
  ORIGIN,
  strangerKey,
  TestLog,
  text,
  trusted,
  vectorFile,
  vectors,
  WITNESS_VKEY,
} from "./support.ts";

interface Receipt {
  exchangeId: string;
  entry: string;
  opening: { header: Record<string, unknown>; salt: string };
  proof: string;
  log: { origin: string; vkey: string };
}

const file = vectorFile("receipt.json");
const pendingFile = vectorFile("receipt-pending.json");
const receipt = JSON.parse(text(file)) as Receipt;
const entryVector = (vectors("entries.json") as readonly { entry: string; headerBytes: string; random: string }[])[0]!;
const entry = bytes(entryVector.entry);
const input = {
  exchangeId: receipt.exchangeId,
  entry,
  headerBytes: bytes(entryVector.headerBytes),
  headerSalt: Buffer.from(entryVector.random, "base64").subarray(0, 32),
  log: { origin: ORIGIN, vkey: trusted.vkey },
};

/** A log of 341 entries in which ours has index 300, unless said otherwise. */
function proofIn({ at = 300, of = entry, key = logKey }: { at?: number; of?: Uint8Array; key?: typeof logKey } = {}) {
  const log = new TestLog().append([...entriesOf(at), of, ...entriesOf(40, 1000)]);
  const checkpoint = log.publish(key);
  const size = log.grown.size;
  const tiles = inclusionTiles({ index: at, size }).map((id) => ({ ...id, data: log.tile(id)! }));
  const hashes = inclusionProof({ index: at, size }, nodeReaderOf(size, tiles));
  return encodeProof({ index: at, hashes, checkpoint });
}

const changed = (change: (copy: Receipt) => void): Uint8Array => {
  const copy = structuredClone(receipt);
  change(copy);
  return canonicalize(copy);
};

describe("a receipt", () => {
  it("has these bytes for ever", () => {
    expect(hex(buildReceipt({ ...input, proof: proofIn() }))).toBe(hex(file));
    expect(hex(buildReceipt({ ...input, proof: null }))).toBe(hex(pendingFile));
  });

  it("proves entry, opening and place", () => {
    const verified = verifyReceipt(file, trusted);
    expect(verified).toMatchObject({
      exchangeId: receipt.exchangeId,
      header: { kind: "exchange.decided", outcome: "allow", purpose: "early-debt-signalling" },
      proven: { index: 300, checkpoint: { size: 341 } },
    });
    expect(text(verified.entry)).toBe(entryVector.entry);
    expect(isPending(file)).toBe(false);
  });

  it("that is pending says so, and proves nothing about the log", () => {
    expect(verifyReceipt(pendingFile, trusted).proven).toBeNull();
    expect(isPending(pendingFile)).toBe(true);
  });

  it("is refused after any flip of one bit", () => {
    for (const flipped of bitFlips(file)) expect(codeOf(() => verifyReceipt(flipped, trusted))).toMatch(/^LEDGER_/);
  });

  it("is refused after any flip of one bit while pending", () => {
    for (const flipped of bitFlips(pendingFile)) {
      expect(codeOf(() => verifyReceipt(flipped, trusted))).toMatch(/^LEDGER_/);
    }
  });

  const strangerVkey = formatVkey({ name: ORIGIN, type: 1, publicKey: strangerKey.publicKey });
  const otherSalt = Buffer.alloc(32, 9);
  it.each([
    { name: "another exchange", copy: changed((one) => (one.exchangeId = one.exchangeId.replace("9", "8"))) },
    { name: "another opening", copy: changed((one) => (one.opening.header["outcome"] = "deny")) },
    { name: "a salt of its own", copy: changed((one) => (one.opening.salt = otherSalt.toString("base64"))) },
    {
      name: "an entry made for the opening wanted, with the old proof",
      copy: changed((one) => {
        one.opening.header["outcome"] = "deny";
        const made = encodeEntry(commit(otherSalt, canonicalize(one.opening.header)));
        one.entry = Buffer.from(made).toString("base64");
        one.opening.salt = otherSalt.toString("base64");
      }),
    },
    {
      name: "the proof of another entry",
      copy: changed((one) => (one.proof = proofIn({ of: entriesOf(1, 9000)[0]! }))),
    },
    { name: "another index", copy: changed((one) => (one.proof = one.proof.replace("index 300", "index 301"))) },
    {
      name: "an index beyond the tree",
      copy: changed((one) => (one.proof = one.proof.replace("index 300", "index 341"))),
    },
    { name: "a log signed by a stranger", copy: changed((one) => (one.proof = proofIn({ key: strangerKey }))) },
    {
      name: "a stranger's log that it names itself",
      copy: changed((one) => {
        one.proof = proofIn({ key: strangerKey });
        one.log.vkey = strangerVkey;
      }),
    },
    { name: "another origin", copy: changed((one) => (one.log.origin = "other.example")) },
  ])("is refused with $name", ({ copy }) => {
    expect(codeOf(() => verifyReceipt(copy, trusted))).toBe("LEDGER_MISMATCH");
  });

  it.each([
    { name: "an unknown member", copy: canonicalize({ ...receipt, extra: true }) },
    { name: "a missing member", copy: canonicalize({ ...receipt, opening: { salt: receipt.opening.salt } }) },
    { name: "another format", copy: canonicalize({ ...receipt, format: "uitwisselpoort-receipt/2" }) },
    { name: "spaces", copy: bytes(JSON.stringify(receipt, null, 2)) },
    {
      name: "keys in another order",
      copy: bytes(JSON.stringify(Object.fromEntries(Object.entries(receipt).reverse()))),
    },
    { name: "a line end behind it", copy: bytes(`${text(file)}\n`) },
    { name: "base64 that is not canonical", copy: canonicalize({ ...receipt, entry: `${receipt.entry}=` }) },
    { name: "no proof and no `pending`", copy: canonicalize({ ...receipt, proof: "" }) },
    { name: "a proof that is null", copy: canonicalize({ ...receipt, proof: null }) },
    { name: "nothing in it", copy: new Uint8Array() },
  ])("is malformed with $name", ({ copy }) => {
    expect(codeOf(() => verifyReceipt(copy, trusted))).toBe("LEDGER_MALFORMED");
  });

  it("is refused where a witness is demanded that did not cosign", () => {
    expect(codeOf(() => verifyReceipt(file, { ...trusted, witnesses: [WITNESS_VKEY] }))).toBe("LEDGER_MISMATCH");
  });

  it("cannot be built of parts that do not belong together", () => {
    const other = { ...input, proof: null };
    expect(codeOf(() => buildReceipt({ ...other, headerSalt: otherSalt }))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => buildReceipt({ ...other, entry: entriesOf(1)[0]! }))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => buildReceipt({ ...other, exchangeId: "other" }))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => buildReceipt({ ...other, headerBytes: bytes("{}") }))).toBe("LEDGER_MALFORMED");
  });

  it("is of an exchange: an entry without one gets none", () => {
    const refused = (
      vectors("entries.json") as readonly { name: string; entry: string; headerBytes: string; random: string }[]
    ).find(({ name }) => name === "message.refused")!;
    const salt = Buffer.from(refused.random, "base64").subarray(0, 32);
    const parts = { entry: bytes(refused.entry), headerBytes: bytes(refused.headerBytes), headerSalt: salt };
    expect(codeOf(() => buildReceipt({ ...input, ...parts, proof: null }))).toBe("LEDGER_MISMATCH");
  });
});

describe("a tlog-proof", () => {
  const proofText = proofIn();
  it("reads back and verifies", () => {
    expect(encodeProof(parseProof(proofText))).toBe(proofText);
    expect(verifyReceiptProof({ ...trusted, proofText, entry }).index).toBe(300);
  });

  it("of a log of one entry has no hashes", () => {
    const log = new TestLog().append([entry]);
    const alone = encodeProof({ index: 0, hashes: [], checkpoint: log.publish() });
    expect(verifyReceiptProof({ ...trusted, proofText: alone, entry }).checkpoint.size).toBe(1);
  });

  const [head, ...rest] = proofText.split("\n") as [string, ...string[]];
  const lines = (...given: string[]): string => given.join("\n");
  it.each([
    { name: "nothing", bad: "" },
    { name: "another version", bad: proofText.replace("@v1", "@v2") },
    { name: "an extra line, which nothing vouches for", bad: lines(head, "extra AAAA", ...rest) },
    { name: "no index", bad: lines(head, ...rest.slice(1)) },
    { name: "an index with a zero in front", bad: proofText.replace("index 300", "index 0300") },
    { name: "a negative index", bad: proofText.replace("index 300", "index -1") },
    { name: "an index beyond exact numbers", bad: proofText.replace("index 300", "index 9007199254740992") },
    { name: "a hash of 31 bytes", bad: lines(head, rest[0]!, Buffer.alloc(31).toString("base64"), ...rest.slice(2)) },
    { name: "a hash that is not canonical", bad: lines(head, rest[0]!, `${"A".repeat(42)}B=`, ...rest.slice(2)) },
    { name: "64 hashes", bad: lines(head, rest[0]!, ...Array<string>(64).fill(rest[1]!), ...rest.slice(-6)) },
    { name: "no checkpoint", bad: lines(head, ...rest.slice(0, 3)) },
    { name: "Windows line ends", bad: proofText.replaceAll("\n", "\r\n") },
    { name: "a space behind the index", bad: proofText.replace("index 300", "index 300 ") },
  ])("is malformed with $name", ({ bad }) => {
    expect(codeOf(() => verifyReceiptProof({ ...trusted, proofText: bad, entry }))).toBe("LEDGER_MALFORMED");
  });
});
