import { createHash, createPublicKey } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";

/** Ends of the two SubjectPublicKeyInfo encodings: 32 raw bytes, and an uncompressed point. */
const ED25519_BYTES = 32;
const P256_POINT_BYTES = 65;

export interface TokenJwk extends Readonly<Record<string, string>> {
  readonly kid: string;
}

/** Raw Ed25519 public key of a PEM; throws KEY_MALFORMED for any other. */
export const rawEd25519 = (pem: string): Uint8Array => tailOf(pem, { type: "ed25519", bytes: ED25519_BYTES });

/** Public JWK of a P-256 key for ES256, with its RFC 7638 thumbprint as `kid`; throws KEY_MALFORMED for any other. */
export function jwkOf(pem: string): TokenJwk {
  const point = tailOf(pem, { type: "ec", bytes: P256_POINT_BYTES });
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  if (x === undefined || y === undefined) throw new GatewayError("INVARIANT_BROKEN", "a point has two halves");
  // The members and their order are what RFC 7638 §3.2 hashes.
  const thumbprint = createHash("sha256").update(JSON.stringify({ crv: "P-256", kty: "EC", x, y }));
  return { kty: "EC", crv: "P-256", x, y, alg: "ES256", use: "sig", kid: thumbprint.digest("base64url") };
}

function tailOf(pem: string, wanted: { readonly type: "ed25519" | "ec"; readonly bytes: number }): Buffer {
  try {
    const key = createPublicKey(pem);
    const der = key.export({ type: "spki", format: "der" });
    const isWanted =
      key.asymmetricKeyType === wanted.type &&
      (wanted.type === "ed25519" || key.asymmetricKeyDetails?.namedCurve === "prime256v1");
    if (isWanted) return der.subarray(der.length - wanted.bytes);
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "public key cannot be read", { cause });
  }
  throw new GatewayError("KEY_MALFORMED", "public key is of another kind");
}
