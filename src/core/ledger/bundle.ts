import { GatewayError } from "../errors.ts";
import { TILE_WIDTH } from "./tile-path.ts";

/** What a length of 16 bits can say (C2SP tlog-tiles). */
export const ENTRY_BYTES_MAX = 65_535;
const LENGTH_BYTES = 2;

/** u16 big-endian length ‖ entry, repeated. Refuses an empty or too long entry and more than 256 of them. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > TILE_WIDTH) throw malformed("bundle holds more than 256 entries");
  const length = entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.byteLength, 0);
  const bundle = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    if (entry.byteLength === 0) throw malformed("entry is empty");
    if (entry.byteLength > ENTRY_BYTES_MAX) throw malformed("entry is longer than 65,535 bytes");
    bundle[at] = entry.byteLength >> 8;
    bundle[at + 1] = entry.byteLength & 0xff;
    bundle.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.byteLength;
  }
  return bundle;
}

/** The entries, as views of the bytes. Refuses an empty entry, a cut or a remainder, and another count than `width`. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    if (at + LENGTH_BYTES > bytes.byteLength) throw malformed("bundle ends within a length");
    const length = view.getUint16(at);
    const start = at + LENGTH_BYTES;
    if (length === 0) throw malformed("bundle holds an empty entry");
    if (entries.length === width) throw miscounted(); // before a hostile one is taken apart to its end
    if (start + length > bytes.byteLength) throw malformed("bundle ends within an entry");
    entries.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  if (entries.length !== width) throw miscounted();
  return entries;
}

const miscounted = (): GatewayError => malformed("bundle holds another number of entries than its width");

const malformed = (message: string): GatewayError => new GatewayError("LEDGER_MALFORMED", message);
