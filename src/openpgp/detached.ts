import { createMessage, sign } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { bytesOf } from "./armor.ts";
import { libraryConfig } from "./config.ts";
import { privateKeyOf } from "./holders.ts";
import type { Certificate, UnlockedKey } from "./holders.ts";
import { keyError } from "./key-errors.ts";
import { MESSAGE_WINDOW } from "./open.ts";
import { asText } from "./outputs.ts";
import { TAG, walkPackets } from "./packets.ts";
import { verifySignature } from "./verify.ts";
import type { Verified } from "./verify.ts";

/** One signature is a few hundred bytes, with RSA a few more. */
const SIGNATURE_BYTES_MAX = 16 * 1024;

/** An armored signature over exactly these bytes, as `gpg --detach-sign --armor` makes it. */
export async function signDetached(given: {
  readonly bytes: Uint8Array;
  readonly signWith: UnlockedKey;
  readonly now: Instant;
}): Promise<string> {
  const date = new Date(given.now);
  try {
    const signature: unknown = await sign({
      message: await createMessage({ binary: given.bytes, date }),
      signingKeys: privateKeyOf(given.signWith),
      detached: true,
      format: "armored",
      date,
      config: libraryConfig(),
    });
    return asText(signature);
  } catch (cause) {
    throw keyError(cause, { code: "KEY_MALFORMED", message: "our key has no part that can sign" });
  }
}

export interface DetachedQuestion {
  readonly bytes: Uint8Array;
  /** Armored or binary; exactly one. */
  readonly signature: string | Uint8Array;
  readonly signers: readonly Certificate[];
  readonly now: Instant;
  readonly rsa2048AllowedFor?: readonly string[];
}

/** A signature made just now, by a key that is good now. Throws the PGP_ code of what is wrong with it. */
export async function verifyDetached(question: DetachedQuestion): Promise<Verified> {
  return verifySignature({ ...(await partsOf(question)), window: MESSAGE_WINDOW, keyGoodAt: "now" });
}

/**
 * A signature that must last, as one under a covenant: of any age, by a key that was good when it signed and has not
 * been revoked as compromised since. A key that expired or was superseded later does not undo what it signed.
 */
export async function verifyLasting(question: DetachedQuestion): Promise<Verified> {
  const window = { pastMs: Number.POSITIVE_INFINITY, futureMs: MESSAGE_WINDOW.futureMs };
  return verifySignature({ ...(await partsOf(question)), window, keyGoodAt: "then" });
}

async function partsOf(question: DetachedQuestion) {
  const { bytes, signers, now } = question;
  const signature = await oneSignature(question.signature);
  return { data: bytes, signature, signers, now, recipients: [], rsa2048AllowedFor: question.rsa2048AllowedFor ?? [] };
}

async function oneSignature(given: string | Uint8Array): Promise<Uint8Array> {
  const input = typeof given === "string" ? Buffer.from(given) : given;
  if (input.length > SIGNATURE_BYTES_MAX) throw new GatewayError("BODY_TOO_LARGE", "signature is larger than 16 KiB");
  const packets = [...walkPackets(await bytesOf(input, "signature"))];
  const [first] = packets;
  if (first === undefined || packets.some(({ tag }) => tag !== TAG.signature)) {
    throw new GatewayError("PGP_MALFORMED", "file is not a detached signature");
  }
  if (packets.length > 1) throw new GatewayError("PGP_SIGNATURES_MANY", "file holds more than one signature");
  return first.raw;
}
