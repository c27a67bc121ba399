import { createHash, generateKeyPair, randomBytes } from "node:crypto";
import { parseInstant } from "../../core/ids.ts";
import type { Instant } from "../../core/ids.ts";
import { IDENTITY_VALID_DAYS, generateIdentity } from "../../openpgp/generate.ts";
import type { NewKey } from "./key-folder.ts";
import { jwkOf } from "./public-keys.ts";
import { sealSecret } from "./secret-file.ts";
import type { KeyKind, KeyMeta } from "./types.ts";

const SECRET_BYTES = 32;
const DAY_MS = 86_400_000;

export interface KeyWish {
  readonly kind: KeyKind;
  readonly passphrase: string;
  readonly organisation: string;
  readonly email: string;
  readonly from: Instant;
  /** When it is made; a key that begins later is published before. */
  readonly now: Instant;
}

/** A fresh key of this kind with all its files, the secret ones locked. */
export function makeKey(wish: KeyWish): Promise<NewKey> {
  switch (wish.kind) {
    case "openpgp-v4":
      return makeIdentity(wish, 4);
    case "openpgp-v6":
      return makeIdentity(wish, 6);
    case "ledger":
      return makeLedgerKey(wish);
    case "token":
      return makeTokenKey(wish);
    case "kek":
    case "index":
      return makeSecret(wish);
  }
}

async function makeIdentity(wish: KeyWish, version: 4 | 6): Promise<NewKey> {
  const { passphrase, organisation, email, now } = wish;
  const identity = await generateIdentity({ name: organisation, email, passphrase, version, now });
  return {
    meta: { ...metaOf(wish, identity.fingerprint), until: parseInstant(now + IDENTITY_VALID_DAYS * DAY_MS) },
    files: {
      "public.asc": identity.publicArmored,
      "secret.asc": identity.privateArmored,
      "revocation.asc": identity.revocationArmored,
    },
  };
}

async function makeLedgerKey(wish: KeyWish): Promise<NewKey> {
  const { publicPem, secret } = await makePair("ed25519");
  return withSecret(wish, { id: createHash("sha256").update(publicPem).digest("hex").slice(0, 16), secret, publicPem });
}

async function makeTokenKey(wish: KeyWish): Promise<NewKey> {
  const { publicPem, secret } = await makePair("ec");
  return withSecret(wish, { id: jwkOf(publicPem).kid, secret, publicPem });
}

const makeSecret = (wish: KeyWish): Promise<NewKey> =>
  withSecret(wish, { id: randomBytes(8).toString("hex"), secret: randomBytes(SECRET_BYTES) });

interface Made {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly publicPem?: string;
}

async function withSecret(wish: KeyWish, { id, secret, publicPem }: Made): Promise<NewKey> {
  const sealed = await sealSecret(secret, { name: `${wish.kind} ${id}`, passphrase: wish.passphrase });
  const files = publicPem === undefined ? {} : { "public.pem": publicPem };
  return { meta: metaOf(wish, id), files: { ...files, "secret.json": sealed } };
}

const metaOf = ({ kind, from, now }: KeyWish, id: string): KeyMeta => ({
  format: "uitwisselpoort-key/1",
  kind,
  id,
  state: from > now ? "next" : "active",
  from,
  until: null,
});

// Asynchronous and encoded at once: on Node 20 the synchronous way with JWK export can lock itself for good
// (crypto.md §0.4).
export function makePair(type: "ed25519" | "ec"): Promise<{ readonly publicPem: string; readonly secret: Uint8Array }> {
  const encodings = {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  } as const;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicPem: string, secret: Uint8Array): void => {
      if (error === null) resolve({ publicPem, secret });
      else reject(error);
    };
    if (type === "ec") generateKeyPair("ec", { namedCurve: "P-256", ...encodings }, done);
    else generateKeyPair("ed25519", encodings, done);
  });
}
