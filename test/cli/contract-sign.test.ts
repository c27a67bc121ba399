import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";

import { generateIdentity } from "../../src/openpgp/generate.ts";
import { createGnupg, describeWithGnupg } from "../support/gnupg.ts";
import { DAY, later, noon } from "../support/openpgp-identities.ts";
import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, PASSPHRASE, useWorld } from "./world.ts";

const world = useWorld();
const contracts = useContracts();
const SIGNAL = "bergendal-early-signal";
const V1 = `covenants/${SIGNAL}/v1.yaml`;
const PARTY = "gemeente-bergendal";
const ASC = `covenants/${SIGNAL}/v1.${PARTY}.asc`;
const inFolder = (file: string): string => path.join(contracts().folder, file);
async function pin(party: string, fingerprint: string): Promise<void> {
  await contracts().change(`parties/${party}.yaml`, (text) =>
    text.replace(/^fingerprints: .*$/m, `fingerprints: ["${fingerprint}"]`),
  );
  await contracts().publishCatalogue();
}
const sign = (line: readonly string[], env: Record<string, string> = {}) =>
  gatewayJson(["contract", "sign", ...line], { env: { ...contracts().env, ...env } });
const verify = (...line: string[]) =>
  gatewayJson(["contract", "verify", ...line, "--certificates", inFolder("certificates")], { env: contracts().env });
const withKey = (party = PARTY): string[] => [
  ...["--party", party, "--key", path.join(world().folder, "ours.asc")],
  ...["--passphrase-file", path.join(world().folder, "passphrase")],
];

beforeEach(async () => {
  await pin(PARTY, world().ours.fingerprint);
  await rm(inFolder(ASC), { force: true });
  await rm(inFolder(`covenants/${SIGNAL}/v1.oosterpoort.asc`), { force: true });
  await mkdir(inFolder("certificates"), { recursive: true });
  await writeFile(inFolder(`certificates/${PARTY}.asc`), world().ours.certificate.armored);
});

describe("gateway contract sign", () => {
  it("signs exactly the file's bytes with a key from a file", async () => {
    const { exitCode, json } = await sign([SIGNAL, ...withKey()]);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { format: "uitwisselpoort-signature/1", covenant: SIGNAL, version: 1, party: PARTY, file: ASC },
    });
    expect(await readFile(inFolder(ASC), "utf8")).toMatch(/^-----BEGIN PGP SIGNATURE-----/);
    const found = await verify(SIGNAL);
    expect(found.json).toMatchObject({ versions: [{ signatures: [{ signer: PARTY, state: "good", code: null }] }] });
  });

  it("signs with the key of the profile", async () => {
    const profile = await world().profile({ environment: "acceptance" });
    const found = await sign([`${SIGNAL}@1`, "--party", PARTY, "--profile", profile]);
    expect(found).toMatchObject({ exitCode: 0, json: { file: ASC } });
  });

  it("takes the passphrase from the environment, and refuses a wrong one", async () => {
    const line = [SIGNAL, "--party", PARTY, "--key", path.join(world().folder, "ours.asc")];
    const wrong = await sign(line, { GATEWAY_PASSPHRASE: `${PASSPHRASE}-not` });
    expect(wrong).toMatchObject({ exitCode: 4, json: { error: { code: "KEY_LOCKED" } } });
    expect(await sign(line, { GATEWAY_PASSPHRASE: PASSPHRASE })).toMatchObject({ exitCode: 0 });
  });

  it("does not sign twice over the same", async () => {
    await sign([SIGNAL, ...withKey()]);
    const first = await readFile(inFolder(ASC), "utf8");
    expect(await sign([SIGNAL, ...withKey()])).toMatchObject({ exitCode: 2, json: { error: { code: "USAGE" } } });
    expect(await readFile(inFolder(ASC), "utf8")).toBe(first);
  });

  it.each([
    { name: "a party that is not one of the covenant", covenant: SIGNAL, party: "gemeente-heumen" },
    { name: "a party that has no file", covenant: SIGNAL, party: "nobody-at-all" },
    { name: "an officer under a covenant of parties", covenant: SIGNAL, party: "officer-1" },
    { name: "a party under a unilateral covenant", covenant: "police-demand", party: "politie" },
    { name: "a key that is not the party's own", covenant: SIGNAL, party: "oosterpoort" },
  ])("refuses $name", async ({ covenant, party }) => {
    const found = await sign([covenant, ...withKey(party)]);
    expect(found).toMatchObject({ exitCode: 4, json: { error: { code: "COVENANT_SIGNER_WRONG" } } });
    await expect(readFile(inFolder(`covenants/${covenant}/v1.${party}.asc`))).rejects.toThrow("ENOENT");
  });

  it.each([
    { name: "a draft", code: "COVENANT_DRAFT", exitCode: 1, version: 8, status: "draft", published: false },
    {
      name: "an altered published file",
      code: "COVENANT_ALTERED",
      exitCode: 20,
      version: 9,
      status: "active",
      published: true,
    },
    {
      name: "a file that does not lint",
      code: "COVENANT_MALFORMED",
      exitCode: 2,
      version: 10,
      status: "active",
      published: false,
    },
  ])("refuses $name", async ({ code, exitCode, version, status, published }) => {
    const file = `covenants/${SIGNAL}/v${version}.yaml`;
    const text = (await readFile(inFolder(V1), "utf8"))
      .replace("version: 1", `version: ${version}`)
      .replace("status: active", `status: ${status}`);
    const bad = code === "COVENANT_MALFORMED" ? text.replace("basis: legal-duty", "basis: vital") : text;
    await contracts().change(file, () => bad);
    if (published) {
      await contracts().publish(file);
      await contracts().change(file, () => `${bad}# one more line\n`);
    }
    const found = await sign([`${SIGNAL}@${version}`, ...withKey()]);
    expect(found).toMatchObject({ exitCode, json: { error: { code } } });
    await contracts().change("published.json", (list) =>
      JSON.stringify({ ...(JSON.parse(list) as object), [file]: undefined }),
    );
    await rm(inFolder(file));
  });

  it("prints neither key nor passphrase", async () => {
    const { all } = await gateway(["contract", "sign", SIGNAL, ...withKey()], { env: contracts().env });
    for (const secret of world().secrets) expect(all).not.toContain(secret);
  });
});

describe("gateway contract verify", () => {
  it("tells who has signed and who is missing, and holds when all have", async () => {
    await sign([SIGNAL, ...withKey()]);
    const half = await verify(SIGNAL);
    expect(half).toMatchObject({
      exitCode: 1,
      json: { format: "uitwisselpoort-verify/1", holds: false, versions: [{ state: "incomplete" }] },
    });
    expect(half.json).toMatchObject({ versions: [{ missing: { parties: ["oosterpoort"], officers: 0 } }] });
    const other = await anotherKey();
    await pin("oosterpoort", other.fingerprint);
    await writeFile(inFolder("certificates/oosterpoort.asc"), other.certificate);
    await sign([SIGNAL, "--party", "oosterpoort", "--key", other.file, ...withKey().slice(4)]);
    const complete = { exitCode: 0, json: { holds: true, versions: [{ state: "complete" }] } };
    expect(await verify(SIGNAL)).toMatchObject(complete);
    const listed = await readFile(inFolder("published.json"), "utf8");
    await contracts().change("published.json", (text) => text.replace(new RegExp(`.*"${V1}".*\n`), ""));
    const signed = { state: "signed", published: "unpublished", missing: { parties: [], officers: 0 } };
    expect(await verify(SIGNAL)).toMatchObject({ exitCode: 0, json: { holds: true, versions: [signed] } });
    await writeFile(inFolder("published.json"), listed);
    expect(await verify(SIGNAL)).toMatchObject(complete);
  });

  it.each([
    {
      name: "a signature over other bytes",
      code: "PGP_SIGNATURE_WRONG",
      make: () => copyFile(inFolder(ASC), inFolder("covenants/bergendal-permit/v1.gemeente-bergendal.asc")),
    },
    {
      name: "a signature of somebody who is no party",
      code: "COVENANT_SIGNER_WRONG",
      make: () => copyFile(inFolder(ASC), inFolder("covenants/bergendal-permit/v1.gemeente-heumen.asc")),
    },
    {
      name: "something that is no signature",
      code: "PGP_MALFORMED",
      make: () => writeFile(inFolder("covenants/bergendal-permit/v1.gemeente-bergendal.asc"), "no signature"),
    },
  ])("is broken by $name", async ({ code, make }) => {
    await sign([SIGNAL, ...withKey()]);
    await make();
    const { exitCode, json } = await verify("bergendal-permit");
    expect(exitCode).toBe(20);
    expect(json).toMatchObject({
      holds: false,
      versions: [{ state: "broken", signatures: [{ state: "wrong", code }] }],
    });
    await rm(inFolder("covenants/bergendal-permit/v1.gemeente-bergendal.asc"), { force: true });
    await rm(inFolder("covenants/bergendal-permit/v1.gemeente-heumen.asc"), { force: true });
  });

  it("is broken by a signature of a key that the party's file does not name any more", async () => {
    await sign([SIGNAL, ...withKey()]);
    const other = await anotherKey();
    await pin(PARTY, other.fingerprint);
    expect(await verify(SIGNAL)).toMatchObject({
      exitCode: 1,
      json: { versions: [{ state: "incomplete", signatures: [{ state: "unchecked", code: "KEY_MISSING" }] }] },
    });
    await writeFile(inFolder(`certificates/${PARTY}.asc`), other.certificate);
    expect(await verify(SIGNAL)).toMatchObject({
      exitCode: 20,
      json: { versions: [{ signatures: [{ state: "wrong", code: "PGP_SIGNER_UNKNOWN" }] }] },
    });
  });

  it("is broken by a published file that was changed or is gone, whoever signed it", async () => {
    await contracts().change("covenants/humanitas-coaching/v1.yaml", (text) => `${text}\n`);
    expect(await verify("humanitas-coaching")).toMatchObject({
      exitCode: 20,
      json: { versions: [{ published: "altered", state: "broken" }] },
    });
    await rm(inFolder("covenants/humanitas-coaching/v1.yaml"));
    const all = await verify();
    expect(all).toMatchObject({ exitCode: 20, json: { gone: ["covenants/humanitas-coaching/v1.yaml"] } });
  });

  it("counts two different officers under a unilateral covenant, and the controller alone under an accession", async () => {
    const police = await verify("police-demand");
    expect(police.json).toMatchObject({ versions: [{ missing: { parties: [], officers: 2 } }] });
    const fingerprint = world().ours.fingerprint;
    await contracts().change("officers.yaml", () => `officers: [{ id: officer-1, fingerprint: "${fingerprint}" }]\n`);
    await contracts().publishCatalogue();
    await writeFile(inFolder("certificates/officer-1.asc"), world().ours.certificate.armored);
    expect(await sign(["police-demand", ...withKey("officer-1")])).toMatchObject({ exitCode: 0 });
    expect((await verify("police-demand")).json).toMatchObject({
      versions: [{ missing: { parties: [], officers: 1 }, state: "incomplete" }],
    });
    const joined = await verify("bewindvoerder-standard");
    expect(joined.json).toMatchObject({ versions: [{ missing: { parties: ["oosterpoort"] } }] });
  });

  it("suggests the covenant that was meant", async () => {
    const found = await verify("bergendal-early-singal");
    expect(found).toMatchObject({ exitCode: 2, json: { error: { next: expect.stringContaining(SIGNAL) as string } } });
  });
});

describe("keys and signatures of a sandbox", () => {
  const sandbox = (): string[] => ["--sandbox", path.join(world().folder, "sandbox")];
  const inSandbox = (file: string): string => path.join(world().folder, "sandbox", "overlay", file);

  it("are read and written in its data folder, and leave contracts/ alone", async () => {
    await pin(PARTY, "A".repeat(40));
    for (const folder of ["parties", "certificates"]) await mkdir(inSandbox(folder), { recursive: true });
    await writeFile(inSandbox(`certificates/${PARTY}.asc`), world().ours.certificate.armored);
    const pinned = JSON.stringify({ id: PARTY, fingerprints: [world().ours.fingerprint], clients: [] });
    await writeFile(inSandbox(`parties/${PARTY}.yaml`), pinned);
    expect(await sign([SIGNAL, ...withKey()])).toMatchObject({ exitCode: 4 });
    const made = await sign([SIGNAL, ...withKey(), ...sandbox()]);
    expect(made).toMatchObject({ exitCode: 0, json: { file: `signatures/${SIGNAL}/v1.${PARTY}.asc` } });
    await expect(readFile(inFolder(ASC))).rejects.toThrow("ENOENT");
    const seen = await gatewayJson(["contract", "verify", SIGNAL, ...sandbox()], { env: contracts().env });
    expect(seen.json).toMatchObject({ versions: [{ signatures: [{ signer: PARTY, state: "good" }] }] });
    expect((await verify(SIGNAL)).json).toMatchObject({ versions: [{ signatures: [] }] });
  });
});

describeWithGnupg("a covenant signature and GnuPG", () => {
  it("agree: gpg verifies ours, and ours verifies gpg's", async () => {
    const gpg = createGnupg({ now: noon });
    try {
      gpg.import(world().ours.certificate.armored);
      await sign([SIGNAL, ...withKey()]);
      const bytes = await readFile(inFolder(V1));
      const signature = await readFile(inFolder(ASC));
      expect(gpg.verifyDetached({ bytes, signature })).toMatchObject({ ok: true, signers: [world().ours.fingerprint] });
      const changed = Buffer.concat([bytes, Buffer.from("\n")]);
      expect(gpg.verifyDetached({ bytes: changed, signature }).ok).toBe(false);
      const theirs = gpg.generate({ userId: "Oosterpoort Wonen <privacy@oosterpoort.example>" });
      await pin("oosterpoort", theirs);
      await writeFile(inFolder("certificates/oosterpoort.asc"), gpg.exportPublic(theirs));
      await writeFile(inFolder(`covenants/${SIGNAL}/v1.oosterpoort.asc`), gpg.signDetached({ bytes, from: theirs }));
      expect(await verify(SIGNAL)).toMatchObject({ exitCode: 0, json: { holds: true } });
    } finally {
      gpg.close();
    }
  });
});

async function anotherKey(): Promise<{ fingerprint: string; certificate: string; file: string }> {
  const { fingerprint, publicArmored, privateArmored } = await generateIdentity({
    name: "Oosterpoort Wonen",
    email: "privacy@oosterpoort.example",
    passphrase: PASSPHRASE,
    version: 4,
    now: later(-DAY),
  });
  return { fingerprint, certificate: publicArmored, file: await world().write("another.asc", privateArmored) };
}
