import { GatewayError } from "../errors.ts";
import { type AddCheckpoint, parseAddCheckpoint } from "./add-checkpoint.ts";
import { equalBytes, findText, utf8 } from "./bytes.ts";
import { type Checkpoint, cosign, openCheckpoint, openSigned, parseCheckpoint } from "./checkpoint.ts";
import { EMPTY_ROOT, sha256 } from "./hash.ts";
import { verifyConsistency } from "./merkle-verify.ts";
import { formatSignature, parseNote, type Sign } from "./note.ts";
import { COSIGNATURE_ED25519, formatVkey, parseVkey, type Verifier } from "./note-key.ts";

/** A clock that was set right steps back this far; one that goes back further is wrong now, or was when it cosigned. */
const CLOCK_BACK_SECONDS_MAX = 300;

/** One log that this witness watches: its key pinned by hand, and the one thing to remember of it. */
export interface WitnessedLog {
  readonly origin: string;
  readonly vkey: string;
  /** The checkpoint cosigned last, with the log's signature and the witness's own; `null` before the first. */
  readonly note: string | null;
}

/** What that one thing says. Before the first: an empty tree, at no time. */
export interface Remembered {
  readonly size: number;
  readonly root: Uint8Array;
  /** Seconds since 1970. */
  readonly time: number;
}

export interface WitnessKey {
  readonly name: string;
  /** 32 raw bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
}

/** A request whose form is right; nothing in it is believed yet. */
export interface WitnessRequest extends AddCheckpoint {
  /** What is asked to be cosigned. */
  readonly claim: Checkpoint;
  /** The checkpoint's text, without its signatures. */
  readonly text: string;
}

/** What a witness says to a log it knows (C2SP tlog-witness); an unknown origin comes before this. */
export type WitnessAnswer =
  | {
      readonly outcome: "cosigned";
      /** The signature line to give out, once `note` is kept. */
      readonly lines: string;
      readonly note: string;
      readonly size: number;
      readonly time: number;
    }
  /** The log asked from another size than the last one. */
  | { readonly outcome: "conflict"; readonly size: number }
  /** The log signed two trees of one size: `note` proves it, beside the one that is remembered. */
  | { readonly outcome: "split"; readonly size: number; readonly note: string }
  /** The checkpoint does not extend the last one. */
  | { readonly outcome: "unproven"; readonly size: number }
  | { readonly outcome: "unsigned" }
  /** The old size is beyond the new one. */
  | { readonly outcome: "reversed" }
  /** This witness's own clock went back: it cannot say at what time this is the largest tree. */
  | { readonly outcome: "clock" }
  /** The checkpoint is in order, but a mirror could not copy what it stands for. */
  | { readonly outcome: "uncopied"; readonly size: number };

export const witnessVkey = ({ name, publicKey }: Omit<WitnessKey, "sign">): string =>
  formatVkey({ name, type: COSIGNATURE_ED25519, publicKey });

/** SHA-256 of the origin in hexadecimal digits: under which name a log is kept and served (C2SP tlog-mirror). */
export const originHash = (origin: string): string => Buffer.from(sha256(utf8(origin))).toString("hex");

/** Refuses with LEDGER_MALFORMED what is no request of C2SP tlog-witness, or holds a checkpoint with extension lines. */
export function readWitnessRequest(body: Uint8Array): WitnessRequest {
  const request = parseAddCheckpoint(findText(body) ?? "");
  const { text } = parseNote(request.checkpoint);
  return { ...request, text, claim: parseCheckpoint(text) };
}

/** Reads back what was kept of a log. LEDGER_MISMATCH or LEDGER_MALFORMED where it is not what this witness cosigned. */
export function remembered({ origin, vkey, note }: WitnessedLog, ownVkey: string): Remembered {
  if (note === null) return { size: 0, root: EMPTY_ROOT, time: 0 };
  const { size, root, cosignatures } = openCheckpoint(note, { origin, vkey, witnesses: [ownVkey] });
  return { size, root, time: cosignatures[0]?.time ?? 0 };
}

/**
 * The answer to one request; `now` in seconds since 1970. Whoever gives out a cosignature must have kept its `note` before, in
 * one step with having read `log`: otherwise two requests at once let the log go back.
 */
export function answerAddCheckpoint(
  request: WitnessRequest,
  { log, key, now }: { readonly log: WitnessedLog; readonly key: WitnessKey; readonly now: number },
): WitnessAnswer {
  const { claim, oldSize, text } = request;
  const logKey = parseVkey(log.vkey);
  const logLine = findSignature(request.checkpoint, { origin: log.origin, logKey });
  if (logLine === null) return { outcome: "unsigned" };
  if (oldSize > claim.size) return { outcome: "reversed" };
  const last = remembered(log, witnessVkey(key));
  const isSplit = log.note !== null && claim.size === last.size && !equalBytes(claim.root, last.root);
  if (isSplit) return { outcome: "split", size: last.size, note: `${text}\n${logLine}` };
  if (oldSize !== last.size) return { outcome: "conflict", size: last.size };
  if (!extendsLast(request, last)) return { outcome: "unproven", size: last.size };
  if (now < last.time - CLOCK_BACK_SECONDS_MAX) return { outcome: "clock" };
  // A cosignature says that at this time no larger tree was seen, so that its time never goes back.
  const time = Math.max(now, last.time);
  const lines = cosign(text, { ...key, time });
  return { outcome: "cosigned", lines, note: `${text}\n${logLine}${lines}`, size: claim.size, time };
}

/** Every tree extends the empty one, and that is proven by nothing. */
function extendsLast({ claim, proof }: WitnessRequest, last: Remembered): boolean {
  if (last.size === 0) return proof.length === 0;
  return verifyConsistency({ oldSize: last.size, oldRoot: last.root, size: claim.size, root: claim.root, proof });
}

/** The log's own signature line, verified; lines of others are not kept, since nobody here vouches for them. */
function findSignature(note: string, { origin, logKey }: { origin: string; logKey: Verifier }): string | null {
  try {
    openSigned(note, { origin, log: logKey, witnesses: [] });
  } catch (error) {
    if (error instanceof GatewayError && error.code === "LEDGER_MISMATCH") return null;
    throw error;
  }
  const line = parseNote(note).signatures.find(({ name, keyId }) => name === logKey.name && keyId === logKey.keyId);
  return line ? formatSignature(logKey, line.signature) : null;
}
