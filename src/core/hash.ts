import { createHash } from "node:crypto";
import type { Sha256 } from "./ids.ts";

/** Lower-case hexadecimal SHA-256 of the bytes. */
export function sha256Of(bytes: Uint8Array): Sha256 {
  return createHash("sha256").update(bytes).digest("hex") as Sha256;
}
