import { createPublicKey, type KeyObject, verify } from "node:crypto";

import { GatewayError } from "../errors.ts";
import { findBase64, joinBytes, toBase64, utf8 } from "./bytes.ts";
import { sha256 } from "./hash.ts";

/** Signature types of C2SP signed-note that we verify; other types are other people's. */
export const NOTE_ED25519 = 0x01;
export const COSIGNATURE_ED25519 = 0x04;
export type KeyType = typeof NOTE_ED25519 | typeof COSIGNATURE_ED25519;

const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
/** Without spaces or `+`, which separate it from the rest of a line or a key. */
const NAME = /^[^\p{White_Space}\p{Cc}\p{Cs}+]{1,200}$/u;
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/;

/** The name and key under which a note is signed. */
export interface NoteKey {
  readonly name: string;
  readonly type: KeyType;
  /** 32 raw bytes, Ed25519. */
  readonly publicKey: Uint8Array;
}

/** A key that may be trusted, parsed once. */
export interface Verifier extends NoteKey {
  /** 8 hexadecimal digits. */
  readonly keyId: string;
  readonly key: KeyObject;
}

export const isKeyName = (name: string): boolean => NAME.test(name);

/** First 4 bytes of SHA-256(name ‖ `\n` ‖ type ‖ public key). */
export function keyIdOf({ name, type, publicKey }: NoteKey): Uint8Array {
  return sha256(joinBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, KEY_ID_BYTES);
}

/** `name+keyid+base64(type ‖ public key)`. Refuses a name that a line of a note cannot carry. */
export function formatVkey(key: NoteKey): string {
  if (!isKeyName(key.name) || key.publicKey.byteLength !== KEY_BYTES) throw malformed();
  return `${key.name}+${hex(keyIdOf(key))}+${toBase64(joinBytes(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Refuses an unknown type, a key of another length, a key id that is not its own, and every other spelling. */
export function parseVkey(vkey: string): Verifier {
  const [, name = "", keyId = "", encoded = ""] = VKEY.exec(vkey) ?? [];
  const bytes = findBase64(encoded);
  const type = bytes?.[0];
  if (!bytes || (type !== NOTE_ED25519 && type !== COSIGNATURE_ED25519)) throw malformed();
  const parsed: NoteKey = { name, type, publicKey: bytes.subarray(1) };
  if (formatVkey(parsed) !== vkey) throw malformed();
  return { ...parsed, keyId, key: publicKeyObject(parsed.publicKey) };
}

/** Ed25519 (RFC 8032) over exactly these bytes. */
export function verifyEd25519(key: KeyObject, signed: { message: Uint8Array; signature: Uint8Array }): boolean {
  return verify(null, signed.message, key, signed.signature);
}

function publicKeyObject(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const malformed = (): GatewayError => new GatewayError("LEDGER_MALFORMED", "verifier key is not `name+keyid+key`");
