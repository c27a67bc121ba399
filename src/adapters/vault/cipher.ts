import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";

/** First byte of every cipher text; another algorithm gets another. 1 = AES-256-GCM, 12-byte random IV, 16-byte tag. */
const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** `format ‖ IV ‖ cipher text ‖ tag`. Random IVs are safe for 2^32 messages under one key (NIST SP 800-38D §8.3). */
export function encrypt(key: Uint8Array, { bytes, about }: { bytes: Uint8Array; about: string }): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about, "utf8"));
  return Buffer.concat([Uint8Array.of(FORMAT), iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Throws INVARIANT_BROKEN for what was altered, cut, made under another key or about something else. */
export function decrypt(key: Uint8Array, { bytes, about }: { bytes: Uint8Array; about: string }): Uint8Array {
  if (bytes[0] !== FORMAT || bytes.length < 1 + IV_BYTES + TAG_BYTES) throw unreadable();
  const body = bytes.subarray(1 + IV_BYTES, bytes.length - TAG_BYTES);
  try {
    const iv = bytes.subarray(1, 1 + IV_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(about, "utf8"));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw unreadable(cause);
  }
}

const unreadable = (cause?: unknown): GatewayError =>
  new GatewayError("INVARIANT_BROKEN", "a sealed value does not open under its key", { cause });
