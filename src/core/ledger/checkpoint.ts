import { GatewayError } from "../errors.ts";
import { equalBytes, findBase64, toBase64 } from "./bytes.ts";
import { cosignatureMessage, encodeCosignature } from "./cosignature.ts";
import { EMPTY_ROOT, HASH_BYTES } from "./hash.ts";
import { isSize } from "./merkle.ts";
import { formatSignature, openNote, type Sign, type Signed, signNote } from "./note.ts";
import { COSIGNATURE_ED25519, isKeyName, NOTE_ED25519, parseVkey, type Verifier } from "./note-key.ts";

/** What a log states: so many entries under this root. */
export interface Checkpoint {
  /** The log's name for ever, and the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whom the reader trusts, from elsewhere than the log: the covenant annex, a pinned file. */
export interface TrustedLog {
  readonly origin: string;
  readonly vkey: string;
  /** vkeys of witnesses of whom all must have cosigned. */
  readonly witnesses?: readonly string[];
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly cosignatures: readonly { readonly name: string; readonly time: number }[];
}

const TEXT = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/;

/** `origin\nsize\nbase64(root)\n`, without extension lines: nobody could audit those. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`;
  parseCheckpoint(text);
  return text;
}

/** Refuses with LEDGER_MALFORMED every other spelling, extension lines, and an empty tree with another root than its own. */
export function parseCheckpoint(text: string): Checkpoint {
  const [, origin = "", digits = "", encoded = ""] = TEXT.exec(text) ?? [];
  const root = findBase64(encoded);
  const size = Number(digits);
  if (!isKeyName(origin) || !isSize(size) || root?.byteLength !== HASH_BYTES) {
    throw new GatewayError("LEDGER_MALFORMED", "checkpoint is not origin, size and root");
  }
  if (size === 0 && !equalBytes(root, EMPTY_ROOT)) {
    throw new GatewayError("LEDGER_MALFORMED", "checkpoint gives an empty tree a root");
  }
  return { origin, size, root };
}

/** The signed note of a checkpoint; the key's name is the origin. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  { publicKey, sign }: { readonly publicKey: Uint8Array; readonly sign: Sign },
): string {
  const key = { name: checkpoint.origin, type: NOTE_ED25519, publicKey } as const;
  return signNote(formatCheckpoint(checkpoint), { key, sign });
}

export interface Cosigner {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The signature line with which a witness vouches for a checkpoint's text, to be added at the note's end. */
export function cosign(text: string, { name, publicKey, sign, time }: Cosigner): string {
  const signature = sign(cosignatureMessage(text, time));
  return formatSignature({ name, type: COSIGNATURE_ED25519, publicKey }, encodeCosignature(time, signature));
}

/**
 * Reads a checkpoint as the trusted log's. LEDGER_MISMATCH when its key did not sign, when any trusted key signed badly, when
 * the origin is another log's, or when a trusted witness is missing; LEDGER_MALFORMED when it is no checkpoint at all.
 */
export function openCheckpoint(note: string, { origin, vkey, witnesses = [] }: TrustedLog): OpenedCheckpoint {
  const trusted = witnesses.map(parseVkey);
  const { checkpoint, signed } = openSigned(note, { origin, log: parseVkey(vkey), witnesses: trusted });
  if (!trusted.every((witness) => signed.some(({ by }) => by === witness))) throw mismatch("lacks a witness");
  return checkpoint;
}

/** As `openCheckpoint`, with which of these witnesses signed; whether they are enough is the caller's to ask. */
export function openSigned(
  note: string,
  {
    origin,
    log,
    witnesses,
  }: { readonly origin: string; readonly log: Verifier; readonly witnesses: readonly Verifier[] },
): { readonly checkpoint: OpenedCheckpoint; readonly signed: readonly Signed[] } {
  const { text, signed } = openNote(note, [log, ...witnesses]);
  const checkpoint = parseCheckpoint(text);
  if (log.type !== NOTE_ED25519 || log.name !== origin || checkpoint.origin !== origin)
    throw mismatch("is of another log");
  if (!signed.some(({ by }) => by === log)) throw mismatch("lacks the log's signature");
  const cosignatures = signed.flatMap(({ by, time }) => (time === null ? [] : [{ name: by.name, time }]));
  return { checkpoint: { ...checkpoint, cosignatures }, signed };
}

const mismatch = (what: string): GatewayError => new GatewayError("LEDGER_MISMATCH", `checkpoint ${what}`);
