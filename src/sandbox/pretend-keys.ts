import { generateKeyPair, randomBytes, type KeyObject } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import type { ClientKey } from "../core/catalogue/party.ts";
import type { Instant } from "../core/ids.ts";
import { readCertificate } from "../openpgp/certificates.ts";
import { generateIdentity } from "../openpgp/generate.ts";

const makeKeyPair = promisify(generateKeyPair);

/** Only this account may read the keys, pretend as they are: a habit worth keeping. */
export const PRIVATE = { mode: 0o600 } as const;

export interface PretendIdentity {
  readonly fingerprint: string;
  readonly publicArmored: string;
  readonly privateFile: string;
  readonly passphraseFile: string;
}

interface Named {
  readonly folder: string;
  readonly name: string;
  readonly email: string;
  readonly now: Instant;
}

/** A pretend party's OpenPGP identity, made once and kept in the data folder with its passphrase beside it, so that gpg can use it too. */
export async function pretendIdentity({ folder, name, email, now }: Named): Promise<PretendIdentity> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateFile = path.join(folder, "openpgp-private.asc");
  const publicFile = path.join(folder, "openpgp-public.asc");
  const passphraseFile = path.join(folder, "openpgp-passphrase");
  const known = await readIfThere(publicFile);
  if (known !== null) {
    const { fingerprint } = await readCertificate(known);
    return { fingerprint, publicArmored: known, privateFile, passphraseFile };
  }
  const passphrase = randomBytes(18).toString("base64url");
  const made = await generateIdentity({ name: `${name} (pretend)`, email, passphrase, version: 4, now });
  await writeFile(passphraseFile, passphrase, PRIVATE);
  await writeFile(privateFile, made.privateArmored, PRIVATE);
  // Last, since its presence says that the identity is whole.
  await writeWhole(publicFile, made.publicArmored);
  return { fingerprint: made.fingerprint, publicArmored: made.publicArmored, privateFile, passphraseFile };
}

/** A pretend client's key for private_key_jwt, ES256. */
export async function pretendClientKey({
  folder,
  kid,
}: {
  readonly folder: string;
  readonly kid: string;
}): Promise<{ readonly key: ClientKey; readonly file: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${kid}.pem`);
  const jwkFile = path.join(folder, `${kid}.jwk.json`);
  const known = await readIfThere(jwkFile);
  if (known !== null) return { key: { kid, alg: "ES256", jwk: JSON.parse(known) as Record<string, string> }, file };
  const { privateKey, publicKey } = await makeKeyPair("ec", { namedCurve: "P-256" });
  const jwk = publicJwk(publicKey);
  await writeFile(file, privateKey.export({ type: "pkcs8", format: "pem" }), PRIVATE);
  await writeWhole(jwkFile, JSON.stringify(jwk));
  return { key: { kid, alg: "ES256", jwk }, file };
}

function publicJwk(publicKey: KeyObject): Record<string, string> {
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  return { kty: kty ?? "", crv: crv ?? "", x: x ?? "", y: y ?? "" };
}

/** There whole or as it was, for its presence is believed by the next start, and by a sandbox that runs meanwhile. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, text, PRIVATE);
  await rename(part, file);
}

export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
