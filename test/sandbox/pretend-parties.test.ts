import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readCertificatesFrom } from "../../src/adapters/seals/certificates.ts";
import { loadContracts, type LoadOptions } from "../../src/adapters/contracts/load.ts";
import type { LoadedContracts } from "../../src/core/covenant/compile.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { parseInstant } from "../../src/core/ids.ts";
import { readProfile } from "../../src/client/profile.ts";
import { verifyLasting } from "../../src/openpgp/detached.ts";
import { makePretendWorld, STAFF, type PretendClient, type PretendWorld } from "../../src/sandbox/pretend-parties.ts";
import { writeProfiles, type Listening } from "../../src/sandbox/profiles.ts";
import { CONTRACTS } from "../support/pretend-world.ts";

const NOW = parseInstant(Date.parse("2024-01-05T09:00:00Z"));
const LATER = parseInstant(Date.parse("2024-02-05T09:00:00Z"));
const UNSIGNED: LoadOptions = {
  folder: CONTRACTS,
  overlay: null,
  pretend: true,
  verifySignature: () => Promise.resolve(false),
};

let dataDir: string;
let world: PretendWorld;
let clients: readonly PretendClient[];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-sandbox-"));
  const { catalogue, covenants } = await loadContracts(UNSIGNED);
  world = { dataDir, parties: [...catalogue.parties.values()], covenants, now: NOW };
  clients = await makePretendWorld(world);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** The folder as a gateway in the sandbox reads it, each signature checked with the certificate in the overlay. */
function loadSigned(): Promise<LoadedContracts> {
  const overlay = path.join(dataDir, "overlay");
  const certificatesOf = readCertificatesFrom(path.join(overlay, "certificates"));
  return loadContracts({
    folder: CONTRACTS,
    overlay,
    verifySignature: async (bytes, signature, signer) => {
      try {
        await verifyLasting({ bytes, signature, signers: await certificatesOf(signer), now: LATER });
        return true;
      } catch (error) {
        if (error instanceof GatewayError) return false;
        throw error;
      }
    },
  });
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();

const contentsOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all((await filesIn(folder)).map(async (file) => [file, await readFile(file, "utf8")] as const)),
  );

describe("the pretend world", () => {
  it("signs every version that is no draft, as its kind demands, and every signature counts", async () => {
    const { covenants, warnings } = await loadSigned();
    expect(warnings).toEqual([]);
    const active = covenants.filter(({ covenant: { status } }) => status === "active");
    const signed = active.map(({ covenant: { id, kind, parties }, signatures, officers }) => ({
      id,
      officers: kind === "unilateral" ? officers >= 2 : officers === 0,
      byAllNamed: kind === "unilateral" || parties.every((named) => named.id === "*" || signatures.includes(named.id)),
      byJoined: kind !== "accession" || signatures.length > 1,
    }));
    expect(signed).toEqual(
      active.map(({ covenant: { id } }) => ({ id, officers: true, byAllNamed: true, byJoined: true })),
    );
    const drafts = covenants.filter((loaded) => !active.includes(loaded));
    expect(drafts.map(({ covenant, signatures }) => [covenant.id, signatures])).toEqual([
      ["signal-list-unwanted-behaviour", []],
    ]);
  });

  it("signs exactly the bytes of the file: a changed one has no signature", async () => {
    const { covenants } = world;
    const { covenant, bytes } = covenants.find(({ covenant: { kind } }) => kind === "covenant")!;
    const file = path.join(
      dataDir,
      "overlay",
      "signatures",
      covenant.id,
      `v${covenant.version}.${covenant.parties[0]!.id}.asc`,
    );
    const certificatesOf = readCertificatesFrom(path.join(dataDir, "overlay", "certificates"));
    const { catalogue } = await loadSigned();
    const question = {
      signature: await readFile(file, "utf8"),
      signers: await certificatesOf(catalogue.parties.get(covenant.parties[0]!.id)!),
      now: LATER,
    };
    await expect(verifyLasting({ ...question, bytes })).resolves.toBeDefined();
    await expect(verifyLasting({ ...question, bytes: Buffer.concat([bytes, Buffer.from(" ")]) })).rejects.toMatchObject(
      {
        code: "PGP_SIGNATURE_WRONG",
      },
    );
  });

  it("gives every party a key and a client that the overlay pins, and no two the same", async () => {
    const { catalogue } = await loadSigned();
    const parties = [...catalogue.parties.values()];
    const fingerprints = parties.flatMap((party) => party.fingerprints);
    expect(new Set(fingerprints).size).toBe(parties.length);
    for (const party of parties) {
      const own = clients.find(({ profile }) => profile === party.id)!;
      expect({ party: party.id, fingerprints: party.fingerprints }).toEqual({
        party: party.id,
        fingerprints: [own.identity?.fingerprint],
      });
      expect(party.clients.map(({ clientId }) => clientId)).toContain(own.clientId);
    }
    const keys = parties.flatMap((party) => party.clients.flatMap((client) => client.keys.map(({ jwk }) => jwk["x"])));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("gives staff a client each, of the corporation and with no key to seal or open", async () => {
    const staff = clients.filter(({ profile }) => profile.startsWith("staff-"));
    expect(staff.map(({ profile }) => profile).sort()).toEqual(STAFF.map(({ role }) => `staff-${role}`).sort());
    expect(staff.every(({ identity, party }) => identity === null && party === "oosterpoort")).toBe(true);
    const { catalogue } = await loadSigned();
    const scopes = Object.fromEntries(
      catalogue.parties.get("oosterpoort")!.clients.map(({ role, scopes: of }) => [role ?? "system", of]),
    );
    expect(scopes["fg"]).not.toContain("register:write");
    expect(scopes["privacy-officer"]).toContain("register:write");
    expect(Object.entries(scopes).filter(([role, of]) => role !== "system" && of.includes("exchange:send"))).toEqual(
      [],
    );
  });

  it("keeps every private key and passphrase from other accounts", async () => {
    const secret = (await filesIn(path.join(dataDir, "pretend"))).filter((file) =>
      /private|passphrase|\.pem$/.test(file),
    );
    expect(secret.length).toBeGreaterThan(world.parties.length * 2);
    for (const file of secret) expect({ file, mode: (await stat(file)).mode & 0o077 }).toEqual({ file, mode: 0 });
  });

  it("puts no private key into the overlay, which is read as contracts are", async () => {
    const contents = Object.values(await contentsOf(path.join(dataDir, "overlay"))).join("\n");
    expect(contents).not.toMatch(/PRIVATE KEY|"d":/);
  });

  it("changes nothing when it is made again, later", async () => {
    const before = await contentsOf(dataDir);
    expect(await makePretendWorld({ ...world, now: LATER })).toEqual(clients);
    expect(await contentsOf(dataDir)).toEqual(before);
  });

  it("makes good what is missing, and only that", async () => {
    const before = await contentsOf(dataDir);
    const lost = Object.keys(before).find((file) => file.endsWith("v1.oosterpoort.asc"))!;
    await rm(lost);
    await rm(path.join(dataDir, "overlay", "certificates"), { recursive: true });
    await makePretendWorld(world);
    const after = await contentsOf(dataDir);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.keys(after).filter((file) => file !== lost && after[file] !== before[file])).toEqual([]);
    expect((await loadSigned()).warnings).toEqual([]);
  });

  it("leaves a draft unsigned", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-draft-"));
    const [first] = world.covenants;
    const draft = { ...first!, covenant: { ...first!.covenant, status: "draft" as const } };
    const few = world.parties.filter(({ role }) => role === "controller");
    await makePretendWorld({ dataDir: folder, parties: few, covenants: [draft], now: NOW });
    expect(await filesIn(path.join(folder, "overlay", "signatures"))).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe("a profile", () => {
  const listening = (): Listening => ({
    dataDir,
    url: "http://127.0.0.1:8080",
    environment: "sandbox",
    certificate: clients[0]!.identity!.publicArmored,
    ledger: { origin: "sandbox.uitwisselpoort.example/log", vkey: "v" },
  });

  it("is written for every client, and tells nobody where the data folder lies", async () => {
    const files = await writeProfiles(listening(), clients);
    expect([...files.keys()].sort()).toEqual(clients.map(({ profile }) => profile).sort());
    for (const file of files.values()) {
      const text = await readFile(file, "utf8");
      expect(text).not.toContain(dataDir);
      const { clientKey, openpgp } = JSON.parse(text) as {
        clientKey: { file: string };
        openpgp: { file: string; passphraseFile: string } | null;
      };
      const named = [clientKey.file, openpgp?.file, openpgp?.passphraseFile].filter((name) => name !== undefined);
      expect(named.filter((name) => path.isAbsolute(name))).toEqual([]);
      expect((await stat(file)).mode & 0o077).toBe(0);
    }
  });

  it("still works after the data folder moved", async () => {
    const files = await writeProfiles(listening(), clients);
    const moved = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-moved-"));
    await cp(dataDir, moved, { recursive: true });
    const file = path.join(moved, path.relative(dataDir, files.get("gemeente-bergendal")!));
    const profile = await readProfile(file);
    expect(profile).toMatchObject({
      party: "gemeente-bergendal",
      controller: "oosterpoort",
      clientKey: { alg: "ES256" },
    });
    expect(profile.openpgp?.fingerprint).toBe(
      clients.find(({ profile: name }) => name === "gemeente-bergendal")?.identity?.fingerprint,
    );
    await rm(moved, { recursive: true });
  });

  it("of staff has no OpenPGP key", async () => {
    const files = await writeProfiles(listening(), clients);
    const profile = await readProfile(files.get("staff-fg")!);
    expect(profile.openpgp).toBeNull();
    await expect(readProfile(path.join(dataDir, "profiles", "nobody.json"))).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  it.each([
    { name: "no JSON", text: "{" },
    { name: "a member too many", text: '{"extra":1}' },
    { name: "nothing", text: "{}" },
  ])("that holds $name is refused", async ({ text }) => {
    const file = path.join(dataDir, "profiles", "broken.json");
    await writeFile(file, text);
    await expect(readProfile(file)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
