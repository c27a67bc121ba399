import { GatewayError } from "../errors.ts";
import { findBase64, joinBytes, toBase64, utf8 } from "./bytes.ts";
import { cosignatureMessage, readCosignature } from "./cosignature.ts";
import { isKeyName, keyIdOf, NOTE_ED25519, type NoteKey, type Verifier, verifyEd25519 } from "./note-key.ts";

/** A checkpoint with a hundred of the largest signatures there are stays below this. */
const NOTE_CHARS_MAX = 512 * 1024;
/** C2SP signed-note: 16 must be taken; more than this is an attempt to make us verify for nothing. */
const SIGNATURES_MAX = 100;
const KEY_ID_BYTES = 4;
/** Lines end in `\n` and nothing else below U+0020 is allowed; a lone surrogate is no UTF-8. */
const TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\n\u007f-\u009f])*$/u;
const SIGNATURE_LINE = /^— (\S+) (\S+)$/;

/** Signs exactly these bytes with Ed25519; the private key stays with whoever gives this. */
export type Sign = (message: Uint8Array) => Uint8Array;

export interface SignatureLine {
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface Note {
  /** With its final newline: what is signed. */
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

/** A signature that was verified; `time` in seconds since 1970 for a cosignature, else `null`. */
export interface Signed {
  readonly by: Verifier;
  readonly time: number | null;
}

/** `— name base64(key id ‖ signature)\n` */
export function formatSignature(key: NoteKey, signature: Uint8Array): string {
  if (!isKeyName(key.name)) throw malformed("key name cannot stand in a note");
  return `— ${key.name} ${toBase64(joinBytes(keyIdOf(key), signature))}\n`;
}

/** A text signed by its log. Refuses a text that a note cannot carry. Ed25519 gives the same bytes each time. */
export function signNote(text: string, { key, sign }: { readonly key: NoteKey; readonly sign: Sign }): string {
  if (key.type !== NOTE_ED25519) throw malformed("key is not one that signs notes");
  const note = `${text}\n${formatSignature(key, sign(utf8(text)))}`;
  if (parseNote(note).text !== text) throw malformed("text cannot stand in a note");
  return note;
}

/** C2SP signed-note, by its letter; says nothing about whether a signature is good. LEDGER_MALFORMED otherwise. */
export function parseNote(note: string): Note {
  if (note.length > NOTE_CHARS_MAX || !TEXT.test(note)) throw malformed("note is too long or holds control characters");
  // The last empty line separates: a text may hold others.
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || !note.endsWith("\n")) throw malformed("note has no signatures");
  const lines = note.slice(cut + 2, -1).split("\n");
  if (lines.length > SIGNATURES_MAX) throw malformed("note has more than 100 signatures");
  return { text: note.slice(0, cut + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): SignatureLine {
  const [, name = "", encoded = ""] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = findBase64(encoded);
  if (!isKeyName(name) || !bytes || bytes.byteLength <= KEY_ID_BYTES) throw malformed("signature line is malformed");
  const keyId = Buffer.from(bytes.subarray(0, KEY_ID_BYTES)).toString("hex");
  return { name, keyId, signature: bytes.subarray(KEY_ID_BYTES) };
}

/**
 * The note's text and who of the given keys signed it, each once. Signatures by others are ignored; a bad one by a given
 * key refuses the whole note with LEDGER_MISMATCH, wherever it stands. Whether those who signed suffice is the caller's to ask.
 */
export function openNote(note: string, verifiers: readonly Verifier[]): { text: string; signed: readonly Signed[] } {
  const { text, signatures } = parseNote(note);
  const signed = new Map<string, Signed>();
  for (const line of signatures) {
    const by = verifiers.find((verifier) => verifier.name === line.name && verifier.keyId === line.keyId);
    if (!by) continue;
    const time = verifiedTime(text, { by, signature: line.signature });
    const vkeyId = `${by.name} ${by.keyId}`;
    if (!signed.has(vkeyId)) signed.set(vkeyId, { by, time });
  }
  return { text, signed: [...signed.values()] };
}

function verifiedTime(text: string, { by, signature }: { by: Verifier; signature: Uint8Array }): number | null {
  const cosignature = by.type === NOTE_ED25519 ? null : readCosignature(signature);
  const claim = cosignature
    ? { message: cosignatureMessage(text, cosignature.time), signature: cosignature.signature }
    : { message: utf8(text), signature };
  if (!verifyEd25519(by.key, claim))
    throw new GatewayError("LEDGER_MISMATCH", "note has a bad signature of a known key");
  return cosignature?.time ?? null;
}

/** The second note with the signatures of those who signed only the first. Refuses two texts with LEDGER_MALFORMED. */
export function mergeNotes(note: string, newer: string): string {
  const [before, after] = [parseNote(note), parseNote(newer)];
  if (before.text !== after.text) throw malformed("notes are not of one text");
  const signers = new Set(after.signatures.map(signerOf));
  const lines = note.slice(before.text.length + 1).split("\n");
  const kept = before.signatures.flatMap((line, at) => (signers.has(signerOf(line)) ? [] : [`${lines[at] ?? ""}\n`]));
  return newer + kept.join("");
}

const signerOf = ({ name, keyId }: SignatureLine): string => `${name} ${keyId}`;

const malformed = (message: string): GatewayError => new GatewayError("LEDGER_MALFORMED", message);
