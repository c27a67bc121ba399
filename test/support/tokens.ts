import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Profile } from "../../src/client/profile.ts";

export interface Grant {
  /** Scopes asked; all of the client's without. */
  readonly scope?: string;
  /** Claims of the assertion that differ from what they should be. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface Granted {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks a token with an assertion made by hand, as a partner's developer does who has no client of ours. */
export async function grant(
  { gateway, clientId, clientKey }: Pick<Profile, "gateway" | "clientId" | "clientKey">,
  { scope, claims = {} }: Grant = {},
): Promise<Granted> {
  const at = Math.floor(Date.now() / 1000);
  const audience = `${gateway}/oauth/token`;
  const assertion = jwt.sign(
    { iss: clientId, sub: clientId, aud: audience, iat: at, exp: at + 60, jti: randomUUID(), ...claims },
    clientKey.key,
    { algorithm: clientKey.alg, keyid: clientKey.kid },
  );
  const answer = await fetch(audience, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
      ...(scope === undefined ? {} : { scope }),
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Granted["body"] };
}

export async function tokenOf(profile: Profile, change: Grant = {}): Promise<string> {
  const { status, body } = await grant(profile, change);
  if (status !== 200) throw new Error(`no token: ${status}`);
  return String(body["access_token"]);
}
