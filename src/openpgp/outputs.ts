import { GatewayError } from "../core/errors.ts";

// The library's types promise a stream or a value, by way of a package that it does not bring along; these hold it to
// the value that it gives for an input that is no stream.

export function asBytes(output: unknown): Uint8Array {
  if (output instanceof Uint8Array) return output;
  throw new GatewayError("INVARIANT_BROKEN", "the OpenPGP library gave something other than bytes");
}

export function asText(output: unknown): string {
  if (typeof output === "string") return output;
  throw new GatewayError("INVARIANT_BROKEN", "the OpenPGP library gave something other than text");
}
