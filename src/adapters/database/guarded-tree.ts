import type { PoolClient } from "pg";
import { GatewayError } from "../../core/errors.ts";
import { equalBytes } from "../../core/ledger/bytes.ts";
import { openCheckpoint, type Checkpoint, type TrustedLog } from "../../core/ledger/checkpoint.ts";
import { consistencyProof } from "../../core/ledger/merkle.ts";
import { verifyConsistency } from "../../core/ledger/merkle-verify.ts";
import { consistencyTiles, nodeReaderOf } from "../../core/ledger/proof-tiles.ts";
import { rightEdgeOf } from "../../core/ledger/tile-path.ts";
import { edgeRoot, type Tile } from "../../core/ledger/tiles.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";
import { readTiles, findTile } from "./tile-rows.ts";

/** A tree, with the very note that the guard holds of it. */
export interface GuardedTree extends Checkpoint {
  readonly note: string;
}

export type Tree = Pick<Checkpoint, "size" | "root">;

const REMEDY = "nothing is signed on it; follow docs/ledger-recovery.md";

/** The tree that the guard saw signed; `null` without a guard. LEDGER_GUARD_FOREIGN for what is no checkpoint of this log. */
export async function guardedTree(guard: LedgerGuard, log: TrustedLog): Promise<GuardedTree | null> {
  const note = await guard.read();
  if (note === null) return null;
  try {
    return { ...openCheckpoint(note, log), note };
  } catch (cause) {
    throw new GatewayError("LEDGER_GUARD_FOREIGN", "the ledger's guard holds no checkpoint of this ledger", {
      cause,
      at: "GATEWAY_LEDGER_GUARD_FILE",
      remedy: "put this ledger's own guard file back, or follow docs/ledger-recovery.md",
    });
  }
}

/**
 * That the tree of the database extends the one that the guard saw. LEDGER_ROLLED_BACK where it is smaller, LEDGER_FORKED where
 * it holds other entries, LEDGER_MISMATCH where its tiles do not give its own root, so that neither can be told.
 */
export async function requireExtension(client: PoolClient, { from, to }: { from: Tree; to: Tree }): Promise<void> {
  if (from.size > to.size) {
    throw new GatewayError("LEDGER_ROLLED_BACK", "the database holds an older ledger than was signed", {
      remedy: REMEDY,
    });
  }
  if (!equalBytes(await provenRoot(client, { size: from.size, of: to }), from.root)) {
    throw new GatewayError("LEDGER_FORKED", "the database holds another ledger than was signed", { remedy: REMEDY });
  }
}

/** The root that the tree had at an earlier size, proven to be a part of it. */
async function provenRoot(client: PoolClient, { size, of }: { size: number; of: Tree }): Promise<Uint8Array> {
  if (size === of.size) return of.root;
  const oldRoot = edgeRoot(size, await edgeAt(client, size));
  if (size === 0) return oldRoot;
  const sizes = { oldSize: size, size: of.size };
  const proof = consistencyProof(sizes, nodeReaderOf(of.size, await readTiles(client, consistencyTiles(sizes))));
  if (!verifyConsistency({ ...sizes, oldRoot, root: of.root, proof })) {
    throw new GatewayError("LEDGER_MISMATCH", "the ledger's tiles do not give its root", { remedy: REMEDY });
  }
  return oldRoot;
}

/** The right edge that the tree had at a size, also where its tiles are wider by now. */
export async function edgeAt(client: PoolClient, size: number): Promise<readonly Tile[]> {
  const edge: Tile[] = [];
  for (const id of rightEdgeOf(size)) {
    const data = await findTile(client, id);
    if (data === null) throw new GatewayError("LEDGER_MISMATCH", "a tile of the ledger is missing");
    edge.push({ ...id, data });
  }
  return edge;
}
