import { armor, decrypt, enums, readMessage } from "openpgp";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readCertificate, readCertificates, unlockKey } from "../../src/openpgp/certificates.ts";
import { generateIdentity } from "../../src/openpgp/generate.ts";
import type { UnlockedKey } from "../../src/openpgp/holders.ts";
import { privateKeyOf, publicKeyOf } from "../../src/openpgp/holders.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import { walkPackets } from "../../src/openpgp/packets.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { DAY, anIdentity, later, noon, utf8 } from "../support/openpgp-identities.ts";

let ours4: UnlockedKey;
let ours6: UnlockedKey;
let theirs4: UnlockedKey;
let theirs6: UnlockedKey;

beforeAll(async () => {
  [ours4, ours6, theirs4, theirs6] = await Promise.all([
    anIdentity({ name: "Oosterpoort" }),
    anIdentity({ name: "Oosterpoort", version: 6 }),
    anIdentity(),
    anIdentity({ version: 6 }),
  ]);
});

const plaintext = utf8('{"header":{"purpose":"early-debt-signalling"}}\r\nregel\n');

describe("identities", () => {
  it("are of the version that was asked for, with the fingerprint of that version", () => {
    expect([ours4.certificate.version, ours6.certificate.version]).toEqual([4, 6]);
    expect(ours4.fingerprint).toMatch(/^[0-9A-F]{40}$/);
    expect(ours6.fingerprint).toMatch(/^[0-9A-F]{64}$/);
  });

  it("read back from their armored certificate, alone and together", async () => {
    const again = await readCertificate(ours4.certificate.armored);
    expect(again.fingerprint).toBe(ours4.fingerprint);
    expect(again.userIds).toEqual(["Oosterpoort <gegevens@bergendal.example>"]);
    const binary = Buffer.concat([publicKeyOf(ours4.certificate).write(), publicKeyOf(theirs4.certificate).write()]);
    expect((await readCertificates(binary)).map((one) => one.fingerprint)).toEqual([
      ours4.fingerprint,
      theirs4.fingerprint,
    ]);
    await expect(readCertificate(binary)).rejects.toMatchObject({ code: "KEY_MALFORMED" });
  });

  it("do not open with another passphrase", async () => {
    const { privateArmored } = await generateIdentity({
      name: "x",
      email: "x@y.example",
      passphrase: "a",
      version: 4,
      now: noon,
    });
    await expect(unlockKey({ armored: privateArmored, passphrase: "b" })).rejects.toMatchObject({ code: "KEY_LOCKED" });
    await expect(unlockKey({ armored: "nothing", passphrase: "a" })).rejects.toMatchObject({ code: "KEY_MALFORMED" });
    await expect(readCertificate(privateArmored)).rejects.toMatchObject({ code: "KEY_MALFORMED" });
  });

  it("are not made without a passphrase", async () => {
    const wanted = { name: "x", email: "x@y.example", passphrase: "", version: 4, now: noon } as const;
    await expect(generateIdentity(wanted)).rejects.toMatchObject({ code: "KEY_LOCKED" });
  });

  it("show nothing secret when they are printed", () => {
    expect(Object.keys(ours4).sort()).toEqual(["certificate", "fingerprint"]);
    expect(JSON.stringify(ours4)).not.toContain("PRIVATE");
  });
});

describe("a sealed message", () => {
  it.each([
    { name: "version 4 to version 4", profile: "gnupg", from: () => theirs4, to: () => [ours4] },
    { name: "version 6 to version 6", profile: "rfc9580", from: () => theirs6, to: () => [ours6] },
    { name: "version 4 to version 6, as GnuPG reads", profile: "gnupg", from: () => theirs4, to: () => [ours6] },
    { name: "version 6 to version 4, as RFC 9580 says", profile: "rfc9580", from: () => theirs6, to: () => [ours4] },
    { name: "several recipients", profile: "gnupg", from: () => theirs4, to: () => [theirs6, ours6, ours4] },
    {
      name: "several recipients, as RFC 9580 says",
      profile: "rfc9580",
      from: () => theirs4,
      to: () => [theirs4, ours4],
    },
  ] as const)("opens again: $name", async ({ profile, from, to }) => {
    const encryptTo = to().map((key) => key.certificate);
    const message = await sealMessage({ plaintext, signWith: from(), encryptTo, now: noon, profile });
    const opened = await openMessage({ message, own: [ours4, ours6], senders: [from().certificate], now: noon });
    expect(opened).toEqual({
      plaintext: Buffer.from(plaintext),
      signer: from().fingerprint,
      signedAt: noon,
      fileName: null,
    });
  });

  it("opens when it comes armored", async () => {
    const binaryMessage = await sealMessage({
      plaintext,
      signWith: theirs4,
      encryptTo: [ours4.certificate],
      now: noon,
      profile: "gnupg",
    });
    const armored = utf8(`\r\n${armor(enums.armor.message, binaryMessage)}`);
    const opened = await openMessage({ message: armored, own: [ours4], senders: [theirs4.certificate], now: noon });
    expect(opened.plaintext).toEqual(Buffer.from(plaintext));
  });

  it("is SEIPD version 1 in profile gnupg, also to a certificate that advertises version 2", async () => {
    const seipd = async (profile: "gnupg" | "rfc9580") => {
      const message = await sealMessage({
        plaintext,
        signWith: ours4,
        encryptTo: [theirs6.certificate],
        now: noon,
        profile,
      });
      return [...walkPackets(message)].map(({ tag, body }) => [tag, body[0]]);
    };
    expect(await seipd("gnupg")).toEqual([
      [1, 3],
      [18, 1],
    ]);
    expect(await seipd("rfc9580")).toEqual([
      [1, 6],
      [18, 2],
    ]);
  });

  it("of any size opens in the library too, whose AEAD is its own", async () => {
    const sizes = fc.constantFrom(1, 15, 16, 17, 4096, 262_143, 262_144 - 60, 300_000);
    await fc.assert(
      fc.asyncProperty(sizes, async (size) => {
        const data = new Uint8Array(size).fill(7);
        const binaryMessage = await sealMessage({
          plaintext: data,
          signWith: ours6,
          encryptTo: [theirs6.certificate],
          now: noon,
          profile: "rfc9580",
        });
        const theirView = await decrypt({
          message: await readMessage({ binaryMessage }),
          decryptionKeys: privateKeyOf(theirs6),
          verificationKeys: publicKeyOf(ours6.certificate),
          expectSigned: true,
          format: "binary",
          date: new Date(noon),
        });
        expect(Buffer.from(theirView.data as Uint8Array).equals(Buffer.from(data))).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    { name: "expired", make: () => anIdentity({ now: later(-3 * DAY), validDays: 1 }), code: "PGP_KEY_EXPIRED" },
    { name: "not yet valid", make: () => anIdentity({ now: later(DAY) }), code: "KEY_MALFORMED" },
  ])("is not made for a recipient whose key is $name", async ({ make, code }) => {
    const recipient = await make();
    const sealing = sealMessage({
      plaintext,
      signWith: ours4,
      encryptTo: [recipient.certificate],
      now: noon,
      profile: "gnupg",
    });
    await expect(sealing).rejects.toMatchObject({ code });
  });

  it("is not made for nobody", async () => {
    const sealing = sealMessage({ plaintext, signWith: ours4, encryptTo: [], now: noon, profile: "gnupg" });
    await expect(sealing).rejects.toMatchObject({ code: "KEY_MISSING" });
  });
});
