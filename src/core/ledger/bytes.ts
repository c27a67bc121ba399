const encoder = new TextEncoder();
// A byte order mark is content here: dropping it would let two byte strings read as one text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a text. The caller has refused lone surrogates where they matter. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** `null` for bytes that are no UTF-8. */
export function findText(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Padded base64 (RFC 4648 §4). */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** `null` for anything but the one canonical spelling: padding, alphabet and unused last bits are all checked. */
export function findBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** Equal in length and content. Not constant in time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}

/** The bytes one after the other. */
export const joinBytes = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
