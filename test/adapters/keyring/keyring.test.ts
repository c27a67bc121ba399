import type * as crypto from "node:crypto";
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { chmod, cp, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { generateKeys, isRotatable, listKeys, rotateKeys } from "../../../src/adapters/keyring/manage.ts";
import { lockFolder } from "../../../src/adapters/database/folder-lock.ts";
import { openKeyring } from "../../../src/adapters/keyring/open-keyring.ts";
import { jwkOf, rawEd25519 } from "../../../src/adapters/keyring/public-keys.ts";
import { openSecret } from "../../../src/adapters/keyring/secret-file.ts";
import { KEY_KINDS } from "../../../src/adapters/keyring/types.ts";
import type { KeyKind, Keyring } from "../../../src/adapters/keyring/types.ts";
import type { Instant } from "../../../src/core/ids.ts";
import { unlockKey } from "../../../src/openpgp/certificates.ts";
import { openMessage } from "../../../src/openpgp/open.ts";
import { sealMessage } from "../../../src/openpgp/seal.ts";
import {
  DAY,
  MINUTE,
  PASSPHRASE as passphrase,
  anIdentity,
  later,
  noon,
  utf8,
} from "../../support/openpgp-identities.ts";

vi.mock("node:crypto", async (original) => {
  const { withRememberedScrypt } = await import("../../support/remembered-scrypt.ts");
  return withRememberedScrypt(await original<typeof crypto>());
});

let root: string;
let pristine: string;
let folder: string;
let keyring: Keyring;

const open = (now: Instant = noon) => openKeyring({ folder, passphrase, now });
const generate = (into: string) =>
  generateKeys({
    folder: into,
    passphrase,
    organisation: "Oosterpoort Wonen",
    email: "pgp@oosterpoort.example",
    now: noon,
  });
const keyFolder = async (kind: KeyKind) =>
  join(
    folder,
    (await readdir(folder)).find((name) => name.startsWith(`${kind}-`))!,
  );
const statesOf = async (kind: KeyKind, now: Instant) =>
  (await listKeys(folder, now)).filter((row) => row.kind === kind).map((row) => row.state);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "keyring-"));
  pristine = join(root, "pristine");
  await generate(pristine);
  keyring = await openKeyring({ folder: pristine, passphrase, now: noon });
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, "case-"));
  await cp(pristine, folder, { recursive: true });
});

describe("generating keys", () => {
  it("makes one active key of every kind", async () => {
    const rows = await listKeys(folder, noon);
    expect(rows.map((row) => row.kind)).toEqual(KEY_KINDS);
    expect(new Set(rows.map((row) => row.state))).toEqual(new Set(["active"]));
    expect(rows[0]).toMatchObject({ id: keyring.signing.fingerprint, from: noon, until: later(1095 * DAY) });
  });

  it("leaves files that only their owner can read, and nothing else", async () => {
    expect((await stat(pristine)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(pristine)) {
      expect((await stat(join(pristine, name))).mode & 0o777).toBe(0o700);
      for (const file of await readdir(join(pristine, name))) {
        expect((await stat(join(pristine, name, file))).mode & 0o777).toBe(0o600);
      }
    }
    expect((await readdir(pristine)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("keeps every secret under the passphrase", async () => {
    const other = "een-heel-andere-zin";
    for (const { kind, id } of await listKeys(folder, noon)) {
      const isIdentity = kind.startsWith("openpgp");
      const text = await readFile(join(await keyFolder(kind), isIdentity ? "secret.asc" : "secret.json"), "utf8");
      const opening = isIdentity
        ? unlockKey({ armored: text, passphrase: other })
        : openSecret(text, { name: `${kind} ${id}`, passphrase: other });
      await expect(opening).rejects.toMatchObject({ code: "KEY_LOCKED" });
    }
  });

  it("overwrites nothing", async () => {
    await expect(generate(folder)).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    await expect(open()).resolves.toMatchObject({ signing: { fingerprint: keyring.signing.fingerprint } });
  });

  it("refuses a short passphrase", async () => {
    const wish = {
      folder: join(root, "short"),
      passphrase: "kort",
      organisation: "x",
      email: "x@y.example",
      now: noon,
    };
    await expect(generateKeys(wish)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("waits for nobody: a folder that another process is changing is refused", async () => {
    const unlock = await lockFolder(folder);
    const rotating = rotateKeys({ folder, passphrase, kind: "token", now: noon });
    await expect(rotating).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    await unlock();
  });
});

describe("opening the keyring", () => {
  it("gives identities that sign, encrypt and open in both versions", async () => {
    const partner = await anIdentity();
    expect(keyring.certificates.map((one) => one.version)).toEqual([4, 6]);
    for (const certificate of keyring.certificates) {
      const message = await sealMessage({
        plaintext: utf8("x"),
        signWith: partner,
        encryptTo: [certificate],
        now: noon,
        profile: "gnupg",
      });
      const opened = openMessage({ message, own: keyring.decryption, senders: [partner.certificate], now: noon });
      await expect(opened).resolves.toMatchObject({ signer: partner.fingerprint });
    }
  });

  it("gives a ledger key whose 32 raw bytes verify what it signs", () => {
    const signature = keyring.ledger.sign(utf8("checkpoint"));
    const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), keyring.ledger.publicKey]);
    const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    expect(keyring.ledger.publicKey).toHaveLength(32);
    expect(verify(null, utf8("checkpoint"), publicKey, signature)).toBe(true);
    expect(verify(null, utf8("other"), publicKey, signature)).toBe(false);
  });

  it("gives a token key that its published JWK verifies", () => {
    const token = jwt.sign({ sub: "x" }, keyring.token.privateKey, { algorithm: "ES256", keyid: keyring.token.kid });
    const jwk = keyring.token.jwks[0]!;
    expect(jwk).toMatchObject({ kid: keyring.token.kid, alg: "ES256", use: "sig" });
    const fromJwk = createPublicKey({ key: jwk, format: "jwk" });
    expect(jwt.verify(token, fromJwk, { algorithms: ["ES256"] })).toMatchObject({ sub: "x" });
    expect(fromJwk.equals(keyring.token.publicKeys.get(keyring.token.kid)!)).toBe(true);
    expect(Object.keys(jwk)).not.toContain("d");
  });

  it("gives the same keys every time", async () => {
    const again = await open();
    expect(again.ledger.publicKey).toEqual(keyring.ledger.publicKey);
    expect(again.blindIndex("name", "x")).toEqual(keyring.blindIndex("name", "x"));
    const { keyId, wrapped } = keyring.wrapKey(new Uint8Array(32).fill(9));
    expect(again.unwrapKey(keyId, wrapped)).toEqual(Buffer.alloc(32, 9));
  });

  it("refuses another passphrase", async () => {
    const opening = openKeyring({ folder, passphrase: "een-heel-andere-zin", now: noon });
    await expect(opening).rejects.toMatchObject({ code: "KEY_LOCKED" });
  });

  it("says what to do where there are no keys", async () => {
    const opening = openKeyring({ folder: join(root, "nowhere"), passphrase, now: noon });
    await expect(opening).rejects.toMatchObject({
      code: "KEY_MISSING",
      remedy: expect.stringContaining("gateway keys generate") as string,
    });
    await expect(listKeys(join(root, "nowhere"), noon)).rejects.toMatchObject({ code: "KEY_MISSING" });
  });

  it.each(KEY_KINDS)("is refused without its %s key", async (kind) => {
    await rm(await keyFolder(kind), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: "KEY_MISSING" });
  });

  const overwrite = (kind: KeyKind, file: string, text: string) => async () =>
    writeFile(join(await keyFolder(kind), file), text);
  it.each([
    { name: "a `meta.json` that is no JSON", damage: overwrite("token", "meta.json", "{"), code: "KEY_MALFORMED" },
    {
      name: "a `meta.json` of an unknown state",
      damage: overwrite("kek", "meta.json", '{"state":"lost"}'),
      code: "KEY_MALFORMED",
    },
    { name: "a secret that is no secret file", damage: overwrite("index", "secret.json", "{}"), code: "KEY_MALFORMED" },
    {
      name: "an identity that is no key",
      damage: overwrite("openpgp-v4", "secret.asc", "nothing"),
      code: "KEY_MALFORMED",
    },
    {
      name: "a missing secret",
      damage: async () => rm(join(await keyFolder("ledger"), "secret.json")),
      code: "KEY_MISSING",
    },
    { name: "a folder open to all", damage: async () => chmod(await keyFolder("kek"), 0o755), code: "KEY_MALFORMED" },
    {
      name: "one kind's secret in another's place",
      damage: async () =>
        rename(join(await keyFolder("kek"), "secret.json"), join(await keyFolder("index"), "secret.json")),
      code: "KEY_MISSING",
    },
    {
      name: "the index key's secret put in the key-encryption key's place",
      damage: async () =>
        cp(join(await keyFolder("index"), "secret.json"), join(await keyFolder("kek"), "secret.json")),
      code: "KEY_LOCKED",
    },
    {
      name: "another identity's private key",
      damage: async () => {
        const other = join(root, `other-${randomBytes(4).toString("hex")}`);
        await generate(other);
        const from = (await readdir(other)).find((name) => name.startsWith("openpgp-v4-"))!;
        await cp(join(other, from, "secret.asc"), join(await keyFolder("openpgp-v4"), "secret.asc"));
      },
      code: "KEY_MALFORMED",
    },
  ])("is refused with $name", async ({ damage, code }) => {
    await damage();
    await expect(open()).rejects.toMatchObject({ code });
  });
});

describe("wrapping keys", () => {
  it("gives back what it took, and refuses whatever was changed", () => {
    const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(key, fc.nat(), fc.integer({ min: 1, max: 255 }), (dek, at, mask) => {
        const { keyId, wrapped } = keyring.wrapKey(dek);
        expect(keyring.unwrapKey(keyId, wrapped)).toEqual(Buffer.from(dek));
        const changed = Uint8Array.from(wrapped);
        changed[at % changed.length]! ^= mask;
        expect(() => keyring.unwrapKey(keyId, changed)).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
      }),
    );
  });

  it.each([0, 1, 8, 31, 33, 64])("refuses a key of %i bytes", (length) => {
    expect(() => keyring.wrapKey(new Uint8Array(length))).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
  });

  it("refuses rubbish and key-encryption keys that are not here", () => {
    const { keyId, wrapped } = keyring.wrapKey(randomBytes(32));
    expect(() => keyring.unwrapKey(keyId, new Uint8Array())).toThrow(
      expect.objectContaining({ code: "KEY_MALFORMED" }),
    );
    expect(() => keyring.unwrapKey("ffffffffffffffff", wrapped)).toThrow(
      expect.objectContaining({ code: "KEY_MISSING" }),
    );
  });
});

describe("pseudonyms and blind indexes", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });

  it("differ wherever use, scope or value differs", () => {
    fc.assert(
      fc.property(text, text, text, text, (scope, value, otherScope, otherValue) => {
        const isSame = scope === otherScope && value === otherValue;
        const hex = (a: string, b: string) => Buffer.from(keyring.blindIndex(a, b)).toString("hex");
        expect(hex(scope, value) === hex(otherScope, otherValue)).toBe(isSame);
        expect(keyring.pseudonymFor(scope, value) === keyring.pseudonymFor(otherScope, otherValue)).toBe(isSame);
        const bytes = Buffer.from(keyring.pseudonymFor(scope, value).slice(2), "base64url");
        expect(Buffer.from(keyring.blindIndex(scope, value)).subarray(0, 16)).not.toEqual(bytes);
      }),
    );
  });

  it("have their promised form", () => {
    expect(keyring.pseudonymFor("gemeente-bergendal", "T-2001")).toMatch(/^p:[A-Za-z0-9_-]{22}$/);
    expect(keyring.blindIndex("name", "")).toHaveLength(32);
  });
});

describe("rotating keys", () => {
  it("keeps the old identity for reading during 90 days, then no more", async () => {
    const partner = await anIdentity();
    await rotateKeys({ folder, passphrase, kind: "openpgp-v4", now: later(MINUTE) });
    const during = await open(later(DAY));
    expect(during.signing.fingerprint).not.toBe(keyring.signing.fingerprint);
    expect(during.signing.certificate.userIds).toEqual(keyring.signing.certificate.userIds);
    expect(during.certificates[0]!.fingerprint).toBe(during.signing.fingerprint);
    expect(during.certificates.at(-1)!.fingerprint).toBe(keyring.signing.fingerprint);
    const toOld = {
      plaintext: utf8("x"),
      signWith: partner,
      encryptTo: [keyring.signing.certificate],
      profile: "gnupg",
    } as const;
    const message = await sealMessage({ ...toOld, now: later(DAY) });
    const request = { message, senders: [partner.certificate], now: later(DAY) };
    await expect(openMessage({ ...request, own: during.decryption })).resolves.toMatchObject({
      signer: partner.fingerprint,
    });
    const after = await open(later(90 * DAY + MINUTE));
    await expect(openMessage({ ...request, own: after.decryption })).rejects.toMatchObject({ code: "PGP_NOT_FOR_US" });
    expect(await statesOf("openpgp-v4", later(91 * DAY))).toEqual(["active", "retired"]);
  });

  it("keeps verifying tokens of the old key for a day", async () => {
    await rotateKeys({ folder, passphrase, kind: "token", now: later(MINUTE) });
    const during = await open(later(2 * MINUTE));
    expect(during.token.jwks.map(({ kid }) => kid)).toEqual([during.token.kid, keyring.token.kid]);
    const data = utf8("signed by the old key");
    const old = during.token.publicKeys.get(keyring.token.kid)!;
    expect(verify("sha256", data, old, sign("sha256", data, keyring.token.privateKey))).toBe(true);
    const after = await open(later(2 * DAY));
    expect(after.token.jwks).toHaveLength(1);
  });

  it("keeps unwrapping with the old key-encryption key, for ever", async () => {
    const { keyId, wrapped } = keyring.wrapKey(new Uint8Array(32).fill(5));
    await rotateKeys({ folder, passphrase, kind: "kek", now: later(MINUTE) });
    const long = await open(later(2000 * DAY));
    expect(long.wrapKey(new Uint8Array(32)).keyId).not.toBe(keyId);
    expect(long.unwrapKey(keyId, wrapped)).toEqual(Buffer.alloc(32, 5));
  });

  it("can publish the new key before it takes over", async () => {
    await rotateKeys({ folder, passphrase, kind: "openpgp-v4", now: noon, activateAt: later(60 * DAY) });
    expect(await statesOf("openpgp-v4", noon)).toEqual(["next", "active"]);
    const before = await open(later(59 * DAY));
    expect(before.signing.fingerprint).toBe(keyring.signing.fingerprint);
    expect(before.certificates).toHaveLength(3);
    const after = await open(later(60 * DAY));
    expect(after.signing.fingerprint).not.toBe(keyring.signing.fingerprint);
    expect(await statesOf("openpgp-v4", later(60 * DAY))).toEqual(["active", "decrypt-only"]);
    expect(await statesOf("openpgp-v4", later(151 * DAY))).toEqual(["active", "retired"]);
  });

  it("survives a crash before the old key was marked: the newer one counts", async () => {
    const old = await keyFolder("token");
    const meta = await readFile(join(old, "meta.json"), "utf8");
    await rotateKeys({ folder, passphrase, kind: "token", now: later(MINUTE) });
    await writeFile(join(old, "meta.json"), meta);
    expect(await statesOf("token", later(DAY))).toEqual(["active", "decrypt-only"]);
  });

  it("needs the passphrase that the other keys are under", async () => {
    const rotating = rotateKeys({ folder, passphrase: "een-heel-andere-zin", kind: "kek", now: noon });
    await expect(rotating).rejects.toMatchObject({ code: "KEY_LOCKED" });
    expect(await listKeys(folder, noon)).toHaveLength(KEY_KINDS.length);
  });

  it("is for kinds whose old key can be done without", () => {
    expect(KEY_KINDS.filter(isRotatable)).toEqual(["openpgp-v4", "openpgp-v6", "token", "kek"]);
  });

  it("refuses a folder without keys", async () => {
    const rotating = rotateKeys({ folder: join(root, "empty"), passphrase, kind: "kek", now: noon });
    await expect(rotating).rejects.toMatchObject({ code: "KEY_MISSING" });
  });
});

it("a public key of another kind is refused", () => {
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
  for (const read of [() => jwkOf(p384), () => rawEd25519(p384), () => jwkOf("nothing")]) {
    expect(read).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
  }
});
