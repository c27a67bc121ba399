import { sha256Of } from "./hash.ts";

/** A lower-case UUIDv8 (RFC 9562 §5.8) of these words: the same for the same words, and met by no others. */
export function uuidOf(words: string): string {
  const hex = sha256Of(new TextEncoder().encode(words));
  const variant = (8 | (Number.parseInt(hex.charAt(16), 16) & 3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
