import { createHash, type KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";

export const TOKEN_SECONDS = 600;
const TOKEN_CHARS_MAX = 4_096;
/** A proven token is believed this long without its signature being computed again. */
const CACHE_SECONDS = 60;
const CACHE_MAX = 2_000;

const claimsSchema = z.strictObject({
  iss: z.string(),
  sub: z.string(),
  client_id: z.string(),
  azp: z.string(),
  aud: z.string(),
  exp: z.int(),
  iat: z.int(),
  jti: z.string(),
  scope: z.string(),
  party: z.string(),
  person: z.string().optional(),
  role: z.string().optional(),
});
export type AccessClaims = z.infer<typeof claimsSchema>;

export interface TokenKeys {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** By `kid`: the present key and those whose tokens still live. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

/** Signs with ES256 as RFC 9068 wants it: `typ: at+jwt`, `kid`, every claim given. */
export function signAccessToken(claims: AccessClaims, keys: TokenKeys): string {
  const header = { alg: "ES256", typ: "at+jwt", kid: keys.kid } as const;
  return jwt.sign(claims, keys.privateKey, { algorithm: "ES256", header });
}

/**
 * Verifier of our own tokens: algorithm, `typ`, issuer and audience are pinned, and the key is ours by `kid`. Throws
 * TOKEN_EXPIRED, or TOKEN_REFUSED for all else. Whether party and client are still welcome is for the caller to ask.
 */
export function createAccessTokenVerifier(keys: TokenKeys, issuer: string) {
  const proven = new Map<string, { readonly claims: AccessClaims; readonly until: number }>();

  return function verifyAccessToken(token: string, nowSeconds: number): AccessClaims {
    if (token.length > TOKEN_CHARS_MAX) throw refused();
    const id = createHash("sha256").update(token).digest("base64");
    const known = proven.get(id);
    if (known !== undefined && nowSeconds < known.until) return known.claims;
    const claims = prove(token, { keys, issuer, nowSeconds });
    if (proven.size >= CACHE_MAX) proven.delete(proven.keys().next().value ?? id);
    proven.set(id, { claims, until: Math.min(claims.exp, nowSeconds + CACHE_SECONDS) });
    return claims;
  };
}

function prove(token: string, against: { keys: TokenKeys; issuer: string; nowSeconds: number }): AccessClaims {
  let decoded: jwt.Jwt | null;
  try {
    decoded = jwt.decode(token, { complete: true });
  } catch (cause) {
    throw refused(cause);
  }
  const header = decoded?.header;
  const key = header?.kid === undefined ? undefined : against.keys.publicKeys.get(header.kid);
  if (key === undefined || header?.typ !== "at+jwt" || header.crit !== undefined) throw refused();
  try {
    const payload = jwt.verify(token, key, {
      algorithms: ["ES256"],
      issuer: against.issuer,
      audience: against.issuer,
      clockTimestamp: against.nowSeconds,
    });
    return claimsSchema.parse(payload);
  } catch (cause) {
    throw cause instanceof jwt.TokenExpiredError ? expired() : refused(cause);
  }
}

const expired = (): GatewayError =>
  new GatewayError("TOKEN_EXPIRED", "the access token has expired", { remedy: "ask the token endpoint for a new one" });

export const refused = (cause?: unknown): GatewayError =>
  new GatewayError("TOKEN_REFUSED", "the access token is not valid here", {
    remedy: "ask the token endpoint of this installation for a token",
    ...(cause instanceof Error ? { cause: cause.name } : {}),
  });
