import type { Instant } from "../core/ids.ts";
import { verifyReceipt } from "../core/ledger/receipt.ts";
import { verifyLasting } from "../openpgp/detached.ts";
import type { Profile } from "./profile.ts";

/** As `GET /v1/exchanges/{id}/receipt` gives it, and as it is kept in a file. */
export interface ReceiptAnswer {
  readonly status: "pending" | "sequenced";
  /** Canonical JSON, to the byte what was signed. */
  readonly receipt: string;
  /** Armored detached OpenPGP signature by the gateway. */
  readonly signature: string;
  readonly proof: string | null;
}

export interface CheckedReceipt {
  readonly exchangeId: string;
  readonly kind: string;
  readonly outcome: string | null;
  /** Position in the ledger; `null` while the entry is promised but not yet proven. */
  readonly index: number | null;
  /** Entries under the checkpoint that proves it. */
  readonly size: number | null;
  readonly signer: string;
}

type Trust = Pick<Profile, "gatewayCertificates" | "ledger">;

/**
 * Offline: the gateway's signature, entry and opening, inclusion proof and checkpoint signature, all against what the
 * profile pins. Throws a PGP_ code, LEDGER_MISMATCH or LEDGER_MALFORMED where anything does not hold.
 */
export async function verifyReceiptAnswer(
  { gatewayCertificates, ledger }: Trust,
  answer: Pick<ReceiptAnswer, "receipt" | "signature">,
): Promise<CheckedReceipt> {
  const bytes = new TextEncoder().encode(answer.receipt);
  const { signer } = await verifyLasting({
    bytes,
    signature: answer.signature,
    signers: gatewayCertificates,
    now: Date.now() as Instant,
  });
  const { exchangeId, header, proven } = verifyReceipt(bytes, ledger);
  return {
    exchangeId,
    kind: header.kind,
    outcome: header.kind === "exchange.decided" ? header.outcome : null,
    index: proven?.index ?? null,
    size: proven?.checkpoint.size ?? null,
    signer,
  };
}
