import { GatewayError } from "../core/errors.ts";
import type { ErrorCode } from "../core/errors.ts";

// The library tells these apart by text only. Its version is pinned and each line here has a test that makes it say so.
const SAYS: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/is revoked/, "PGP_KEY_REVOKED", "key is revoked"],
  [/too weak|using curve \S+ is disabled|Insecure hash algorithm/, "PGP_KEY_WEAK", "key is too weak"],
  [/is expired/, "PGP_KEY_EXPIRED", "key is outside its validity"],
];

/** Why the library found no usable key, as one of our codes; the last resort is the caller's. */
export function keyError(
  cause: unknown,
  otherwise: { readonly code: ErrorCode; readonly message: string },
): GatewayError {
  const text = cause instanceof Error ? cause.message : "";
  const [, code, message] = SAYS.find(([pattern]) => pattern.test(text)) ?? [null, otherwise.code, otherwise.message];
  return new GatewayError(code, message, { cause });
}
