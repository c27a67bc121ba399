import { promisify } from "node:util";
import { inflate, inflateRaw } from "node:zlib";
import { GatewayError } from "../core/errors.ts";

const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);
const ZIP = 1;
const ZLIB = 2;

/**
 * The contents of a compressed packet (RFC 9580 §5.6), never more than `bytesMax`: the inflater stops there, so that a
 * small message cannot fill our memory. ZIP and ZLIB only; BZip2 would run in plain JavaScript.
 */
export async function inflatePacket(body: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  const compressed = body.subarray(1);
  const options = { maxOutputLength: bytesMax };
  try {
    switch (body[0]) {
      case ZIP:
        return await inflateRawAsync(compressed, options);
      case ZLIB:
        return await inflateAsync(compressed, options);
      default:
        throw new GatewayError("PGP_ALGORITHM_REFUSED", "compression is neither ZIP nor ZLIB");
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") {
      throw new GatewayError("PGP_BOMB", `compressed data inflate to more than ${bytesMax} bytes`, { cause });
    }
    throw new GatewayError("PGP_MALFORMED", "compressed data cannot be inflated", { cause });
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : null);
