import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { GatewayError } from "../core/errors.ts";
import { TAG } from "./packets.ts";

/**
 * SEIPD version 2 (RFC 9580 §5.13.2) on the platform's own ciphers. In the library OCB is plain JavaScript, a hundred
 * times slower, so that a partner could stall us with two megabytes (crypto.md §0.3).
 */
const HEADER_BYTES = 36;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
/** 4 KiB to 4 MiB: below it costs too much per chunk, above it is no longer in the RFC. */
const CHUNK_BYTE_MIN = 6;
const CHUNK_BYTE_MAX = 16;
/** 256 KiB, as the library writes. */
const CHUNK_BYTE_OURS = 12;
const AES_BITS: ReadonlyMap<number, 128 | 256> = new Map([
  [7, 128],
  [9, 256],
]);
const OCB = 2;
const GCM = 3;
const AES256 = 9;

interface Suite {
  readonly bits: 128 | 256;
  readonly mode: "ocb" | "gcm";
  readonly nonceBytes: 15 | 12;
  readonly chunkBytes: number;
  /** Tag, version, cipher, mode, chunk byte: what every chunk's tag covers. */
  readonly info: Uint8Array;
  readonly salt: Uint8Array;
}

export interface SealedAead {
  readonly sessionKeyBytes: number;
  readonly open: (sessionKey: Uint8Array) => Uint8Array;
}

/** Reads the header; refuses other ciphers, other modes and chunk sizes out of range before any work is done. */
export function parseAead(body: Uint8Array): SealedAead {
  if (body.length < HEADER_BYTES + 2 * TAG_BYTES)
    throw new GatewayError("PGP_MALFORMED", "encrypted data are too short");
  const suite = parseSuite(body);
  return { sessionKeyBytes: suite.bits / 8, open: (sessionKey) => openChunks(suite, { body, sessionKey }) };
}

function parseSuite(body: Uint8Array): Suite {
  const [, cipher = 0, aead = 0, chunkByte = 0] = body;
  const bits = AES_BITS.get(cipher);
  if (bits === undefined || (aead !== OCB && aead !== GCM)) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "cipher is not AES-128 or AES-256 in OCB or GCM mode");
  }
  if (chunkByte < CHUNK_BYTE_MIN || chunkByte > CHUNK_BYTE_MAX) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "chunk size is out of range");
  }
  return suiteOf({ bits, mode: aead === OCB ? "ocb" : "gcm", body });
}

function suiteOf(given: { bits: 128 | 256; mode: "ocb" | "gcm"; body: Uint8Array }): Suite {
  const { bits, mode, body } = given;
  return {
    bits,
    mode,
    nonceBytes: mode === "ocb" ? 15 : 12,
    chunkBytes: 2 ** ((body[3] ?? 0) + 6),
    info: Uint8Array.of(0xc0 | TAG.encrypted, ...body.subarray(0, 4)),
    salt: body.subarray(4, HEADER_BYTES),
  };
}

function openChunks(suite: Suite, sealed: { body: Uint8Array; sessionKey: Uint8Array }): Uint8Array {
  const decrypt = createChunkDecrypter(suite, sealed.sessionKey);
  const lastTagAt = sealed.body.length - TAG_BYTES;
  const clear: Uint8Array[] = [];
  let index = 0;
  let total = 0;
  for (let at = HEADER_BYTES; at < lastTagAt; at += suite.chunkBytes + TAG_BYTES) {
    const chunk = sealed.body.subarray(at, Math.min(at + suite.chunkBytes + TAG_BYTES, lastTagAt));
    const plain = decrypt(chunk, { index, aad: suite.info });
    clear.push(plain);
    total += plain.length;
    index += 1;
  }
  // The last tag covers the length of the whole, so that nobody can drop chunks from the end.
  decrypt(sealed.body.subarray(lastTagAt), { index, aad: closingAad(suite.info, total) });
  return Buffer.concat(clear, total);
}

/** SEIPD version 2 contents under AES-256-OCB, which every reader of RFC 9580 must know. */
export function sealAead(plaintext: Uint8Array, given: { sessionKey: Uint8Array; salt: Uint8Array }): Uint8Array {
  if (given.salt.length !== SALT_BYTES) throw new GatewayError("INVARIANT_BROKEN", "salt is not 32 bytes");
  const header = Buffer.concat([Uint8Array.of(2, AES256, OCB, CHUNK_BYTE_OURS), given.salt]);
  const suite = suiteOf({ bits: 256, mode: "ocb", body: header });
  const encrypt = createChunkEncrypter(suite, given.sessionKey);
  const parts: Uint8Array[] = [header];
  let index = 0;
  for (let at = 0; at < plaintext.length; at += suite.chunkBytes) {
    parts.push(encrypt(plaintext.subarray(at, at + suite.chunkBytes), { index, aad: suite.info }));
    index += 1;
  }
  parts.push(encrypt(new Uint8Array(), { index, aad: closingAad(suite.info, plaintext.length) }));
  return Buffer.concat(parts);
}

interface ChunkPlace {
  readonly index: number;
  readonly aad: Uint8Array;
}
type ChunkCipher = (chunk: Uint8Array, place: ChunkPlace) => Uint8Array;

function createChunkDecrypter(suite: Suite, sessionKey: Uint8Array): ChunkCipher {
  const { key, nonceOf } = deriveKey(suite, sessionKey);
  return (chunk, { index, aad }) => {
    if (chunk.length < TAG_BYTES) throw new GatewayError("PGP_INTEGRITY", "encrypted data are cut short");
    const decipher = createDecipheriv(cipherName(suite), key, nonceOf(index), { authTagLength: TAG_BYTES });
    decipher.setAAD(aad, { plaintextLength: chunk.length - TAG_BYTES });
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new GatewayError("PGP_INTEGRITY", "encrypted data were changed on their way", { cause });
    }
  };
}

function createChunkEncrypter(suite: Suite, sessionKey: Uint8Array): ChunkCipher {
  const { key, nonceOf } = deriveKey(suite, sessionKey);
  return (chunk, { index, aad }) => {
    const cipher = createCipheriv(cipherName(suite), key, nonceOf(index), { authTagLength: TAG_BYTES });
    cipher.setAAD(aad, { plaintextLength: chunk.length });
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
}

// Both modes share node's GCM typings; OCB differs only in its name and nonce.
const cipherName = (suite: Suite): "aes-256-gcm" => `aes-${suite.bits}-${suite.mode}` as "aes-256-gcm";

function deriveKey(suite: Suite, sessionKey: Uint8Array): { key: Uint8Array; nonceOf: (index: number) => Uint8Array } {
  const keyBytes = suite.bits / 8;
  const derived = new Uint8Array(
    hkdfSync("sha256", sessionKey, suite.salt, suite.info, keyBytes + suite.nonceBytes - 8),
  );
  return {
    key: derived.subarray(0, keyBytes),
    nonceOf: (index) => Buffer.concat([derived.subarray(keyBytes), bigEndian64(index)]),
  };
}

const closingAad = (info: Uint8Array, total: number): Uint8Array => Buffer.concat([info, bigEndian64(total)]);

function bigEndian64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
