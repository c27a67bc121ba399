import { GatewayError } from "../core/errors.ts";
import { inflatePacket } from "./inflate.ts";
import { TAG, walkPackets } from "./packets.ts";
import type { Packet } from "./packets.ts";

/** Signature packets and headers beside the data themselves. */
const OVERHEAD_BYTES_MAX = 64 * 1024;
/** Date in the literal's header: unsigned, so of no use. */
const DATE_BYTES = 4;
/** `b`, `t` and `u`; the others are long gone (RFC 9580 §5.9). */
const FORMATS: ReadonlySet<number | undefined> = new Set([0x62, 0x74, 0x75]);

export interface SignedLiteral {
  readonly data: Uint8Array;
  /** Neither signed nor to be trusted. */
  readonly fileName: string | null;
  /** The one signature packet, header included, not yet verified. */
  readonly signature: Uint8Array;
}

/**
 * The inside of a signed message: one-pass header, one literal, one signature, perhaps compressed as a whole, as
 * `gpg -se` makes it. Everything else that the grammar would allow is refused, so that what is verified and what is
 * returned can only be the same bytes.
 */
export async function parseSignedLiteral(inner: Uint8Array, plaintextBytesMax: number): Promise<SignedLiteral> {
  const outer = contents(inner);
  const [first] = outer;
  const isCompressed = first?.tag === TAG.compressed && outer.length === 1;
  const packets = isCompressed
    ? contents(await inflatePacket(first.body, plaintextBytesMax + OVERHEAD_BYTES_MAX))
    : outer;
  const { literal, signature } = oneOfEach(packets);
  return { ...parseLiteral(literal.body, plaintextBytesMax), signature: signature.raw };
}

const contents = (bytes: Uint8Array): Packet[] =>
  [...walkPackets(bytes)].filter(({ tag }) => tag !== TAG.marker && tag !== TAG.padding);

function oneOfEach(packets: readonly Packet[]): { literal: Packet; signature: Packet } {
  const count = (tag: number): number => packets.filter((packet) => packet.tag === tag).length;
  if (count(TAG.signature) > 1 || count(TAG.onePassSignature) > 1) {
    throw new GatewayError("PGP_SIGNATURES_MANY", "message has more than one signature");
  }
  const [opening, literal, signature] = packets;
  if (packets.length === 1 && opening?.tag === TAG.literal) {
    throw new GatewayError("PGP_UNSIGNED", "message is not signed", {
      remedy: "sign it with the key of your certificate",
    });
  }
  const isWhole = packets.length === 3 && opening?.tag === TAG.onePassSignature && literal?.tag === TAG.literal;
  if (!isWhole || signature?.tag !== TAG.signature) {
    throw new GatewayError("PGP_MALFORMED", "message is not one literal with one signature");
  }
  return { literal, signature };
}

function parseLiteral(body: Uint8Array, plaintextBytesMax: number): Pick<SignedLiteral, "data" | "fileName"> {
  const nameBytes = body[1] ?? 0;
  const dataAt = 2 + nameBytes + DATE_BYTES;
  if (!FORMATS.has(body[0]) || body.length < dataAt) {
    throw new GatewayError("PGP_MALFORMED", "literal data are malformed");
  }
  const data = body.subarray(dataAt);
  if (data.length > plaintextBytesMax) {
    throw new GatewayError("BODY_TOO_LARGE", `the document in the message is larger than ${plaintextBytesMax} bytes`);
  }
  const fileName = new TextDecoder().decode(body.subarray(2, 2 + nameBytes));
  return { data, fileName: fileName === "" ? null : fileName };
}
