import { GatewayError } from "../core/errors.ts";
import type { ExchangeId } from "../core/ids.ts";
import { parseCheckpoint } from "../core/ledger/checkpoint.ts";
import { inclusionProof } from "../core/ledger/merkle.ts";
import { inclusionTiles, nodeReaderOf } from "../core/ledger/proof-tiles.ts";
import { encodeProof, verifyReceiptProof } from "../core/ledger/proof.ts";
import { buildReceipt } from "../core/ledger/receipt.ts";
import type { Tile } from "../core/ledger/tiles.ts";
import type { World } from "../ports/world.ts";
import type { Gateway } from "./gateway.ts";
import { getOwnExchange } from "./require-party.ts";
import type { ReceiptView } from "./views.ts";

/** How often a waiting reader looks whether its entry was sequenced; the sequencer publishes within tens of milliseconds. */
const LOOK_AGAIN_MS = 25;

/** Proof for both sides (design §12.2): made and signed when asked for, with the inclusion proof once there is one. */
export function createReceipts(world: World): Pick<Gateway, "receipt"> {
  return {
    async receipt(caller, id, waitMs) {
      await getOwnExchange(world, { caller, id });
      const until = world.now() + waitMs;
      let receipt = await receiptOf(world, id);
      while (receipt.proof === null && world.now() < until) {
        await world.pause(LOOK_AGAIN_MS);
        receipt = await receiptOf(world, id);
      }
      return sign(world, receipt);
    },
  };
}

type Unsigned = Omit<ReceiptView, "signature">;

async function receiptOf(world: World, id: ExchangeId): Promise<Unsigned> {
  const { ledger } = world;
  const stored = await ledger.entryOf(id);
  if (stored === null) throw new GatewayError("INVARIANT_BROKEN", "an exchange has no ledger entry");
  const proof = stored.index === null ? null : await proofOf(world, { index: stored.index, entry: stored.entry });
  const bytes = buildReceipt({
    exchangeId: id,
    entry: stored.entry,
    headerBytes: stored.header,
    headerSalt: stored.headerSalt,
    proof,
    log: { origin: ledger.origin, vkey: ledger.vkey },
  });
  return { status: proof === null ? "pending" : "sequenced", receipt: new TextDecoder().decode(bytes), proof };
}

async function sign(world: World, receipt: Unsigned): Promise<ReceiptView> {
  return { ...receipt, signature: await world.seals.sign(new TextEncoder().encode(receipt.receipt)) };
}

/** `null` while no published checkpoint covers the entry. */
async function proofOf(
  world: World,
  of: { readonly index: number; readonly entry: Uint8Array },
): Promise<string | null> {
  const { ledger } = world;
  const checkpoint = await ledger.checkpoint();
  if (checkpoint === null) return null;
  const { size } = parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1));
  if (of.index >= size) return null;
  const tiles = await readTiles(world, { index: of.index, size });
  const hashes = inclusionProof({ index: of.index, size }, nodeReaderOf(size, tiles));
  const proofText = encodeProof({ index: of.index, hashes, checkpoint });
  // What tiles say is a claim until it is held against the signed root (CVE-2026-56865).
  verifyReceiptProof({ proofText, entry: of.entry, origin: ledger.origin, vkey: ledger.vkey });
  return proofText;
}

async function readTiles(
  { ledger }: World,
  at: { readonly index: number; readonly size: number },
): Promise<readonly Tile[]> {
  return Promise.all(
    inclusionTiles(at).map(async (id) => {
      const data = await ledger.tile(id.level, id.n, id.width);
      if (data === null) throw new GatewayError("LEDGER_MISMATCH", "a tile of the published tree is missing");
      return { ...id, data };
    }),
  );
}
