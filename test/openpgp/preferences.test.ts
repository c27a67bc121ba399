import { spawnSync } from "node:child_process";
import { enums, generateKey, readKey, type Key, type SignaturePacket } from "openpgp";
import { expect, it } from "vitest";
import { generateIdentity, IDENTITY_VALID_DAYS, type GeneratedIdentity } from "../../src/openpgp/generate.ts";
import { libraryConfig } from "../../src/openpgp/config.ts";
import { createGnupg, describeWithGnupg } from "../support/gnupg.ts";
import { DAY, later, noon, PASSPHRASE } from "../support/openpgp-identities.ts";

const made = later(-DAY);
const make = (version: 4 | 6): Promise<GeneratedIdentity> =>
  generateIdentity({
    name: "Oosterpoort",
    email: "pgp@oosterpoort.example",
    passphrase: PASSPHRASE,
    version,
    now: made,
  });
const keyOf = (armoredKey: string): Promise<Key> => readKey({ armoredKey });

async function certificationOf(key: Key): Promise<Partial<SignaturePacket>> {
  const { selfCertification } = await key.getPrimaryUser(new Date(noon));
  const { signatureType, hashAlgorithm, created, keyFlags, features, isPrimaryUserID, keyExpirationTime } =
    selfCertification;
  const { preferredSymmetricAlgorithms, preferredCompressionAlgorithms } = selfCertification;
  return {
    signatureType,
    hashAlgorithm,
    created,
    keyFlags,
    features,
    isPrimaryUserID,
    keyExpirationTime,
    preferredSymmetricAlgorithms,
    preferredCompressionAlgorithms,
  };
}

it("a version 4 key names SHA-512 and SHA-256 as its digests, in both its parts", async () => {
  const { publicArmored, privateArmored, fingerprint } = await make(4);
  for (const armored of [publicArmored, privateArmored]) {
    const key = await keyOf(armored);
    expect(key.getFingerprint().toUpperCase()).toBe(fingerprint);
    const { selfCertification } = await key.getPrimaryUser(new Date(noon));
    expect(selfCertification.preferredHashAlgorithms).toEqual([enums.hash.sha512, enums.hash.sha256]);
    expect(key.users.map(({ selfCertifications }) => selfCertifications.length)).toEqual([1]);
  }
});

it("says otherwise what the library would have said of it", async () => {
  const { publicKey } = await generateKey({
    type: "ecc",
    curve: "curve25519Legacy",
    userIDs: { name: "Oosterpoort" },
    date: new Date(made),
    keyExpirationTime: (IDENTITY_VALID_DAYS * DAY) / 1000,
    format: "object",
    config: libraryConfig(),
  });
  const ours = await certificationOf(await keyOf((await make(4)).publicArmored));
  expect(ours).toEqual(await certificationOf(await keyOf(publicKey.armor())));
});

it.each([4, 6] as const)("a version %i private key is locked in every part", async (version) => {
  const key = await keyOf((await make(version)).privateArmored);
  expect(key.isPrivate() && key.getKeys().map((part) => "isDecrypted" in part && part.isDecrypted())).toEqual([
    false,
    false,
  ]);
});

describeWithGnupg("GnuPG with a version 4 key of ours", () => {
  it("imports, signs and encrypts without a word", async () => {
    const gpg = createGnupg({ now: noon });
    try {
      const identity = await make(4);
      const clock = ["--faked-system-time", "20261122T120000!"];
      const base = ["--homedir", gpg.home, "--batch", "--yes", "--no-tty", "--quiet", "--pinentry-mode", "loopback"];
      const run = (args: readonly string[], input: string): { ok: boolean; said: string } => {
        const all = [...base, ...clock, "--passphrase", PASSPHRASE, "--trust-model", "always", ...args];
        const { status, stderr } = spawnSync("gpg", all, { input });
        const lines = stderr.toString("utf8").split("\n");
        // It tells at every call that its clock is ours.
        const said = lines.filter((line) => line !== "" && !/running with faked system time/.test(line));
        return { ok: status === 0, said: said.join("\n") };
      };
      const silent = { ok: true, said: "" };
      expect(run(["--import"], identity.publicArmored)).toEqual(silent);
      expect(run(["--import"], identity.privateArmored)).toEqual(silent);
      const seal = ["--local-user", identity.fingerprint, "--recipient", identity.fingerprint, "--sign", "--encrypt"];
      expect(run(seal, "{}")).toEqual(silent);
      expect(run(["--local-user", identity.fingerprint, "--detach-sign"], "{}")).toEqual(silent);
    } finally {
      gpg.close();
    }
  });
});
