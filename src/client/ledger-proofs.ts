import { GatewayError } from "../core/errors.ts";
import { decodeBundle } from "../core/ledger/bundle.ts";
import type { OpenedCheckpoint } from "../core/ledger/checkpoint.ts";
import { equalBytes } from "../core/ledger/bytes.ts";
import { HASH_BYTES } from "../core/ledger/hash.ts";
import { consistencyProof, inclusionProof } from "../core/ledger/merkle.ts";
import { verifyConsistency } from "../core/ledger/merkle-verify.ts";
import { type Freshness, openUnderPolicy } from "../core/ledger/open-under-policy.ts";
import type { LedgerPolicy } from "../core/ledger/policy.ts";
import { encodeProof, parseProof, verifyReceiptProof } from "../core/ledger/proof.ts";
import { consistencyTiles, inclusionTiles, nodeReaderOf } from "../core/ledger/proof-tiles.ts";
import { BUNDLE_LEVEL, TILE_WIDTH, type TileId, tileIn, tilePath } from "../core/ledger/tile-path.ts";
import { parseVkey } from "../core/ledger/note-key.ts";
import type { Tile } from "../core/ledger/tiles.ts";
import { fetchTiles, type LedgerSource } from "./ledger-source.ts";

export interface ProveEntry {
  readonly source: LedgerSource;
  readonly policy: LedgerPolicy;
  /** The signed note to prove under; the tree may have grown since. */
  readonly note: string;
  readonly index: number;
}

export interface ProvenEntry {
  readonly entry: Uint8Array;
  /** A `.tlog-proof`, verified. */
  readonly proof: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** NOT_FOUND for an index outside the tree; LEDGER_MISMATCH where what the log serves proves nothing. */
export async function proveEntry({ source, policy, note, index }: ProveEntry): Promise<ProvenEntry> {
  const checkpoint = openUnderPolicy(note, policy);
  const at = { index, size: checkpoint.size };
  if (index >= at.size) {
    throw new GatewayError("NOT_FOUND", "the log has no such entry under this checkpoint", {
      remedy: `give a place below ${at.size}`,
    });
  }
  const tiles = await fetchHashes(source, inclusionTiles(at));
  const hashes = inclusionProof(at, nodeReaderOf(at.size, tiles));
  const entry = await fetchEntry(source, at);
  const proof = encodeProof({ index, hashes, checkpoint: note });
  // What the log served is a claim until this.
  verifyProofFile({ text: proof, entry, policy });
  return { entry, proof, checkpoint };
}

export interface ProofFile {
  readonly text: string;
  readonly entry: Uint8Array;
  readonly policy: LedgerPolicy;
  readonly freshness?: Freshness | undefined;
}

/** That the entry stands in the policy's log, under a checkpoint that the policy takes. Throws LEDGER_MISMATCH or LEDGER_MALFORMED. */
export function verifyProofFile({ text, entry, policy, freshness }: ProofFile): {
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
} {
  const { vkey } = policy.log;
  const { index } = verifyReceiptProof({ proofText: text, entry, origin: parseVkey(vkey).name, vkey });
  return { index, checkpoint: openUnderPolicy(parseProof(text).checkpoint, policy, freshness) };
}

export type Consistent =
  | { readonly verdict: "same" }
  | { readonly verdict: "extends"; readonly proof: readonly Uint8Array[] }
  /** One size, two roots: both are signed, so no tile can explain it. */
  | { readonly verdict: "forked" }
  /** A fork of what lay between, or tiles that are not those of either: an audit with the kept checkpoint tells. */
  | { readonly verdict: "unproven" };

/** Whether the newer of two checkpoints extends the older. The tiles are those of the newer tree, or of one grown from it. */
export async function proveConsistency(
  source: Pick<LedgerSource, "tile">,
  { older, newer }: { readonly older: OpenedCheckpoint; readonly newer: OpenedCheckpoint },
): Promise<Consistent> {
  if (older.size === newer.size) return { verdict: equalBytes(older.root, newer.root) ? "same" : "forked" };
  // Every tree extends the empty one; RFC 6962 has no proof of it.
  if (older.size === 0) return { verdict: "extends", proof: [] };
  const of = { oldSize: older.size, size: newer.size };
  const proof = consistencyProof(of, nodeReaderOf(of.size, await fetchHashes(source, consistencyTiles(of))));
  const holds = verifyConsistency({ ...of, oldRoot: older.root, root: newer.root, proof });
  return holds ? { verdict: "extends", proof } : { verdict: "unproven" };
}

async function fetchEntry(source: LedgerSource, at: { readonly index: number; readonly size: number }) {
  const id = tileIn(at.size, { level: BUNDLE_LEVEL, n: Math.floor(at.index / TILE_WIDTH) });
  const { data, width } = await fetchWidened(source, id);
  const entry = decodeBundle(data, width)[at.index % TILE_WIDTH];
  if (entry === undefined) throw absent(id);
  return entry;
}

async function fetchHashes(source: Pick<LedgerSource, "tile">, ids: readonly TileId[]): Promise<readonly Tile[]> {
  const found = await fetchTiles(source, ids);
  return Promise.all(
    ids.map(async (id, at) => {
      const data = found[at] ?? (await fetchWidened(source, id)).data;
      return { ...id, data: data.subarray(0, id.width * HASH_BYTES) };
    }),
  );
}

/** The tile, or the full one that took its place. */
async function fetchWidened(source: Pick<LedgerSource, "tile">, id: TileId): Promise<Tile> {
  const data = await source.tile(id);
  if (data) return { ...id, data };
  const full = { ...id, width: TILE_WIDTH };
  const widened = id.width < TILE_WIDTH ? await source.tile(full) : null;
  if (!widened) throw absent(id);
  return { ...full, data: widened };
}

const absent = (id: TileId): GatewayError =>
  new GatewayError("LEDGER_MISMATCH", "the log does not serve a tile that its checkpoint vouches for", {
    at: tilePath(id),
    remedy: "run `gateway ledger audit` on it",
  });
