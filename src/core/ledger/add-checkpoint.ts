import { GatewayError } from "../errors.ts";
import { findBase64, toBase64 } from "./bytes.ts";
import { HASH_BYTES } from "./hash.ts";
import { isSize } from "./merkle.ts";

/** C2SP tlog-witness: a longer proof fits no tree that can be. */
export const CONSISTENCY_HASHES_MAX = 63;
const OLD_SIZE = /^old (0|[1-9][0-9]{0,15})$/;

/** What a log asks of a witness: to cosign this checkpoint, which extends the one of `oldSize` that the witness cosigned last. */
export interface AddCheckpoint {
  /** 0 where the witness is not known to have cosigned. */
  readonly oldSize: number;
  /** RFC 6962 §2.1.2; empty from size 0 and for equal sizes. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** The body of `POST <submission prefix>/add-checkpoint`. Refuses with LEDGER_MALFORMED what no witness would read. */
export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const body = [`old ${oldSize}`, ...proof.map(toBase64), "", checkpoint].join("\n");
  parseAddCheckpoint(body);
  return body;
}

/** Refuses with LEDGER_MALFORMED every other spelling. The checkpoint is cut off, neither read nor believed. */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  // The first empty line: the proof holds none, the checkpoint has its own.
  const cut = text.indexOf("\n\n");
  const [oldLine = "", ...hashLines] = text.slice(0, Math.max(cut, 0)).split("\n", CONSISTENCY_HASHES_MAX + 2);
  const oldSize = Number(OLD_SIZE.exec(oldLine)?.[1] ?? "-1");
  if (!isSize(oldSize)) throw malformed("does not begin with the old size");
  if (hashLines.length > CONSISTENCY_HASHES_MAX) throw malformed("has more than 63 hashes");
  return { oldSize, proof: hashLines.map(parseHash), checkpoint: text.slice(cut + 2) };
}

function parseHash(line: string): Uint8Array {
  const hash = findBase64(line);
  if (hash?.byteLength !== HASH_BYTES) throw malformed("has a line that is no hash");
  return hash;
}

const malformed = (what: string): GatewayError =>
  new GatewayError("LEDGER_MALFORMED", `add-checkpoint request ${what}`);
