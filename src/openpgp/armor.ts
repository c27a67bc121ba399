import { enums, unarmor } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import { asBytes } from "./outputs.ts";

const ARMOR_START = "-----BEGIN PGP ";
/** White space before an armor that a mail program or an editor may leave. */
const LEADING_SPACE_MAX = 64;

type ArmorKind = "message" | "signature";
const ARMOR_OF = { message: enums.armor.message, signature: enums.armor.signature };

/**
 * The packets inside, whether they came armored or not (RFC 9580 §6). Refuses armor of another kind and anything
 * that begins neither like a packet nor like armor.
 */
export async function bytesOf(input: Uint8Array, kind: ArmorKind): Promise<Uint8Array> {
  const first = input[0];
  if (first === undefined) throw new GatewayError("PGP_MALFORMED", "OpenPGP input is empty");
  if ((first & 0x80) !== 0) return input;
  const head = Buffer.from(input.subarray(0, LEADING_SPACE_MAX + ARMOR_START.length)).toString("latin1");
  if (!head.trimStart().startsWith(ARMOR_START)) throw notThis(kind);
  return dearmor(Buffer.from(input).toString("latin1"), kind);
}

async function dearmor(text: string, kind: ArmorKind): Promise<Uint8Array> {
  try {
    const armored: { readonly type: enums.armor; readonly data: unknown } = await unarmor(text);
    if (armored.type !== ARMOR_OF[kind]) throw notThis(kind);
    return asBytes(armored.data);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError("PGP_MALFORMED", "armor cannot be read", { cause });
  }
}

const notThis = (kind: ArmorKind): GatewayError =>
  new GatewayError(kind === "message" ? "PGP_NOT_ENCRYPTED" : "PGP_MALFORMED", `input is not an OpenPGP ${kind}`);
