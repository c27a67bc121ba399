import { GatewayError } from "../errors.ts";
import { findBase64, toBase64 } from "./bytes.ts";
import { openCheckpoint, type OpenedCheckpoint, type TrustedLog } from "./checkpoint.ts";
import { HASH_BYTES, leafHash } from "./hash.ts";
import { isSize } from "./merkle.ts";
import { verifyInclusion } from "./merkle-verify.ts";

const FORMAT = "c2sp.org/tlog-proof@v1";
/** A path in a tree of 2^53 leaves is no longer; the specification allows 63. */
const HASHES_MAX = 63;
const INDEX = /^index (0|[1-9][0-9]{0,15})$/;

/** The content of a `.tlog-proof` file. */
export interface LedgerProof {
  readonly index: number;
  /** Leaf to root. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** C2SP tlog-proof. Writes no `extra` line: nothing vouches for it. */
export function encodeProof({ index, hashes, checkpoint }: LedgerProof): string {
  const lines = [FORMAT, `index ${index}`, ...hashes.map(toBase64), "", checkpoint];
  return lines.join("\n");
}

/** Refuses with LEDGER_MALFORMED every other spelling, and an `extra` line, which is authenticated by nothing. */
export function parseProof(proofText: string): LedgerProof {
  const cut = proofText.indexOf("\n\n");
  const [format, indexLine = "", ...hashLines] = proofText.slice(0, Math.max(cut, 0)).split("\n");
  const index = Number(INDEX.exec(indexLine)?.[1] ?? "-1");
  if (format !== FORMAT || !isSize(index) || hashLines.length > HASHES_MAX) throw malformed();
  return { index, hashes: hashLines.map(parseHash), checkpoint: proofText.slice(cut + 2) };
}

function parseHash(line: string): Uint8Array {
  const hash = findBase64(line);
  if (hash?.byteLength !== HASH_BYTES) throw malformed();
  return hash;
}

export interface ReceiptProof extends TrustedLog {
  readonly proofText: string;
  readonly entry: Uint8Array;
}

export interface Proven {
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
}

/** That this entry stands in the trusted log. LEDGER_MISMATCH when it does not, LEDGER_MALFORMED when it is no proof. */
export function verifyReceiptProof({ proofText, entry, ...trusted }: ReceiptProof): Proven {
  const { index, hashes, checkpoint: note } = parseProof(proofText);
  const checkpoint = openCheckpoint(note, trusted);
  const claim = { leaf: leafHash(entry), index, proof: hashes, size: checkpoint.size, root: checkpoint.root };
  if (!verifyInclusion(claim)) throw new GatewayError("LEDGER_MISMATCH", "entry is not in the tree at this index");
  return { index, checkpoint };
}

const malformed = (): GatewayError => new GatewayError("LEDGER_MALFORMED", "text is no tlog-proof of version 1");
