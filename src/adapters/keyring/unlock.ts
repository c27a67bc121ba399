import { createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { readCertificate, unlockKey } from "../../openpgp/certificates.ts";
import type { UnlockedKey } from "../../openpgp/holders.ts";
import { readKeyFile } from "./files.ts";
import type { StoredKey } from "./key-folder.ts";
import { openSecret } from "./secret-file.ts";

const SECRET_BYTES = 32;

/** A stored key whose secret was opened, by what it is made of. */
export type OpenedKey =
  | { readonly made: "identity"; readonly key: UnlockedKey }
  | { readonly made: "pair"; readonly privateKey: KeyObject; readonly publicPem: string }
  | { readonly made: "secret"; readonly secret: Uint8Array };

/** Throws KEY_LOCKED for another passphrase, KEY_MISSING and KEY_MALFORMED for files that are not as they were made. */
export async function unlockStored(stored: StoredKey, passphrase: string): Promise<OpenedKey> {
  switch (stored.meta.kind) {
    case "openpgp-v4":
    case "openpgp-v6":
      return { made: "identity", key: await unlockIdentity(stored, passphrase) };
    case "ledger":
    case "token": {
      const privateKey = privateKeyOf(await secretOf(stored, passphrase));
      // From the private key and not from `public.pem`, which is for people and could be another's.
      const publicPem = createPublicKey(privateKey).export({ type: "spki", format: "pem" });
      return { made: "pair", privateKey, publicPem: publicPem.toString() };
    }
    case "kek":
    case "index": {
      const secret = await secretOf(stored, passphrase);
      if (secret.length !== SECRET_BYTES) throw new GatewayError("KEY_MALFORMED", "secret is not 32 bytes");
      return { made: "secret", secret };
    }
  }
}

async function unlockIdentity({ meta, path }: StoredKey, passphrase: string): Promise<UnlockedKey> {
  const key = await unlockKey({ armored: await readKeyFile(join(path, "secret.asc")), passphrase });
  if (key.fingerprint !== meta.id)
    throw new GatewayError("KEY_MALFORMED", "private key is not the one that `meta.json` names");
  return key;
}

async function secretOf({ meta, path }: StoredKey, passphrase: string): Promise<Uint8Array> {
  const text = await readKeyFile(join(path, "secret.json"));
  return openSecret(text, { name: `${meta.kind} ${meta.id}`, passphrase });
}

function privateKeyOf(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "private key cannot be read", { cause });
  }
}

const USER_ID = /^(?<organisation>.*?) ?<(?<email>[^<>]+)>$/;

/** In whose name an identity stands, so that its successor can stand in the same; empty for other kinds. */
export async function ownerOf({ meta, path }: StoredKey): Promise<{ organisation: string; email: string }> {
  if (meta.kind !== "openpgp-v4" && meta.kind !== "openpgp-v6") return { organisation: "", email: "" };
  const { userIds } = await readCertificate(await readKeyFile(join(path, "public.asc")));
  const { organisation, email } = USER_ID.exec(userIds[0] ?? "")?.groups ?? {};
  if (organisation === undefined || email === undefined) {
    throw new GatewayError("KEY_MALFORMED", "identity has no name and address");
  }
  return { organisation, email };
}
