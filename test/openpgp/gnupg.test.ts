import { afterAll, beforeAll, expect, it } from "vitest";
import { readCertificate, unlockKey } from "../../src/openpgp/certificates.ts";
import { signDetached, verifyDetached, verifyLasting } from "../../src/openpgp/detached.ts";
import type { Certificate, UnlockedKey } from "../../src/openpgp/holders.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { createGnupg, describeWithGnupg } from "../support/gnupg.ts";
import type { Gnupg } from "../support/gnupg.ts";
import { DAY, MINUTE, anIdentity, later, noon, utf8 } from "../support/openpgp-identities.ts";

const plaintext = utf8('{"data":{"lastName":"de Vries"}}\r\n');

describeWithGnupg("GnuPG as the partner", () => {
  let gpg: Gnupg;
  let ours: UnlockedKey;
  let theirs: Certificate;

  beforeAll(async () => {
    gpg = createGnupg({ now: noon });
    ours = await anIdentity({ name: "Oosterpoort" });
    gpg.import(ours.certificate.armored);
    const fingerprint = gpg.generate({ userId: "Gemeente Bergendal <pgp@bergendal.example>" });
    theirs = await readCertificate(gpg.exportPublic(fingerprint));
  });
  afterAll(() => gpg.close());

  const sealed = (change: Partial<Parameters<Gnupg["seal"]>[0]> = {}) =>
    gpg.seal({ plaintext, from: theirs.fingerprint, to: [ours.fingerprint], ...change });
  const open = (message: Uint8Array, senders = [theirs]) => openMessage({ message, own: [ours], senders, now: noon });

  it.each([
    { name: "binary, compressed as gpg does of itself", change: {} },
    { name: "armored", change: { armor: true } },
    { name: "ZIP", change: { options: ["--compress-algo", "zip"] } },
    { name: "not compressed", change: { options: ["--compress-algo", "none"] } },
    { name: "AES-128", change: { options: ["--cipher-algo", "AES128"] } },
    { name: "with a hidden recipient", change: { options: ["--throw-keyids"] } },
    { name: "of a length gpg does not know beforehand", change: { plaintext: new Uint8Array(300_000).fill(65) } },
  ])("makes messages that we open: $name", async ({ change }) => {
    const opened = await open(sealed(change));
    expect(opened).toMatchObject({ signer: theirs.fingerprint, signedAt: noon });
    expect(Buffer.from(opened.plaintext).equals(Buffer.from(change.plaintext ?? plaintext))).toBe(true);
  });

  it("makes messages for us and itself that we open", async () => {
    const opened = await open(sealed({ to: [theirs.fingerprint, ours.fingerprint] }));
    expect(opened.plaintext).toEqual(Buffer.from(plaintext));
  });

  it("opens and verifies what we seal", async () => {
    const message = await sealMessage({ plaintext, signWith: ours, encryptTo: [theirs], now: noon, profile: "gnupg" });
    const opened = gpg.open(message);
    expect(opened).toMatchObject({ ok: true, signers: [ours.fingerprint] });
    expect(Buffer.from(opened.plaintext)).toEqual(Buffer.from(plaintext));
  });

  it("verifies our detached signatures, and not over other bytes", async () => {
    const signature = await signDetached({ bytes: plaintext, signWith: ours, now: noon });
    expect(gpg.verifyDetached({ bytes: plaintext, signature })).toMatchObject({
      ok: true,
      signers: [ours.fingerprint],
    });
    expect(gpg.verifyDetached({ bytes: utf8("other"), signature }).ok).toBe(false);
  });

  it.each([true, false])("makes detached signatures that we verify (armored: %s)", async (armor) => {
    const signature = gpg.signDetached({ bytes: plaintext, from: theirs.fingerprint, armor });
    const question = { bytes: plaintext, signature, signers: [theirs], now: noon };
    const good = { signer: theirs.fingerprint, signedAt: noon };
    await expect(verifyDetached(question)).resolves.toEqual(good);
    await expect(verifyLasting({ ...question, now: later(900 * DAY) })).resolves.toEqual(good);
    await expect(verifyDetached({ ...question, now: later(16 * MINUTE) })).rejects.toMatchObject({
      code: "PGP_SIGNATURE_STALE",
    });
    await expect(verifyDetached({ ...question, bytes: utf8("x") })).rejects.toMatchObject({
      code: "PGP_SIGNATURE_WRONG",
    });
  });

  it("gives us a private key that we can hold", async () => {
    const mine = await unlockKey({ armored: gpg.exportSecret(theirs.fingerprint), passphrase: "" });
    const message = await sealMessage({
      plaintext,
      signWith: mine,
      encryptTo: [ours.certificate],
      now: noon,
      profile: "gnupg",
    });
    await expect(open(message)).resolves.toMatchObject({ signer: theirs.fingerprint });
  });

  it.each([
    { name: "not signed", change: { from: null }, code: "PGP_UNSIGNED" },
    { name: "compressed with BZip2", change: { options: ["--compress-algo", "bzip2"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "under 3DES", change: { options: ["--cipher-algo", "3DES"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "under CAST5", change: { options: ["--cipher-algo", "CAST5"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "under Camellia", change: { options: ["--cipher-algo", "CAMELLIA256"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "under AES-192", change: { options: ["--cipher-algo", "AES192"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "signed over SHA-1", change: { options: ["--digest-algo", "SHA1"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "signed over SHA-224", change: { options: ["--digest-algo", "SHA224"] }, code: "PGP_ALGORITHM_REFUSED" },
    { name: "signed as text", change: { options: ["--textmode"] }, code: "PGP_ALGORITHM_REFUSED" },
    {
      name: "signed with a critical notation",
      change: { options: ["--sig-notation", "!ring@bergendal.example=x"] },
      code: "PGP_CRITICAL_SUBPACKET",
    },
    {
      name: "without integrity protection",
      change: { options: ["--rfc2440", "--cipher-algo", "AES256"] },
      code: "PGP_ALGORITHM_REFUSED",
    },
    {
      name: "to a password beside our key",
      change: { options: ["--symmetric", "--passphrase", "geheim"] },
      code: "PGP_ALGORITHM_REFUSED",
    },
  ])("is refused a message $name", async ({ change, code }) => {
    await expect(open(sealed(change))).rejects.toMatchObject({ code });
  });

  it.each([
    { algorithm: "rsa1024", code: "PGP_KEY_WEAK" },
    { algorithm: "rsa2048", code: "PGP_KEY_WEAK" },
    { algorithm: "dsa2048", code: "PGP_KEY_WEAK" },
    { algorithm: "secp256k1", code: "PGP_ALGORITHM_REFUSED" },
    { algorithm: "brainpoolP256r1", code: "PGP_ALGORITHM_REFUSED" },
  ])("is refused a key of $algorithm", async ({ algorithm, code }) => {
    const fingerprint = gpg.generate({ userId: `Zwak ${algorithm} <${algorithm}@zwak.example>`, algorithm });
    const weak = await readCertificate(gpg.exportPublic(fingerprint));
    await expect(open(sealed({ from: fingerprint }), [weak])).rejects.toMatchObject({ code });
  });

  it.each(["rsa3072", "nistp256", "ed25519"])("signs with a key of %s", async (algorithm) => {
    const fingerprint = gpg.generate({ userId: `Goed ${algorithm} <${algorithm}@goed.example>`, algorithm });
    const good = await readCertificate(gpg.exportPublic(fingerprint));
    await expect(open(sealed({ from: fingerprint }), [good])).resolves.toMatchObject({ signer: fingerprint });
  });

  it("keeps RSA-2048 only by named exception, both ways", async () => {
    const fingerprint = gpg.generate({ userId: "Oud <oud@oud.example>", algorithm: "rsa2048" });
    gpg.addSubkey(fingerprint, "rsa2048", "encr");
    const old = await readCertificate(gpg.exportPublic(fingerprint));
    const request = { message: sealed({ from: fingerprint }), own: [ours], senders: [old], now: noon };
    await expect(openMessage({ ...request, rsa2048AllowedFor: [theirs.fingerprint] })).rejects.toMatchObject({
      code: "PGP_KEY_WEAK",
    });
    await expect(openMessage({ ...request, rsa2048AllowedFor: [fingerprint] })).resolves.toMatchObject({
      signer: fingerprint,
    });
    const sealing = { plaintext, signWith: ours, encryptTo: [theirs, old], now: noon, profile: "gnupg" } as const;
    await expect(sealMessage(sealing)).rejects.toMatchObject({ code: "PGP_KEY_WEAK" });
    const message = await sealMessage({ ...sealing, rsa2048AllowedFor: [fingerprint] });
    expect(gpg.open(message).signers).toEqual([ours.fingerprint]);
  });

  it("is refused a key that it revoked, for what was signed before as well", async () => {
    const fingerprint = gpg.generate({ userId: "Gestolen <weg@weg.example>" });
    const message = sealed({ from: fingerprint });
    const signature = gpg.signDetached({ bytes: plaintext, from: fingerprint });
    gpg.revoke(fingerprint);
    const revoked = await readCertificate(gpg.exportPublic(fingerprint));
    await expect(open(message, [revoked])).rejects.toMatchObject({ code: "PGP_KEY_REVOKED" });
    const question = { bytes: plaintext, signature, signers: [revoked], now: noon };
    await expect(verifyLasting(question)).rejects.toMatchObject({ code: "PGP_KEY_REVOKED" });
  });

  it("is refused two signatures on one message", async () => {
    const second = gpg.generate({ userId: "Tweede <2@bergendal.example>" });
    const both = [theirs, await readCertificate(gpg.exportPublic(second))];
    const message = sealed({ from: [theirs.fingerprint, second] });
    await expect(open(message, both)).rejects.toMatchObject({ code: "PGP_SIGNATURES_MANY" });
  });
});
