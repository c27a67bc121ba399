import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { COSIGNATURE_ED25519, isKeyName, parseVkey } from "../../core/ledger/note-key.ts";
import { type WitnessKey, witnessVkey } from "../../core/ledger/witness.ts";
import { readKeyFile, writeFolderAtomically } from "../keyring/files.ts";
import { makePair } from "../keyring/make-key.ts";
import { rawEd25519 } from "../keyring/public-keys.ts";
import { openSecret, sealSecret } from "../keyring/secret-file.ts";

/** `key/`: `vkey`, for everybody, and `secret.json`, under the passphrase. */
const keyFolder = (folder: string): string => join(folder, "key");

interface Protected {
  readonly folder: string;
  readonly passphrase: string;
}

/**
 * Makes the key of a witness and gives its vkey. Throws FOLDER_IN_USE where there is one: it is never replaced, since one
 * key that forgot what it cosigned is worth less than none. ID_MALFORMED for a name that no note can carry.
 */
export async function makeWitnessKey({ folder, passphrase, name }: Protected & { name: string }): Promise<string> {
  if (!isKeyName(name)) {
    throw new GatewayError("ID_MALFORMED", "a witness's name has no spaces and no `+`", {
      remedy: "take an address without `https://` that is yours, as fg.corporatie.example/witness",
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { publicPem, secret } = await makePair("ed25519");
  const vkey = witnessVkey({ name, publicKey: rawEd25519(publicPem) });
  const sealed = await sealSecret(secret, { name: secretName(vkey), passphrase });
  await writeFolderAtomically(keyFolder(folder), { "vkey": `${vkey}\n`, "secret.json": sealed });
  return vkey;
}

/** Throws KEY_MISSING where no witness was made. */
export async function readWitnessVkey(folder: string): Promise<string> {
  const vkey = (await readKeyFile(join(keyFolder(folder), "vkey")).catch(noKey)).trim();
  if (parseVkey(vkey).type !== COSIGNATURE_ED25519)
    throw new GatewayError("KEY_MALFORMED", "`vkey` is no witness's key");
  return vkey;
}

/** Throws KEY_LOCKED for another passphrase, KEY_MALFORMED where the secret is not that of `vkey`. */
export async function openWitnessKey({ folder, passphrase }: Protected): Promise<WitnessKey> {
  const vkey = await readWitnessVkey(folder);
  const secret = await openSecret(await readKeyFile(join(keyFolder(folder), "secret.json")), {
    name: secretName(vkey),
    passphrase,
  });
  const privateKey = createPrivateKey({ key: Buffer.from(secret), format: "der", type: "pkcs8" });
  const publicKey = rawEd25519(createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString());
  const { name } = parseVkey(vkey);
  if (witnessVkey({ name, publicKey }) !== vkey)
    throw new GatewayError("KEY_MALFORMED", "the secret is not that of `vkey`");
  return { name, publicKey, sign: (bytes) => sign(null, bytes, privateKey) };
}

const secretName = (vkey: string): string => `witness ${vkey}`;

function noKey(cause: unknown): never {
  if (!(cause instanceof GatewayError)) throw cause;
  throw new GatewayError("KEY_MISSING", "there is no witness in this folder", {
    cause,
    remedy: "make one with `gateway witness init`",
  });
}
