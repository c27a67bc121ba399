import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Profile } from "./profile.ts";

/** The gateway refuses assertions that live longer than five minutes. */
const LIFE_SECONDS = 60;

/** A client assertion for private_key_jwt (RFC 7523 §2.2, §3): who we are, for this token endpoint, once. */
export function signAssertion(
  { clientId, clientKey }: Pick<Profile, "clientId" | "clientKey">,
  audience: string,
): string {
  return jwt.sign({}, clientKey.key, {
    algorithm: clientKey.alg,
    keyid: clientKey.kid,
    issuer: clientId,
    subject: clientId,
    audience,
    expiresIn: LIFE_SECONDS,
    jwtid: randomUUID(),
  });
}
