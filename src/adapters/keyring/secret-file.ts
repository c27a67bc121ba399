import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";
import { z } from "zod";

/**
 * A secret under a passphrase, as text: AES-256-GCM under a key that scrypt (RFC 7914) makes. Stronger than encrypted
 * PKCS#8, whose derivation node fixes at 2,048 rounds, and then the weakest file would decide.
 */
const SCRYPT = { N: 65_536, r: 8, p: 1 } as const;
const SCRYPT_MEMORY_MAX = 128 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = "uitwisselpoort-secret/1";

const secretFile = z.strictObject({
  format: z.literal(FORMAT),
  kdf: z.literal("scrypt"),
  N: z.literal(SCRYPT.N),
  r: z.literal(SCRYPT.r),
  p: z.literal(SCRYPT.p),
  salt: z.base64().length(24),
  iv: z.base64().length(16),
  sealed: z.base64().max(16_384),
});

/** `name` is bound in: a file put in another key's place does not open. */
interface SecretName {
  readonly name: string;
  readonly passphrase: string;
}

export async function sealSecret(secret: Uint8Array, { name, passphrase }: SecretName): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", await derive(passphrase, salt), iv);
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  const [saltText, ivText, sealedText] = [salt, iv, sealed].map((bytes) => bytes.toString("base64"));
  const file = { format: FORMAT, kdf: "scrypt", ...SCRYPT, salt: saltText, iv: ivText, sealed: sealedText };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Throws KEY_MALFORMED for a file that is no such thing, KEY_LOCKED for another passphrase (or a changed file). */
export async function openSecret(text: string, { name, passphrase }: SecretName): Promise<Uint8Array> {
  const { salt, iv, sealed } = parseFile(text);
  const decipher = createDecipheriv("aes-256-gcm", await derive(passphrase, salt), iv);
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new GatewayError("KEY_LOCKED", "key does not open with this passphrase", { cause, at: name });
  }
}

function parseFile(text: string): { readonly salt: Buffer; readonly iv: Buffer; readonly sealed: Buffer } {
  try {
    const file = secretFile.parse(JSON.parse(text));
    const sealed = Buffer.from(file.sealed, "base64");
    if (sealed.length > TAG_BYTES) {
      return { salt: Buffer.from(file.salt, "base64"), iv: Buffer.from(file.iv, "base64"), sealed };
    }
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "secret file cannot be read", { cause });
  }
  throw new GatewayError("KEY_MALFORMED", "secret file is empty");
}

function derive(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), salt, KEY_BYTES, { ...SCRYPT, maxmem: SCRYPT_MEMORY_MAX }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
