import type { IncomingMessage } from "node:http";
import { GatewayError } from "../core/errors.ts";

/**
 * The body as sent, up to `bytesMax`; throws BODY_TOO_LARGE at the first byte beyond, whatever `Content-Length` says.
 * The rest is thrown away unread rather than the connection cut, so that the sender gets to read why.
 */
export function readBytes(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const tooLarge = new GatewayError("BODY_TOO_LARGE", `the body is larger than ${bytesMax} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return Promise.reject(tooLarge);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bytesMax) {
        chunks.length = 0;
        reject(tooLarge);
      } else {
        chunks.push(chunk);
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks, Math.min(size, bytesMax))));
    request.on("close", () => reject(new GatewayError("BODY_INVALID", "the body ended before its end")));
    request.on("error", () => reject(new GatewayError("BODY_INVALID", "the body could not be read")));
  });
}
