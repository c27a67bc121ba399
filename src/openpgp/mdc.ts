import { createDecipheriv, createHash, timingSafeEqual } from "node:crypto";
import { GatewayError } from "../core/errors.ts";

const BLOCK_BYTES = 16;
const PREFIX_BYTES = BLOCK_BYTES + 2;
const MDC_BYTES = 22;
const DIGEST_BYTES = 20;
/** Header of the modification detection packet: tag 19, 20 bytes. */
const MDC_HEADER = Buffer.from([0xd3, 0x14]);

/**
 * Decrypts SEIPD version 1 (RFC 9580 §5.13.1) whole and checks its digest before a single byte of it is looked at.
 * One error for every fault: telling them apart is what an attacker would need. The repeated prefix bytes are not
 * checked, because that check is an oracle (§13.4).
 */
export function openMdc(body: Uint8Array, sessionKey: Uint8Array): Uint8Array {
  const ciphertext = body.subarray(1);
  if (ciphertext.length < PREFIX_BYTES + MDC_BYTES)
    throw new GatewayError("PGP_INTEGRITY", "encrypted data are too short");
  const decipher = createDecipheriv(`aes-${sessionKey.length * 8}-cfb`, sessionKey, Buffer.alloc(BLOCK_BYTES));
  const clear = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const digestAt = clear.length - DIGEST_BYTES;
  const digest = createHash("sha1").update(clear.subarray(0, digestAt)).digest();
  const intact =
    timingSafeEqual(digest, clear.subarray(digestAt)) &&
    clear.subarray(clear.length - MDC_BYTES, digestAt).equals(MDC_HEADER);
  if (!intact) throw new GatewayError("PGP_INTEGRITY", "encrypted data were changed on their way");
  return clear.subarray(PREFIX_BYTES, clear.length - MDC_BYTES);
}
