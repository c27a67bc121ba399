import { createCipheriv, createHash, createPrivateKey, randomBytes, sign as nodeSign } from "node:crypto";
import { createMessage, encryptSessionKey, sign } from "openpgp";
import type { enums, PrivateKey } from "openpgp";
import type { Certificate, UnlockedKey } from "../../src/openpgp/holders.ts";
import { privateKeyOf, publicKeyOf } from "../../src/openpgp/holders.ts";
import { writePacket } from "../../src/openpgp/packets.ts";
import { noon } from "./openpgp-identities.ts";

/** What a hostile sender can build that no decent tool will. */

const date = new Date(noon);
const TAG_SEIPD = 18;

/** Session key packets for these recipients, and around any contents version 1 encrypted data that are intact. */
export async function wrap(inner: Uint8Array, to: readonly Certificate[], cipher: "aes256" | "aes128" = "aes256") {
  const sessionKey = randomBytes(cipher === "aes256" ? 32 : 16);
  return Buffer.concat([await sessionKeyPackets(sessionKey, to, cipher), seipd1(inner, sessionKey)]);
}

export async function sessionKeyPackets(
  data: Uint8Array,
  to: readonly Certificate[],
  algorithm: enums.symmetricNames,
): Promise<Uint8Array> {
  const packets: unknown = await encryptSessionKey({
    data,
    algorithm,
    encryptionKeys: to.map(publicKeyOf),
    format: "binary",
    date,
  });
  return packets as Uint8Array;
}

export function seipd1(inner: Uint8Array, sessionKey: Uint8Array): Uint8Array {
  const prefix = randomBytes(16);
  const covered = Buffer.concat([prefix, prefix.subarray(14), inner, Buffer.from([0xd3, 0x14])]);
  const clear = Buffer.concat([covered, createHash("sha1").update(covered).digest()]);
  const cipher = createCipheriv(`aes-${sessionKey.length * 8}-cfb`, sessionKey, Buffer.alloc(16));
  return writePacket(TAG_SEIPD, Buffer.concat([Buffer.of(1), cipher.update(clear), cipher.final()]));
}

/** One-pass header, literal, signature: what stands inside a decent message. */
export async function signed(plaintext: Uint8Array, by: readonly UnlockedKey[], at: Date = date) {
  const bytes: unknown = await sign({
    message: await createMessage({ binary: plaintext, date: at }),
    signingKeys: by.map(privateKeyOf),
    format: "binary",
    date: at,
  });
  return bytes as Uint8Array;
}

export function literal(plaintext: Uint8Array, fileName = "", format = "b"): Uint8Array {
  const name = Buffer.from(fileName);
  return writePacket(
    11,
    Buffer.concat([Buffer.from(format), Buffer.of(name.length), name, Buffer.alloc(4), plaintext]),
  );
}

interface Subpacket {
  readonly type: number;
  readonly critical: boolean;
  readonly body: Uint8Array;
}

/** A valid version 4 Ed25519 signature that carries any subpackets, in a message that is otherwise decent. */
export function signedWithSubpackets(plaintext: Uint8Array, by: UnlockedKey, subpackets: readonly Subpacket[]) {
  const key = privateKeyOf(by);
  const keyId = Buffer.from(key.getKeyID().toHex(), "hex");
  const opening = writePacket(4, Buffer.concat([Buffer.of(3, 0, 10, 22), keyId, Buffer.of(1)]));
  const signature = signaturePacket(plaintext, key, [
    { type: 2, critical: false, body: bigEndian32(noon / 1000) },
    ...subpackets,
    { type: 16, critical: false, body: keyId },
  ]);
  return Buffer.concat([opening, literal(plaintext), signature]);
}

function signaturePacket(plaintext: Uint8Array, key: PrivateKey, subpackets: readonly Subpacket[]): Uint8Array {
  const area = Buffer.concat(
    subpackets.map(({ type, critical, body }) =>
      Buffer.concat([Buffer.of(body.length + 1, type | (critical ? 0x80 : 0)), body]),
    ),
  );
  const head = Buffer.concat([Buffer.of(4, 0, 22, 10), bigEndian32(area.length).subarray(2), area]);
  const trailer = Buffer.concat([Buffer.of(4, 0xff), bigEndian32(head.length)]);
  const digest = createHash("sha512").update(plaintext).update(head).update(trailer).digest();
  const made = nodeSign(null, digest, ed25519Of(key));
  const mpis = [made.subarray(0, 32), made.subarray(32)].map(mpi);
  return writePacket(2, Buffer.concat([head, Buffer.of(0, 0), digest.subarray(0, 2), ...mpis]));
}

function ed25519Of(key: PrivateKey) {
  const { privateParams } = key.keyPacket as unknown as { privateParams: { seed: Uint8Array } };
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([prefix, privateParams.seed]), format: "der", type: "pkcs8" });
}

function mpi(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const value = bytes.subarray(start);
  const bits = value.length * 8 - Math.clz32(value[0] ?? 0) + 24;
  return Buffer.concat([Buffer.of(bits >> 8, bits & 0xff), value]);
}

function bigEndian32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
