import { documentOf } from "../../src/client/document.ts";
import type { Problem } from "../../src/client/problem.ts";
import type { Profile } from "../../src/client/profile.ts";
import type { Outgoing } from "../../src/client/types.ts";
import type { UnlockedKey } from "../../src/openpgp/holders.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import type { RunningGateway } from "./running-gateway.ts";

export const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export function keyOf({ openpgp }: Profile): UnlockedKey {
  if (openpgp === null) throw new Error("staff neither sign nor open");
  return openpgp;
}

/** Any bytes as a party signs and encrypts them. */
export async function sealed(g: RunningGateway, profileName: string, plaintext: Uint8Array): Promise<Uint8Array> {
  const profile = await g.profile(profileName);
  return sealMessage({
    plaintext,
    signWith: keyOf(profile),
    encryptTo: profile.gatewayCertificates.slice(0, 1),
    now: g.clock.now(),
    profile: "gnupg",
  });
}

interface Posting {
  readonly profile: string;
  readonly message: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** Posts a message as it is; the answer as it came. */
export async function post(g: RunningGateway, { profile, message, headers = {}, token }: Posting): Promise<Response> {
  return g.fetch("/v1/exchanges", {
    method: "POST",
    headers: {
      "authorization": `Bearer ${token ?? (await g.token(profile))}`,
      "content-type": "application/pgp-encrypted",
      ...headers,
    },
    body: Buffer.from(message),
  });
}

interface Sending {
  readonly profile: string;
  readonly outgoing: Outgoing;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Signs, encrypts and posts, and gives the answer with its headers. */
export async function sendBytes(g: RunningGateway, { profile, outgoing, ...rest }: Sending): Promise<Response> {
  const document = documentOf(await g.profile(profile), outgoing);
  return post(g, { profile, message: await sealed(g, profile, encode(document)), ...rest });
}

export const problemOf = async (answer: Response): Promise<Problem> => (await answer.json()) as Problem;
