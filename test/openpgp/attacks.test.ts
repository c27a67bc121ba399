import { randomBytes } from "node:crypto";
import { constants, deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { armor, createMessage, encrypt, enums, revokeKey } from "openpgp";
import { beforeAll, describe, expect, it } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import { readCertificate } from "../../src/openpgp/certificates.ts";
import type { Certificate, UnlockedKey } from "../../src/openpgp/holders.ts";
import { privateKeyOf, publicKeyOf } from "../../src/openpgp/holders.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import type { Opened, OpenRequest } from "../../src/openpgp/open.ts";
import { walkPackets, writePacket } from "../../src/openpgp/packets.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { literal, seipd1, sessionKeyPackets, signed, signedWithSubpackets, wrap } from "../support/openpgp-forge.ts";
import { DAY, MINUTE, anIdentity, later, noon, utf8 } from "../support/openpgp-identities.ts";

const plaintext = utf8('{"data":{"arrearsAmount":1420.5}}');

let ours: UnlockedKey;
let ours6: UnlockedKey;
let alice: UnlockedKey;
let mallory: UnlockedKey;

beforeAll(async () => {
  [ours, ours6, alice, mallory] = await Promise.all([
    anIdentity({ name: "Oosterpoort" }),
    anIdentity({ name: "Oosterpoort", version: 6 }),
    anIdentity({ name: "Alice" }),
    anIdentity({ name: "Mallory" }),
  ]);
});

const open = (message: Uint8Array, change: Partial<OpenRequest> = {}) =>
  openMessage({ message, own: [ours, ours6], senders: [alice.certificate], now: noon, ...change });

const seal = (change: Partial<Parameters<typeof sealMessage>[0]> = {}) =>
  sealMessage({
    plaintext,
    signWith: alice,
    encryptTo: [ours.certificate],
    now: noon,
    profile: "gnupg",
    ...change,
  });

const toUs = (inner: Uint8Array) => wrap(inner, [ours.certificate]);
const compressed = (algorithm: number, contents: Uint8Array) =>
  writePacket(8, Buffer.concat([Buffer.of(algorithm), contents]));
const fingerprintBody = (certificate: Certificate) =>
  Buffer.concat([Buffer.of(4), Buffer.from(certificate.fingerprint, "hex")]);
const changedAt = (bytes: Uint8Array, at: number, mask = 1): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= mask;
  return copy;
};

describe("a decent message that we forge", () => {
  it("opens, so that the attacks below fail for their own reason", async () => {
    const opened = await open(await toUs(await signed(plaintext, [alice])));
    expect(opened).toMatchObject({ signer: alice.fingerprint, signedAt: noon, fileName: null });
    await expect(open(await toUs(signedWithSubpackets(plaintext, alice, [])))).resolves.toMatchObject({
      signer: alice.fingerprint,
    });
  });

  it.each([
    { name: "ZIP", algorithm: 1, deflate: deflateRawSync },
    { name: "ZLIB", algorithm: 2, deflate: deflateSync },
  ])("opens when compressed with $name", async ({ algorithm, deflate }) => {
    const inner = compressed(algorithm, deflate(await signed(plaintext, [alice])));
    await expect(open(await toUs(inner))).resolves.toMatchObject({ plaintext: Buffer.from(plaintext) });
  });

  it("keeps the file name apart, for scanning only", async () => {
    const [opening, , signature] = [...walkPackets(await signed(plaintext, [alice]))];
    const inner = Buffer.concat([opening!.raw, literal(plaintext, "tenant 123.json"), signature!.raw]);
    await expect(open(await toUs(inner))).resolves.toMatchObject({ fileName: "tenant 123.json" });
  });

  it("opens with padding and markers around it, which carry nothing", async () => {
    const marker = writePacket(10, utf8("PGP"));
    const inner = Buffer.concat([marker, await signed(plaintext, [alice]), writePacket(21, new Uint8Array(50))]);
    const opened = await open(Buffer.concat([marker, await toUs(inner)]));
    expect(opened.plaintext).toEqual(Buffer.from(plaintext));
  });
});

describe("the outside of a message", () => {
  const aead = (header: readonly number[]) => writePacket(18, Buffer.concat([Buffer.from(header), randomBytes(200)]));
  const toUs6 = async (data: Uint8Array) => {
    const message = await seal({ encryptTo: [ours6.certificate], profile: "rfc9580" });
    return Buffer.concat([[...walkPackets(message)][0]!.raw, data]);
  };
  const someSessionKey = async () => sessionKeyPackets(randomBytes(32), [ours.certificate], "aes256");

  it.each([
    { name: "nothing at all", make: () => new Uint8Array(), code: "PGP_MALFORMED" },
    { name: "JSON that was not encrypted", make: () => plaintext, code: "PGP_NOT_ENCRYPTED" },
    {
      name: "a signed message that was not encrypted",
      make: () => signed(plaintext, [alice]),
      code: "PGP_NOT_ENCRYPTED",
    },
    { name: "a certificate", make: () => publicKeyOf(alice.certificate).write(), code: "PGP_NOT_ENCRYPTED" },
    { name: "an armored certificate", make: () => utf8(alice.certificate.armored), code: "PGP_NOT_ENCRYPTED" },
    {
      name: "armor around rubbish",
      make: () => utf8(armor(enums.armor.message, utf8("this is no packet") as object)),
      code: "PGP_MALFORMED",
    },
    {
      name: "armor that never ends",
      make: () => utf8("-----BEGIN PGP MESSAGE-----\n\nhQEMA4i"),
      code: "PGP_MALFORMED",
    },
    { name: "armor with nothing in it", make: () => utf8("-----BEGIN PGP MESSAGE-----"), code: "PGP_MALFORMED" },
    {
      name: "a password session key beside ours",
      make: async () => Buffer.concat([writePacket(3, new Uint8Array(20)), await seal()]),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "encrypted data without integrity",
      make: async () => Buffer.concat([await someSessionKey(), writePacket(9, randomBytes(99))]),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "GnuPG's own AEAD packet",
      make: async () => Buffer.concat([await someSessionKey(), writePacket(20, randomBytes(99))]),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "encrypted data of a version to come",
      make: async () => Buffer.concat([await someSessionKey(), writePacket(18, Buffer.alloc(99, 3))]),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "a packet after the encrypted data",
      make: async () => Buffer.concat([await seal(), literal(plaintext)]),
      code: "PGP_MALFORMED",
    },
    { name: "session keys and no data", make: someSessionKey, code: "PGP_MALFORMED" },
    { name: "data and no session key", make: () => seipd1(plaintext, randomBytes(32)), code: "PGP_NOT_FOR_US" },
    {
      name: "nine recipients",
      make: () =>
        wrap(
          plaintext,
          Array.from({ length: 9 }, () => ours.certificate),
        ),
      code: "PGP_MALFORMED",
    },
    {
      name: "a version 3 session key with version 2 data, a downgrade",
      make: async () => Buffer.concat([await someSessionKey(), aead([2, 9, 2, 12])]),
      code: "PGP_NOT_FOR_US",
    },
    { name: "AEAD under Twofish", make: () => toUs6(aead([2, 10, 2, 12])), code: "PGP_ALGORITHM_REFUSED" },
    { name: "AEAD in EAX mode", make: () => toUs6(aead([2, 9, 1, 12])), code: "PGP_ALGORITHM_REFUSED" },
    { name: "AEAD in chunks of 64 bytes", make: () => toUs6(aead([2, 9, 2, 0])), code: "PGP_ALGORITHM_REFUSED" },
    { name: "AEAD in chunks of 256 MiB", make: () => toUs6(aead([2, 9, 2, 22])), code: "PGP_ALGORITHM_REFUSED" },
    {
      name: "AEAD that is too short",
      make: () => toUs6(writePacket(18, Buffer.of(2, 9, 2, 12))),
      code: "PGP_MALFORMED",
    },
    { name: "AEAD that our session key does not open", make: () => toUs6(aead([2, 9, 2, 12])), code: "PGP_INTEGRITY" },
    {
      name: "an AES-256 session key where the data say AES-128",
      make: () => toUs6(aead([2, 7, 2, 12])),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "version 1 data that are too short",
      make: async () => Buffer.concat([await someSessionKey(), writePacket(18, Buffer.alloc(30, 1))]),
      code: "PGP_INTEGRITY",
    },
    {
      name: "a session key of 3DES",
      make: async () =>
        Buffer.concat([
          await sessionKeyPackets(randomBytes(24), [ours.certificate], "tripledes"),
          seipd1(plaintext, randomBytes(32)),
        ]),
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "a message to somebody else",
      make: () => seal({ encryptTo: [mallory.certificate] }),
      code: "PGP_NOT_FOR_US",
    },
    {
      name: "a hidden recipient who is not us",
      make: async () => {
        const bytes: unknown = await encrypt({
          message: await createMessage({ binary: plaintext }),
          encryptionKeys: publicKeyOf(mallory.certificate),
          wildcard: true,
          format: "binary",
          date: new Date(noon),
        });
        return bytes as Uint8Array;
      },
      code: "PGP_NOT_FOR_US",
    },
  ])("is refused: $name", async ({ make, code }) => {
    await expect(open(await make())).rejects.toMatchObject({ name: "GatewayError", code });
  });

  it("is refused when it is larger than the limit, before it is looked at", async () => {
    const limits = { messageBytesMax: 1000 };
    await expect(open(new Uint8Array(1001), { limits })).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
  });

  it("is refused at the ninth of two thousand recipients, without a public-key operation", async () => {
    const one = await sessionKeyPackets(randomBytes(32), [ours.certificate], "aes256");
    const flood = Buffer.concat(Array.from({ length: 2000 }, () => one));
    // The own key is one that would fail loudly if it were used.
    const notAKey = { fingerprint: ours.fingerprint, certificate: ours.certificate } as UnlockedKey;
    await expect(open(flood, { own: [notAKey] })).rejects.toMatchObject({ code: "PGP_MALFORMED" });
  });
});

describe("the inside of a message", () => {
  const parts = async () => [...walkPackets(await signed(plaintext, [alice]))].map(({ raw }) => raw);

  it.each([
    { name: "nothing", make: () => new Uint8Array(), code: "PGP_MALFORMED" },
    { name: "a literal that nobody signed", make: () => literal(plaintext), code: "PGP_UNSIGNED" },
    {
      name: "a compressed literal that nobody signed",
      make: () => compressed(1, deflateRawSync(literal(plaintext))),
      code: "PGP_UNSIGNED",
    },
    { name: "two signatures, both good", make: () => signed(plaintext, [alice, alice]), code: "PGP_SIGNATURES_MANY" },
    {
      name: "a stranger's signature beside a good one",
      make: () => signed(plaintext, [mallory, alice]),
      code: "PGP_SIGNATURES_MANY",
    },
    { name: "a stranger's signature", make: () => signed(plaintext, [mallory]), code: "PGP_SIGNER_UNKNOWN" },
    {
      name: "a literal put before the signed one",
      make: async () => Buffer.concat([literal(utf8("other")), ...(await parts())]),
      code: "PGP_MALFORMED",
    },
    {
      name: "a literal put after the signed one",
      make: async () => Buffer.concat([...(await parts()), literal(utf8("other"))]),
      code: "PGP_MALFORMED",
    },
    {
      name: "another literal than the signed one",
      make: async () => {
        const [opening, , signature] = await parts();
        return Buffer.concat([opening!, literal(utf8("other")), signature!]);
      },
      code: "PGP_SIGNATURE_WRONG",
    },
    {
      name: "a signature before its literal, as long ago",
      make: async () => {
        const [, data, signature] = await parts();
        return Buffer.concat([signature!, data!]);
      },
      code: "PGP_MALFORMED",
    },
    {
      name: "a signature that lost its end",
      make: async () => {
        const [opening, data, signature] = [...walkPackets(await signed(plaintext, [alice]))];
        return Buffer.concat([opening!.raw, data!.raw, writePacket(2, signature!.body.subarray(0, 40))]);
      },
      code: "PGP_MALFORMED",
    },
    {
      name: "a signature of version 3",
      make: async () => {
        const [opening, data, signature] = [...walkPackets(await signed(plaintext, [alice]))];
        return Buffer.concat([opening!.raw, data!.raw, writePacket(2, changedAt(signature!.body, 0, 7))]);
      },
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "a signature over text",
      make: async () => {
        const [opening, data, signature] = [...walkPackets(await signed(plaintext, [alice]))];
        return Buffer.concat([opening!.raw, data!.raw, writePacket(2, changedAt(signature!.body, 1, 1))]);
      },
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "a literal of an unknown format",
      make: async () => {
        const [opening, , signature] = await parts();
        return Buffer.concat([opening!, literal(plaintext, "", "1"), signature!]);
      },
      code: "PGP_MALFORMED",
    },
    {
      name: "a literal whose file name runs past its end",
      make: async () => {
        const [opening, , signature] = await parts();
        return Buffer.concat([opening!, writePacket(11, Buffer.of(0x62, 200, 1)), signature!]);
      },
      code: "PGP_MALFORMED",
    },
    {
      name: "compression within compression",
      make: async () => compressed(1, deflateRawSync(compressed(1, deflateRawSync(await signed(plaintext, [alice]))))),
      code: "PGP_MALFORMED",
    },
    { name: "BZip2", make: () => compressed(3, utf8("BZh91AY&SY")), code: "PGP_ALGORITHM_REFUSED" },
    {
      name: "compression that compresses nothing",
      make: async () => compressed(0, await signed(plaintext, [alice])),
      code: "PGP_ALGORITHM_REFUSED",
    },
    { name: "compressed data that are rubbish", make: () => compressed(2, utf8("rubbish")), code: "PGP_MALFORMED" },
    { name: "an encrypted message in an encrypted message", make: () => seal(), code: "PGP_MALFORMED" },
    {
      name: "a packet that claims more than there is",
      make: () => Buffer.of(0xcb, 0xff, 0xff, 0xff, 0xff, 0xff),
      code: "PGP_MALFORMED",
    },
    { name: "a signature that ends nowhere", make: () => Buffer.of(0x8b, 1, 2, 3), code: "PGP_MALFORMED" },
    {
      name: "a hundred packets",
      make: () => Buffer.concat(Array.from({ length: 100 }, () => writePacket(10, utf8("PGP")))),
      code: "PGP_MALFORMED",
    },
  ])("is refused: $name", async ({ make, code }) => {
    await expect(open(await toUs(await make()))).rejects.toMatchObject({ name: "GatewayError", code });
  });

  it.each([
    {
      name: "another critical subpacket",
      subpacket: { type: 100, critical: true, body: utf8("x") },
      code: "PGP_CRITICAL_SUBPACKET",
    },
    {
      name: "a critical notation",
      subpacket: {
        type: 20,
        critical: true,
        body: Buffer.concat([Buffer.from([0x80, 0, 0, 0, 0, 3, 0, 1]), utf8("a@bx")]),
      },
      code: "PGP_CRITICAL_SUBPACKET",
    },
    {
      name: "an end that has passed",
      subpacket: { type: 3, critical: false, body: Buffer.of(0, 0, 0, 1) },
      now: 2000,
      code: "PGP_SIGNATURE_STALE",
    },
  ])("is refused when the signature carries $name", async ({ subpacket, now, code }) => {
    const message = await toUs(signedWithSubpackets(plaintext, alice, [subpacket]));
    await expect(open(message, { now: later(now ?? 0) })).rejects.toMatchObject({ code });
  });

  it("counts the intended recipient of the signature (subpacket 35)", async () => {
    const signedFor = (critical: boolean, ...recipients: Certificate[]) =>
      toUs(
        signedWithSubpackets(
          plaintext,
          alice,
          recipients.map((one) => ({ type: 35, critical, body: fingerprintBody(one) })),
        ),
      );
    await expect(open(await signedFor(false, ours.certificate))).resolves.toMatchObject({ signedAt: noon });
    await expect(open(await signedFor(false, mallory.certificate, ours.certificate))).resolves.toMatchObject({
      signedAt: noon,
    });
    await expect(open(await signedFor(false, mallory.certificate))).rejects.toMatchObject({
      code: "PGP_RECIPIENT_OTHER",
    });
    await expect(open(await signedFor(true, ours.certificate))).rejects.toMatchObject({
      code: "PGP_CRITICAL_SUBPACKET",
    });
  });

  it.each([
    { name: "ZIP", algorithm: 1, header: Buffer.alloc(0) },
    { name: "ZLIB", algorithm: 2, header: Buffer.of(0x78, 0x9c) },
  ])(
    "is refused when one megabyte of $name inflates to a gibibyte, with bounded memory",
    async ({ algorithm, header }) => {
      // Put together from one block, so that making it does not take the memory that opening it must not take.
      const block = deflateRawSync(new Uint8Array(1 << 20), { finishFlush: constants.Z_FULL_FLUSH });
      const start = deflateRawSync(Buffer.of(0xcb, 0xff, 0x40, 0, 0, 0), { finishFlush: constants.Z_FULL_FLUSH });
      const bomb = compressed(algorithm, Buffer.concat([header, start, ...Array.from({ length: 1024 }, () => block)]));
      expect(bomb.length).toBeLessThan(1_200_000);
      const message = await toUs(bomb);
      const before = process.resourceUsage().maxRSS;
      await expect(open(message, { limits: { plaintextBytesMax: 1_000_000 } })).rejects.toMatchObject({
        code: "PGP_BOMB",
      });
      const grownKiB = process.resourceUsage().maxRSS - before;
      expect(grownKiB).toBeLessThan(60_000);
    },
  );

  it("is refused when the data themselves are larger than the limit", async () => {
    const message = await seal({ plaintext: new Uint8Array(2000) });
    const opening = open(message, { limits: { plaintextBytesMax: 1999 } });
    await expect(opening).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
  });
});

describe("the time of a signature", () => {
  it.each([
    { name: "15 minutes old", at: -15 * MINUTE, code: null },
    { name: "older than 15 minutes", at: -15 * MINUTE - 1000, code: "PGP_SIGNATURE_STALE" },
    { name: "5 minutes ahead", at: 5 * MINUTE, code: null },
    { name: "more than 5 minutes ahead", at: 5 * MINUTE + 1000, code: "PGP_SIGNATURE_STALE" },
  ])("counts: $name", async ({ at, code }) => {
    const opening = open(await seal({ now: later(at) }));
    if (code === null) await expect(opening).resolves.toMatchObject({ signedAt: later(at) });
    else await expect(opening).rejects.toMatchObject({ code });
  });

  it("may be longer ago where the caller says so, as for files", async () => {
    const window = { pastMs: 7 * DAY, futureMs: 0 };
    const message = await seal();
    await expect(open(message, { now: later(6 * DAY), window })).resolves.toMatchObject({ signedAt: noon });
    await expect(open(message, { now: later(8 * DAY), window })).rejects.toMatchObject({ code: "PGP_SIGNATURE_STALE" });
  });
});

describe("the key of a signature", () => {
  const revokedBy = async (key: UnlockedKey, flag: enums.reasonForRevocation, at = noon) => {
    const { publicKey } = await revokeKey({
      key: privateKeyOf(key),
      reasonForRevocation: { flag },
      date: new Date(at),
      format: "object",
    });
    return readCertificate(publicKey.armor());
  };

  it("may not have expired, neither now nor with a signature dated back to when it had not", async () => {
    const short = await anIdentity({ now: later(-DAY), validDays: 1 });
    const message = await seal({ signWith: short, now: later(-1000) });
    const before = { senders: [short.certificate], now: later(-1000) };
    await expect(open(message, before)).resolves.toMatchObject({ signer: short.fingerprint });
    await expect(open(message, { ...before, now: noon })).rejects.toMatchObject({ code: "PGP_KEY_EXPIRED" });
  });

  it.each([
    { name: "compromised", flag: enums.reasonForRevocation.keyCompromised },
    { name: "superseded", flag: enums.reasonForRevocation.keySuperseded },
    { name: "retired", flag: enums.reasonForRevocation.keyRetired },
    { name: "revoked for no reason", flag: enums.reasonForRevocation.noReason },
  ])("may not be $name, also for a signature of before", async ({ flag }) => {
    const revoked = await revokedBy(alice, flag);
    const message = await seal({ now: later(-MINUTE) });
    await expect(open(message, { senders: [revoked] })).rejects.toMatchObject({ code: "PGP_KEY_REVOKED" });
    await expect(seal({ encryptTo: [revoked] })).rejects.toMatchObject({ code: "PGP_KEY_REVOKED" });
  });

  it("is that of the party that is expected, and nobody else's", async () => {
    await expect(open(await seal(), { senders: [mallory.certificate] })).rejects.toMatchObject({
      code: "PGP_SIGNER_UNKNOWN",
    });
    await expect(open(await seal(), { senders: [] })).rejects.toMatchObject({ code: "PGP_SIGNER_UNKNOWN" });
  });

  it("may not sign with a subkey that is for encryption", async () => {
    const inner = await signed(plaintext, [alice]);
    const encryptionId = privateKeyOf(alice).getSubkeys()[0]!.getKeyID().toHex();
    const own = privateKeyOf(alice).getKeyID().toHex();
    const swapped = Buffer.from(Buffer.from(inner).toString("hex").replaceAll(own, encryptionId), "hex");
    await expect(open(await toUs(swapped))).rejects.toMatchObject({ name: "GatewayError" });
  });
});

describe("a message changed on its way", () => {
  // Outside every seal stand the first header, which the old format says as well, and the one bit of an X25519 point
  // that its arithmetic masks (RFC 7748 §5). They change nothing of what is opened.
  it.each(["gnupg", "rfc9580"] as const)(
    "is refused whichever bit was turned, but the masked one (%s)",
    async (profile) => {
      const message = await seal({ profile });
      const decent = await open(message);
      const accepted: Opened[] = [];
      for (let at = 0; at < message.length; at += 1) {
        const tries = [1, 2, 4, 8, 16, 32, 64, 128].map((mask) =>
          open(changedAt(message, at, mask)).then(
            (opened) => accepted.push(opened),
            (error: unknown) => {
              expect(error).toBeInstanceOf(GatewayError);
            },
          ),
        );
        await Promise.all(tries);
      }
      expect(accepted).toEqual([decent]);
    },
  );

  it.each(["gnupg", "rfc9580"] as const)("in any byte is refused, or says the same (%s)", async (profile) => {
    const message = await seal({ profile });
    const decent = await open(message);
    const flips = fc.tuple(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(flips, async ([at, mask]) => {
        const result = await open(changedAt(message, at, mask)).catch((error: unknown) => error);
        if (!(result instanceof GatewayError)) expect(result).toEqual(decent);
      }),
      { numRuns: 400 },
    );
  });

  it.each(["gnupg", "rfc9580"] as const)("is refused wherever it was cut (%s)", async (profile) => {
    const message = await seal({ profile });
    await fc.assert(
      fc.asyncProperty(fc.nat(message.length - 1), async (length) => {
        await expect(open(message.subarray(0, length))).rejects.toMatchObject({ name: "GatewayError" });
      }),
      { numRuns: 150 },
    );
  });

  it("of several chunks is refused when a chunk is dropped, doubled or moved", async () => {
    const message = await seal({ plaintext: new Uint8Array(600_000), profile: "rfc9580" });
    const [sessionKey, data] = [...walkPackets(message)];
    const header = 36;
    const chunk = 262_144 + 16;
    const cut = (n: number) => data!.body.subarray(header + n * chunk, header + (n + 1) * chunk);
    const rest = data!.body.subarray(header + 2 * chunk);
    const orders = [
      [cut(0), rest],
      [cut(0), cut(0), rest],
      [cut(1), cut(0), rest],
      [cut(0), cut(1), rest.subarray(-16)],
    ];
    for (const order of orders) {
      const changed = writePacket(18, Buffer.concat([data!.body.subarray(0, header), ...order]));
      await expect(open(Buffer.concat([sessionKey!.raw, changed]))).rejects.toMatchObject({ code: "PGP_INTEGRITY" });
    }
  });

  it("into random bytes is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await expect(open(bytes)).rejects.toMatchObject({ name: "GatewayError" });
        await expect(open(await toUs(bytes))).rejects.toMatchObject({ name: "GatewayError" });
      }),
      { numRuns: 150 },
    );
  });
});
