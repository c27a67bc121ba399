import { createHash, createPrivateKey, createPublicKey, sign as signEd25519 } from "node:crypto";
import { readFileSync } from "node:fs";

import type { LedgerCopy } from "../../../src/core/ledger/audit.ts";
import { encodeEntry } from "../../../src/core/ledger/commitment.ts";
import { signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../../src/core/ledger/hash.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { type TileId, tilePath } from "../../../src/core/ledger/tile-path.ts";
import { appendLeaves, type Growth } from "../../../src/core/ledger/tiles.ts";

export const vectorFile = (name: string): Buffer =>
  readFileSync(new URL(`../../vectors/ledger/${name}`, import.meta.url));
export const vectors = (name: string): unknown => JSON.parse(vectorFile(name).toString("utf8"));

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
export const bytes = (content: string): Uint8Array => Buffer.from(content, "utf8");
export const hex = (content: Uint8Array): string => Buffer.from(content).toString("hex");
export const unhex = (content: string): Uint8Array => Buffer.from(content, "hex");

/** PKCS#8 of an Ed25519 seed (RFC 8410). */
const PKCS8 = "302e020100300506032b657004220420";

export function ed25519(seed: Uint8Array): { publicKey: Uint8Array; sign: (message: Uint8Array) => Uint8Array } {
  const key = createPrivateKey({ key: Buffer.from(PKCS8 + hex(seed), "hex"), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { publicKey: spki.subarray(-32), sign: (message) => signEd25519(null, message, key) };
}

const seedFrom = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => first + at);

export const logKey = ed25519(seedFrom(0x00));
export const witnessKey = ed25519(seedFrom(0x20));
export const strangerKey = ed25519(seedFrom(0x40));
export const ORIGIN = "log.gateway.example/uitwisseling/2026";
export const WITNESS = "fg.corporatie.example/witness";
export const LOG_VKEY = formatVkey({ name: ORIGIN, type: 1, publicKey: logKey.publicKey });
export const WITNESS_VKEY = formatVkey({ name: WITNESS, type: 4, publicKey: witnessKey.publicKey });
export const trusted = { origin: ORIGIN, vkey: LOG_VKEY };

/** The tree of RFC 6962 §2.1 as its text has it, slow and apart from the code under test. */
export const naive = {
  leaf: (entry: Uint8Array): Buffer => createHash("sha256").update(Uint8Array.of(0)).update(entry).digest(),
  node: (left: Uint8Array, right: Uint8Array): Buffer =>
    createHash("sha256").update(Uint8Array.of(1)).update(left).update(right).digest(),
  root(leaves: readonly Uint8Array[]): Uint8Array {
    if (leaves.length === 0) return createHash("sha256").digest();
    if (leaves.length === 1) return leaves[0]!;
    const k = split(leaves.length);
    return naive.node(naive.root(leaves.slice(0, k)), naive.root(leaves.slice(k)));
  },
  /** PATH(m, D[n]) */
  path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
    if (leaves.length <= 1) return [];
    const k = split(leaves.length);
    return m < k
      ? [...naive.path(m, leaves.slice(0, k)), naive.root(leaves.slice(k))]
      : [...naive.path(m - k, leaves.slice(k)), naive.root(leaves.slice(0, k))];
  },
  /** SUBPROOF(m, D[n], b) */
  subproof(m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
    if (m === leaves.length) return whole ? [] : [naive.root(leaves)];
    const k = split(leaves.length);
    return m <= k
      ? [...naive.subproof(m, leaves.slice(0, k), whole), naive.root(leaves.slice(k))]
      : [...naive.subproof(m - k, leaves.slice(k), false), naive.root(leaves.slice(0, k))];
  },
};

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Distinct entries of the real form. */
export function entriesOf(count: number, first = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => {
    const commitment = Buffer.alloc(32);
    commitment.writeUInt32BE(first + at);
    return encodeEntry(commitment);
  });
}

export const EMPTY: Growth = { size: 0, root: EMPTY_ROOT, tiles: [], bundles: [], rightEdge: [] };

/** A log kept in memory, as the sequencer would write it; every tile ever made stays. */
export class TestLog implements LedgerCopy {
  grown: Growth = EMPTY;
  note: string | null = null;
  readonly stored = new Map<string, Uint8Array>();

  append(entries: readonly Uint8Array[]): this {
    this.grown = appendLeaves({ ...this.grown, entries });
    for (const tile of [...this.grown.tiles, ...this.grown.bundles]) this.stored.set(tilePath(tile), tile.data);
    return this;
  }
  publish(key = logKey): string {
    const { size, root } = this.grown;
    this.note = signCheckpoint({ origin: ORIGIN, size, root }, key);
    return this.note;
  }
  /** Changes one stored tile or bundle, as somebody with write access would. */
  edit(path: string, change: (data: Buffer) => Uint8Array): void {
    this.stored.set(path, change(Buffer.from(this.stored.get(path)!)));
  }
  checkpoint(): string | null {
    return this.note;
  }
  tile(id: TileId): Uint8Array | null {
    return this.stored.get(tilePath(id)) ?? null;
  }
}

/** Every way to flip one bit. */
export function* bitFlips(original: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < original.byteLength * 8; bit++) {
    const flipped = Uint8Array.from(original);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}

/** The code with which our own parsers refuse; a wrong type of error is a failure of the test. */
export function codeOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.name === "GatewayError") return String(error.code);
    throw error;
  }
}
