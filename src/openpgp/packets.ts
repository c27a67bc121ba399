import { GatewayError } from "../core/errors.ts";

/** Packet types we name (RFC 9580 §5). */
export const TAG = {
  publicKeySessionKey: 1,
  signature: 2,
  passwordSessionKey: 3,
  onePassSignature: 4,
  compressed: 8,
  encryptedWithoutIntegrity: 9,
  marker: 10,
  literal: 11,
  encrypted: 18,
  encryptedGnupgAead: 20,
  padding: 21,
} as const;

export interface Packet {
  readonly tag: number;
  /** The packet's contents; partial lengths are joined. */
  readonly body: Uint8Array;
  /** Header and contents exactly as they stood. */
  readonly raw: Uint8Array;
}

interface Extent {
  readonly body: Uint8Array;
  readonly end: number;
}

/** A well-formed sequence is one packet per recipient and a few more; more is a flood. */
const PACKETS_MAX = 32;

const malformed = (message: string): GatewayError => new GatewayError("PGP_MALFORMED", message);

/**
 * Splits a packet sequence by its headers alone, before anything of it is believed (RFC 9580 §4.2). Lazy, so that a
 * reader that refuses the ninth recipient never looks at the two-thousandth.
 */
export function* walkPackets(bytes: Uint8Array): Generator<Packet> {
  let start = 0;
  for (let count = 0; start < bytes.length; count += 1) {
    if (count === PACKETS_MAX) throw malformed("OpenPGP message has too many packets");
    const first = byteAt(bytes, start);
    if ((first & 0x80) === 0) throw malformed("OpenPGP packet header is malformed");
    const isNewFormat = (first & 0x40) !== 0;
    const tag = isNewFormat ? first & 0x3f : (first >> 2) & 0x0f;
    const extent = isNewFormat ? newExtent(bytes, { tag, at: start + 1 }) : oldExtent(bytes, { tag, start });
    yield { tag, body: extent.body, raw: bytes.subarray(start, extent.end) };
    start = extent.end;
  }
}

// Only data packets may come in pieces or run to the end (RFC 9580 §4.2.1.4, §4.2.2).
const mayStream = (tag: number): boolean => tag === TAG.compressed || tag === TAG.literal || tag === TAG.encrypted;

function oldExtent(bytes: Uint8Array, packet: { readonly tag: number; readonly start: number }): Extent {
  const lengthType = byteAt(bytes, packet.start) & 0x03;
  if (lengthType === 3) {
    if (!mayStream(packet.tag)) throw malformed("OpenPGP packet may not have an indeterminate length");
    return extentOf(bytes, { from: packet.start + 1, length: bytes.length - packet.start - 1 });
  }
  const octets = 1 << lengthType;
  const length = numberAt(bytes, { from: packet.start + 1, octets });
  return extentOf(bytes, { from: packet.start + 1 + octets, length });
}

function newExtent(bytes: Uint8Array, packet: { readonly tag: number; readonly at: number }): Extent {
  const first = lengthAt(bytes, packet.at);
  if (!first.partial) return extentOf(bytes, first);
  if (!mayStream(packet.tag)) throw malformed("OpenPGP packet may not have a partial length");
  return joinPartials(bytes, packet.at);
}

// Twice over the headers: a hostile sender may cut a message into one-byte pieces, and a list of those would cost more
// than the message.
function joinPartials(bytes: Uint8Array, at: number): Extent {
  let total = 0;
  let end = at;
  for (let more = true; more;) {
    const piece = lengthAt(bytes, end);
    total += piece.length;
    end = extentOf(bytes, piece).end;
    more = piece.partial;
  }
  const body = new Uint8Array(total);
  let filled = 0;
  for (let from = at; from < end;) {
    const piece = lengthAt(bytes, from);
    body.set(bytes.subarray(piece.from, piece.from + piece.length), filled);
    filled += piece.length;
    from = piece.from + piece.length;
  }
  return { body, end };
}

interface Length {
  readonly from: number;
  readonly length: number;
  readonly partial: boolean;
}

function lengthAt(bytes: Uint8Array, at: number): Length {
  const first = byteAt(bytes, at);
  if (first < 192) return { from: at + 1, length: first, partial: false };
  if (first < 224) {
    return { from: at + 2, length: ((first - 192) << 8) + byteAt(bytes, at + 1) + 192, partial: false };
  }
  if (first < 255) return { from: at + 1, length: 2 ** (first & 0x1f), partial: true };
  return { from: at + 5, length: numberAt(bytes, { from: at + 1, octets: 4 }), partial: false };
}

function extentOf(bytes: Uint8Array, span: { readonly from: number; readonly length: number }): Extent {
  const end = span.from + span.length;
  if (end > bytes.length) throw malformed("OpenPGP message is cut short");
  return { body: bytes.subarray(span.from, end), end };
}

function numberAt(bytes: Uint8Array, span: { readonly from: number; readonly octets: number }): number {
  let value = 0;
  for (let i = 0; i < span.octets; i += 1) value = value * 256 + byteAt(bytes, span.from + i);
  return value;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw malformed("OpenPGP message is cut short");
  return value;
}

/** A packet in the new format with a five-octet length, which every reader takes. */
export function writePacket(tag: number, body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(6);
  header[0] = 0xc0 | tag;
  header[1] = 0xff;
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}
