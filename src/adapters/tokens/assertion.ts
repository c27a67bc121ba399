import jwt from "jsonwebtoken";
import { z } from "zod";
import type { ClientKey } from "../../core/catalogue/party.ts";
import { GatewayError } from "../../core/errors.ts";
import { readClientKey } from "./client-keys.ts";

/** An honest assertion is some 500 bytes; with a certificate chain in its header a few kilobytes. */
const ASSERTION_CHARS_MAX = 8_192;
/** A stolen assertion must be of use for minutes at most. */
const LIFE_SECONDS_MAX = 300;
export const SKEW_SECONDS = 60;

/** A `typ` of another kind of token would let that token in here (RFC 8725 §3.11). */
const TYPES: ReadonlySet<string> = new Set(["JWT", "jwt", "client-authentication+jwt"]);

const headerSchema = z.object({
  alg: z.enum(["ES256", "PS256", "RS256"]),
  kid: z.string().min(1).max(128),
  typ: z
    .string()
    .refine((typ) => TYPES.has(typ))
    .optional(),
  // A key, or the address of a key, that the sender itself names proves nothing; extensions we do not know bind us (RFC 7515 §4.1.11).
  jwk: z.undefined().optional(),
  jku: z.undefined().optional(),
  x5u: z.undefined().optional(),
  crit: z.undefined().optional(),
  b64: z.undefined().optional(),
});

const claimsSchema = z.object({
  iss: z.string().min(1).max(80),
  sub: z.string().min(1).max(80),
  // One audience only: an assertion for several servers could be played on by each of them.
  aud: z.union([z.string(), z.tuple([z.string()]).transform(([only]) => only)]),
  exp: z.int(),
  iat: z.int(),
  nbf: z.int().optional(),
  // Stored as it stands: printable ASCII, which every database takes.
  jti: z.string().regex(/^[\x21-\x7e]{16,128}$/),
});

export interface Assertion {
  readonly clientId: string;
  readonly jti: string;
  /** Second until which the same `jti` must be remembered. */
  readonly rememberUntil: number;
}

export interface AssertionQuestion {
  readonly assertion: string;
  /** The issuer itself and the token URL. */
  readonly audiences: readonly [string, string];
  readonly nowSeconds: number;
  /** Keys of a client by its id; `null` for nobody we know. */
  readonly keysOf: (clientId: string) => Promise<readonly ClientKey[] | null>;
}

/**
 * Verifies a client's assertion (RFC 7523 §3; NL GOV profile for OAuth 2.0). The algorithm is that of the key we hold
 * under its `kid`, never that of the token. Throws CLIENT_REFUSED, and never says which check failed.
 */
export async function verifyAssertion(question: AssertionQuestion): Promise<Assertion> {
  const { header, claims } = readUnverified(question.assertion);
  const keys = (await question.keysOf(claims.iss)) ?? [];
  const key = keys.find(({ kid, alg }) => kid === header.kid && alg === header.alg);
  const object = key === undefined ? null : readClientKey(key);
  if (key === undefined || object === null || claims.iss !== claims.sub) throw refused();
  try {
    jwt.verify(question.assertion, object, {
      algorithms: [key.alg],
      audience: [...question.audiences],
      clockTimestamp: question.nowSeconds,
      clockTolerance: SKEW_SECONDS,
    });
  } catch (cause) {
    throw refused(cause);
  }
  assertTimes(claims, question.nowSeconds);
  return { clientId: claims.iss, jti: claims.jti, rememberUntil: claims.exp + SKEW_SECONDS };
}

/** What the token says of itself, to find the key with; nothing here is proven yet. */
function readUnverified(assertion: string) {
  if (assertion.length > ASSERTION_CHARS_MAX) throw refused();
  let decoded: jwt.Jwt | null;
  try {
    decoded = jwt.decode(assertion, { complete: true });
  } catch (cause) {
    throw refused(cause);
  }
  const header = headerSchema.safeParse(decoded?.header);
  const claims = claimsSchema.safeParse(decoded?.payload);
  if (!header.success || !claims.success) throw refused();
  return { header: header.data, claims: claims.data };
}

function assertTimes(claims: z.infer<typeof claimsSchema>, nowSeconds: number): void {
  const tooLong = claims.exp > nowSeconds + LIFE_SECONDS_MAX + SKEW_SECONDS;
  const early = claims.iat > nowSeconds + SKEW_SECONDS;
  const stale = claims.iat < nowSeconds - LIFE_SECONDS_MAX - SKEW_SECONDS;
  if (tooLong || early || stale) throw refused();
}

function refused(cause?: unknown): GatewayError {
  return new GatewayError("CLIENT_REFUSED", "the client could not be authenticated", {
    remedy:
      "sign with a key of your party file, ES256, PS256 or RS256 as it says there; iss = sub = client id, aud = issuer, iat, exp within 5 minutes, fresh jti",
    ...(cause instanceof Error ? { cause: cause.name } : {}),
  });
}
