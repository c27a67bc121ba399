import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readCertificatesFrom } from "../../../src/adapters/seals/certificates.ts";
import { createSeals } from "../../../src/adapters/seals/seals.ts";
import type { Party } from "../../../src/core/catalogue/party.ts";
import { signDetached } from "../../../src/openpgp/detached.ts";
import type { UnlockedKey } from "../../../src/openpgp/holders.ts";
import { openMessage } from "../../../src/openpgp/open.ts";
import { sealMessage } from "../../../src/openpgp/seal.ts";
import { anIdentity, DAY, later, noon, utf8 } from "../../support/openpgp-identities.ts";
import { aParty } from "../../support/cases.ts";
import { testKeys } from "../vault/keys.ts";

let folder: string;
let ours: UnlockedKey;
let theirs: UnlockedKey;
let second: UnlockedKey;
let supplier: UnlockedKey;
let expired: UnlockedKey;
let modern: UnlockedKey;

beforeAll(async () => {
  ours = await anIdentity({ name: "Oosterpoort" });
  theirs = await anIdentity();
  second = await anIdentity();
  supplier = await anIdentity({ name: "Supplier" });
  expired = await anIdentity({ now: later(-30 * DAY), validDays: 10 });
  modern = await anIdentity({ version: 6 });
  folder = await mkdtemp(path.join(tmpdir(), "certificates-"));
});
afterAll(() => rm(folder, { recursive: true }));

let stamp = 0;
/** Files certificates under an id; every write gets a time of its own, whatever the file system's clock can tell apart. */
async function file(id: string, ...keys: UnlockedKey[]): Promise<void> {
  const target = path.join(folder, `${id}.asc`);
  await writeFile(target, keys.map(({ certificate }) => certificate.armored).join("\n"));
  stamp += 1;
  await utimes(target, stamp, stamp);
}

const partnerWith = (...keys: UnlockedKey[]): Party =>
  aParty({ id: "bergendal", fingerprints: keys.map(({ fingerprint }) => fingerprint) });
const aSeals = (operators: Readonly<Record<string, Party>> = {}) =>
  createSeals({
    keyring: { signing: ours, decryption: [ours], ...testKeys },
    certificatesOf: readCertificatesFrom(folder),
    now: () => noon,
    operatorOf: (id) => Promise.resolve(operators[id] ?? null),
  });

const bytes = utf8('{"header":{}}');
const from = (signWith: UnlockedKey): Promise<Uint8Array> =>
  sealMessage({ plaintext: bytes, signWith, encryptTo: [ours.certificate], now: noon, profile: "gnupg" });

beforeEach(() => file("bergendal", theirs));

describe("opening a message", () => {
  it("gives the text and who signed it", async () => {
    const opened = await aSeals().open(await from(theirs), partnerWith(theirs));
    expect(opened).toMatchObject({ signer: theirs.fingerprint, signedAt: noon });
    expect(Buffer.from(opened.plaintext).toString()).toBe('{"header":{}}');
  });

  it("takes the signature of the operator that the party file names, while it may speak", async () => {
    await file("supplier", supplier);
    const client = { clientId: "c", operator: "supplier", scopes: [], keys: [], person: null, role: null };
    const party = { ...partnerWith(theirs), clients: [client] };
    const operators = { supplier: aParty({ id: "supplier", fingerprints: [supplier.fingerprint] }) };
    expect((await aSeals(operators).open(await from(supplier), party)).signer).toBe(supplier.fingerprint);
    await expect(aSeals().open(await from(supplier), party)).rejects.toMatchObject({ code: "PGP_SIGNER_UNKNOWN" });
    await expect(aSeals(operators).open(await from(supplier), partnerWith(theirs))).rejects.toMatchObject({
      code: "PGP_SIGNER_UNKNOWN",
    });
  });

  it("knows no signer where the party has no certificate at all", async () => {
    const nobody = aParty({ id: "nobody", fingerprints: [theirs.fingerprint] });
    await expect(aSeals().open(await from(theirs), nobody)).rejects.toMatchObject({ code: "PGP_SIGNER_UNKNOWN" });
  });
});

describe("certificates", () => {
  it("count only when their fingerprint stands in the party file", async () => {
    await file("bergendal", theirs, second);
    await expect(aSeals().open(await from(second), partnerWith(theirs))).rejects.toMatchObject({
      code: "KEY_MALFORMED",
    });
    await expect(aSeals().seal(bytes, partnerWith(theirs))).rejects.toMatchObject({ code: "KEY_MALFORMED" });
  });

  it("are read again when their file changes", async () => {
    const seals = aSeals();
    const party = partnerWith(theirs, second);
    await seals.open(await from(theirs), party);
    await expect(seals.open(await from(second), party)).rejects.toMatchObject({ code: "PGP_SIGNER_UNKNOWN" });
    await file("bergendal", theirs, second);
    expect((await seals.open(await from(second), party)).signer).toBe(second.fingerprint);
  });

  it.each(["../bergendal", "a/b", "", "bergendal\u0000"])(
    "are not looked for outside their folder under %j",
    async (id) => {
      await expect(readCertificatesFrom(folder)({ id, fingerprints: [] })).rejects.toMatchObject({
        code: "ID_MALFORMED",
      });
    },
  );

  it("are refused when the file is none", async () => {
    await writeFile(
      path.join(folder, "broken.asc"),
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
    );
    const holder = { id: "broken", fingerprints: [] };
    await expect(readCertificatesFrom(folder)(holder)).rejects.toMatchObject({ code: "KEY_MALFORMED" });
  });
});

describe("sealing a parcel", () => {
  const openBy = (own: UnlockedKey, message: Uint8Array) =>
    openMessage({ message, own: [own], senders: [ours.certificate], now: noon });

  it("signs with our key and lets every certificate of the party read it", async () => {
    await file("bergendal", theirs, second);
    const parcel = await aSeals().seal(bytes, partnerWith(theirs, second));
    for (const key of [theirs, second]) {
      const opened = await openBy(key, parcel);
      expect(opened.signer).toBe(ours.fingerprint);
      expect(Buffer.from(opened.plaintext)).toEqual(Buffer.from(bytes));
    }
    await expect(openBy(supplier, parcel)).rejects.toMatchObject({ code: "PGP_NOT_FOR_US" });
  });

  it("passes over a certificate that has expired, while another can read", async () => {
    await file("bergendal", expired, theirs);
    const parcel = await aSeals().seal(bytes, partnerWith(expired, theirs));
    expect(Buffer.from((await openBy(theirs, parcel)).plaintext)).toEqual(Buffer.from(bytes));
  });

  it("is refused where the only certificate has expired, and where there is none", async () => {
    await file("bergendal", expired);
    await expect(aSeals().seal(bytes, partnerWith(expired))).rejects.toMatchObject({ code: "PGP_KEY_EXPIRED" });
    await expect(aSeals().seal(bytes, aParty({ id: "nobody" }))).rejects.toMatchObject({ code: "KEY_MISSING" });
  });

  it("speaks RFC 9580 to a party of version 6", async () => {
    await file("bergendal", modern);
    const parcel = await aSeals().seal(bytes, partnerWith(modern));
    expect(Buffer.from((await openBy(modern, parcel)).plaintext)).toEqual(Buffer.from(bytes));
  });
});

describe("detached signatures", () => {
  it("by us verify as ours, and a party's as that party's", async () => {
    await file("oosterpoort", ours);
    const corporation = aParty({ id: "oosterpoort", fingerprints: [ours.fingerprint] });
    const seals = aSeals();
    expect(await seals.verify(bytes, await seals.sign(bytes), corporation)).toBe(ours.fingerprint);
    const signature = await signDetached({ bytes, signWith: theirs, now: noon });
    expect(await seals.verify(bytes, signature, partnerWith(theirs))).toBe(theirs.fingerprint);
    await expect(seals.verify(utf8("other"), signature, partnerWith(theirs))).rejects.toMatchObject({
      code: "PGP_SIGNATURE_WRONG",
    });
  });

  it("under a covenant hold for years, count for nothing when wrong, and stop the start over a stray certificate", async () => {
    const armored = await signDetached({ bytes, signWith: theirs, now: later(-DAY / 2) });
    const seals = aSeals();
    const signer = partnerWith(theirs);
    expect(await seals.verifyCovenant(bytes, { armored, signer })).toBe(true);
    expect(await seals.verifyCovenant(utf8("altered"), { armored, signer })).toBe(false);
    expect(await seals.verifyCovenant(bytes, { armored: "no signature", signer })).toBe(false);
    expect(await seals.verifyCovenant(bytes, { armored, signer: { id: "nobody", fingerprints: [] } })).toBe(false);
    const stray = seals.verifyCovenant(bytes, { armored, signer: partnerWith(second) });
    await expect(stray).rejects.toMatchObject({ code: "KEY_MALFORMED" });
  });
});

it("holds a document under a key of its own and gives it back", () => {
  const held = aSeals().hold(bytes);
  expect(Buffer.from(held.sealed).includes(Buffer.from(bytes))).toBe(false);
  expect(Buffer.from(aSeals().unhold(held))).toEqual(Buffer.from(bytes));
});

it("names one value differently to every party", () => {
  const seals = aSeals();
  expect(seals.pseudonymFor("a", "T-1")).toBe(seals.pseudonymFor("a", "T-1"));
  expect(seals.pseudonymFor("a", "T-1")).not.toBe(seals.pseudonymFor("b", "T-1"));
});
