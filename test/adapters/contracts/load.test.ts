import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readCatalogueFiles } from "../../../src/adapters/contracts/catalogue-files.ts";
import { readCataloguePublication } from "../../../src/adapters/contracts/catalogue-publication.ts";
import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { parseDay, startOfDay } from "../../../src/core/calendar.ts";
import { toBook } from "../../../src/core/covenant/compile.ts";
import { versionInForce } from "../../../src/core/covenant/force.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { aFolder, REPOSITORY, refuseAll, sign, verify } from "./folder.ts";

const at = (day: string) => startOfDay(parseDay(day)!);
const NOW = at("2026-11-22");
const PRINTS: Readonly<Record<string, string>> = {
  "oosterpoort": "A".repeat(40),
  "gemeente-bergendal": "B".repeat(40),
  "installatiebedrijf-voorbeeld": "C".repeat(40),
  "schilder-voorbeeld": "D".repeat(40),
  "officer-1": "E".repeat(40),
  "officer-2": "F".repeat(40),
};

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
  folder = await aFolder();
});
afterEach(() => folder.done());

const load = () => loadContracts({ folder: folder.folder, overlay: folder.overlay, verifySignature: verify });

async function writeParties(parties = Object.keys(PRINTS)) {
  for (const id of parties.filter((party) => !party.startsWith("officer"))) {
    await folder.write(`overlay/parties/${id}.yaml`, `id: ${id}\nfingerprints: [${PRINTS[id]!}]\n`);
  }
}

async function writeSignature(covenant: string, signer: string, where = "overlay/signatures") {
  const bytes = await readFile(join(folder.folder, "covenants", covenant, "v1.yaml"));
  await folder.write(`${where}/${covenant}/v1.${signer}.asc`, sign(bytes, PRINTS[signer]!));
}

async function reasonFor(covenant: string, party: string, now = NOW) {
  const { covenants, catalogue } = await load();
  const role = catalogue.parties.get(party)?.role ?? null;
  return versionInForce(toBook(covenants, new Map()), covenant, { party, role, now }).reason;
}

describe("a covenant between named parties", () => {
  const wanted = ["oosterpoort", "gemeente-bergendal"];
  beforeEach(() => writeParties());

  it("is in force once every party has signed it in the overlay", async () => {
    for (const party of wanted) await writeSignature("bergendal-early-signal", party);
    expect(await reasonFor("bergendal-early-signal", "gemeente-bergendal")).toBeNull();
  });

  it("is in force with signatures that lie beside the file itself", async () => {
    for (const party of wanted) await writeSignature("bergendal-early-signal", party, "contracts/covenants");
    expect(await reasonFor("bergendal-early-signal", "gemeente-bergendal")).toBeNull();
  });

  it.each([
    { name: "nobody signed", signers: [] },
    { name: "only the corporation signed", signers: ["oosterpoort"] },
    { name: "only the partner signed", signers: ["gemeente-bergendal"] },
    { name: "a stranger signed for the partner", signers: ["oosterpoort", "installatiebedrijf-voorbeeld"] },
  ])("is unsigned when $name", async ({ signers }) => {
    for (const party of signers) await writeSignature("bergendal-early-signal", party);
    expect(await reasonFor("bergendal-early-signal", "gemeente-bergendal")).toBe("CONTRACT_UNSIGNED");
  });

  it("is unsigned when a signature was made with another party's certificate, and says so", async () => {
    await writeSignature("bergendal-early-signal", "oosterpoort");
    const bytes = await readFile(join(folder.folder, "covenants/bergendal-early-signal/v1.yaml"));
    const forged = sign(bytes, PRINTS["schilder-voorbeeld"]!);
    await folder.write("overlay/signatures/bergendal-early-signal/v1.gemeente-bergendal.asc", forged);
    expect(await reasonFor("bergendal-early-signal", "gemeente-bergendal")).toBe("CONTRACT_UNSIGNED");
    expect((await load()).warnings).toHaveLength(1);
  });

  it("is unsigned when the signature is over another covenant", async () => {
    await writeSignature("bergendal-early-signal", "oosterpoort");
    const other = await readFile(join(folder.folder, "covenants/entree-allocation/v1.yaml"));
    const moved = sign(other, PRINTS["gemeente-bergendal"]!);
    await folder.write("overlay/signatures/bergendal-early-signal/v1.gemeente-bergendal.asc", moved);
    expect(await reasonFor("bergendal-early-signal", "gemeente-bergendal")).toBe("CONTRACT_UNSIGNED");
  });

  it("is unsigned without an overlay, since the repository holds no signature of anybody", async () => {
    const { covenants } = await loadContracts({ folder: folder.folder, overlay: null, verifySignature: verify });
    expect(covenants.flatMap(({ signatures, officers }) => [...signatures, officers]).filter(Boolean)).toEqual([]);
  });
});

describe("a covenant that names an invented party", () => {
  const loaded = async (pretend: boolean) => {
    const options = { folder: folder.folder, overlay: null, verifySignature: verify, pretend };
    const { catalogue, covenants, warnings } = await loadContracts(options);
    return { parties: catalogue.parties, ids: covenants.map(({ covenant }) => covenant.id), warnings };
  };

  it("is left out of production with that party, which is told and stops nothing", async () => {
    const { parties, ids, warnings } = await loaded(false);
    expect(parties.has("mailchimp")).toBe(false);
    expect(ids).not.toContain("mailchimp-newsletter");
    expect(ids).toContain("bergendal-early-signal");
    expect(warnings.filter((warning) => warning.includes("mailchimp-newsletter/v1.yaml"))).toHaveLength(1);
  });

  it("is there where invented parties are", async () => {
    const { parties, ids, warnings } = await loaded(true);
    expect(parties.has("mailchimp")).toBe(true);
    expect(ids).toContain("mailchimp-newsletter");
    expect(warnings).toEqual([]);
  });

  it("is there once the party's own file says that it is real", async () => {
    const party = await readFile(join(folder.folder, "parties/mailchimp.yaml"), "utf8");
    await folder.write("contracts/parties/mailchimp.yaml", party.replace("pretend: true", "pretend: false"));
    await folder.publish();
    expect((await loaded(false)).ids).toContain("mailchimp-newsletter");
  });
});

describe("an accession", () => {
  beforeEach(async () => {
    await writeParties();
    await writeSignature("contractor-repairs", "oosterpoort");
    await writeSignature("contractor-repairs", "installatiebedrijf-voorbeeld");
  });

  it("is in force for the party that joined", async () => {
    expect(await reasonFor("contractor-repairs", "installatiebedrijf-voorbeeld")).toBeNull();
  });

  it("is not in force for another contractor that did not join", async () => {
    expect(await reasonFor("contractor-repairs", "schilder-voorbeeld")).toBe("CONTRACT_UNSIGNED");
  });

  it("cannot be joined by a party of another role", async () => {
    await writeSignature("contractor-repairs", "gemeente-bergendal");
    expect(await reasonFor("contractor-repairs", "gemeente-bergendal")).toBe("NO_CONTRACT");
  });
});

describe("a unilateral covenant", () => {
  beforeEach(async () => {
    await writeParties();
    const officer = (id: string) => `  - { id: ${id}, fingerprint: ${PRINTS[id]!} }\n`;
    await folder.write("overlay/officers.yaml", `officers:\n${officer("officer-1")}${officer("officer-2")}`);
    await writeSignature("police-demand", "officer-1");
  });

  it("is unsigned with one officer", async () => {
    expect(await reasonFor("police-demand", "politie")).toBe("CONTRACT_UNSIGNED");
  });

  it("is in force with two officers, and for nobody but the party it names", async () => {
    await writeSignature("police-demand", "officer-2");
    expect(await reasonFor("police-demand", "politie")).toBeNull();
    expect(await reasonFor("police-demand", "entree")).toBe("NO_CONTRACT");
  });

  it("refuses two officers with one certificate", async () => {
    const print = PRINTS["officer-1"]!;
    const both = `officers:\n  - { id: officer-1, fingerprint: ${print} }\n  - { id: officer-2, fingerprint: ${print} }\n`;
    await folder.write("overlay/officers.yaml", both);
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_MALFORMED", at: "officers.yaml:3" });
  });
});

describe("the catalogue, on which every covenant rests", () => {
  const original = (file: string) => readFile(join(folder.folder, file), "utf8");
  const CHANGES = [
    ["a field lost its class", "fields.yaml", (text: string) => text.replace("sensitivity: B", "sensitivity: O")],
    [
      "a fact has another provider",
      "facts.yaml",
      (text: string) => text.replace(/(signalRefused: .*from: )register/, "$1data"),
    ],
    ["a limit was raised", "income-classes.yaml", (text: string) => text.replace(/\d{5}/, "99999")],
    ["a line of comment was added", "purposes.yaml", (text: string) => `${text}# as before\n`],
    [
      "another certificate is pinned",
      "parties/entree.yaml",
      (text: string) => text.replace("fingerprints: []", `fingerprints: [${"A".repeat(40)}]`),
    ],
  ] as const;

  it.each(CHANGES)("is refused where %s since it was published, and taken when that is published", async (...row) => {
    const [, file, change] = row;
    const text = await original(file);
    const hash = (await load()).catalogue.hash;
    expect(change(text)).not.toBe(text);
    await folder.write(`contracts/${file}`, change(text));
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_ALTERED", at: `${file}:1` });
    await folder.publish();
    expect((await load()).catalogue.hash).not.toBe(hash);
  });

  it("is refused with a party or with officers that nobody published, and without a party that is", async () => {
    const party = (await original("parties/politie.yaml")).replace("id: politie", "id: politie-twee");
    await folder.write("contracts/parties/politie-twee.yaml", party);
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_ALTERED", at: "parties/politie-twee.yaml:1" });
    await rm(join(folder.folder, "parties/politie-twee.yaml"));
    await folder.write("contracts/officers.yaml", "officers: []\n");
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_ALTERED", at: "officers.yaml:1" });
    await rm(join(folder.folder, "officers.yaml"));
    await rm(join(folder.folder, "parties/collega-voorbeeld.yaml"));
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_ALTERED", at: "parties/collega-voorbeeld.yaml:1" });
  });

  it("has the digest that sha256sum gives of what sha256sum prints", async () => {
    const files = await readCatalogueFiles(folder.folder);
    const lines = [...files.keys()].sort().map((file) => `${sha256Of(files.get(file)!)}  ${file}\n`);
    expect((await load()).catalogue.hash).toBe(sha256Of(Buffer.from(lines.join(""))));
  });

  it("is the one whose copies the repository keeps, so that a change can be read", async () => {
    expect(await readCataloguePublication(REPOSITORY)).toMatchObject({ files: [], changes: [] });
  });
});

describe("a published file", () => {
  const file = "covenants/contractor-repairs/v1.yaml";

  it.each([
    { name: "one byte was added", change: (text: string) => `${text}\n` },
    {
      name: "a field was made required",
      change: (text: string) => text.replace("- phoneNumber\n", "- phoneNumber!\n"),
    },
    { name: "it is no YAML any more", change: () => "[" },
  ])("is refused before anything else when $name", async ({ change }) => {
    const text = await readFile(join(folder.folder, file), "utf8");
    await folder.write(`contracts/${file}`, change(text));
    await folder.write("contracts/fields.yaml", "nonsense");
    await expect(load()).rejects.toMatchObject({ code: "COVENANT_ALTERED", at: `${file}:1` });
  });

  it("is refused when it is gone", async () => {
    await rm(join(folder.folder, file));
    await expect(load()).rejects.toMatchObject({ code: "COVENANT_ALTERED", at: `${file}:1` });
  });

  it("that is not in the list is proposed: told, checked, and never in force, however signed", async () => {
    const text = await readFile(join(folder.folder, file), "utf8");
    const proposal = text.replace("version: 1", "version: 2");
    await folder.write("contracts/covenants/contractor-repairs/v2.yaml", proposal);
    await writeParties();
    for (const signer of ["oosterpoort", "installatiebedrijf-voorbeeld"]) {
      const armored = sign(Buffer.from(proposal), PRINTS[signer]!);
      await folder.write(`overlay/signatures/contractor-repairs/v2.${signer}.asc`, armored);
    }
    const { covenants, proposed, warnings } = await load();
    expect(proposed.map(({ covenant: { id, version }, signatures }) => ({ id, version, signatures }))).toEqual([
      { id: "contractor-repairs", version: 2, signatures: ["installatiebedrijf-voorbeeld", "oosterpoort"] },
    ]);
    expect(warnings.filter((warning) => warning.includes("contractor-repairs/v2.yaml"))).toHaveLength(1);
    expect(toBook(covenants, new Map()).byId.get("contractor-repairs")).toHaveLength(1);
    expect(await reasonFor("contractor-repairs", "installatiebedrijf-voorbeeld")).toBe("CONTRACT_UNSIGNED");
  });

  it("that is taken off the list is proposed again, and nothing passes under it", async () => {
    const { [file]: gone, ...rest } = JSON.parse(
      await readFile(join(folder.folder, "published.json"), "utf8"),
    ) as Record<string, string>;
    expect(gone).toBeDefined();
    await folder.write("contracts/published.json", JSON.stringify(rest));
    expect((await load()).proposed.map(({ covenant }) => covenant.id)).toEqual(["contractor-repairs"]);
    expect(await reasonFor("contractor-repairs", "installatiebedrijf-voorbeeld")).toBe("NO_CONTRACT");
  });

  it("must be lawful to be proposed", async () => {
    const text = await readFile(join(folder.folder, file), "utf8");
    const unlawful = text.replace("version: 1", "version: 2").replace("- phoneNumber\n", "- noSuchField\n");
    await folder.write("contracts/covenants/contractor-repairs/v2.yaml", unlawful);
    await expect(load()).rejects.toMatchObject({
      code: "COVENANT_MALFORMED",
      at: expect.stringContaining("covenants/contractor-repairs/v2.yaml") as string,
    });
  });

  it("need not be in the list to be a draft, which is never in force", async () => {
    const text = await readFile(join(folder.folder, file), "utf8");
    const draft = text.replace("version: 1", "version: 2").replace("status: active", "status: draft");
    await folder.write("contracts/covenants/contractor-repairs/v2.yaml", draft);
    const { covenants } = await load();
    const [newest] = toBook(covenants, new Map()).byId.get("contractor-repairs")!;
    expect(newest!.covenant).toMatchObject({ version: 2, status: "draft" });
  });

  it.each([
    { name: "missing", text: null },
    { name: "no JSON", text: "{" },
    { name: "a list", text: "[]" },
    { name: "a number for a digest", text: `{"${file}": 12}` },
    { name: "a short digest", text: `{"${file}": "abc"}` },
  ])("needs its list, which may not be $name", async ({ text }) => {
    if (text === null) await rm(join(folder.folder, "published.json"));
    else await folder.write("contracts/published.json", text);
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_MALFORMED", at: "published.json:1" });
  });
});

describe("an installation's overlay", () => {
  it("adds fingerprints and clients to a party of the repository", async () => {
    const key = "{ kid: k1, alg: ES256, jwk: { kty: EC, crv: P-256, x: AAAA, y: BBBB } }";
    const client = `clients:\n  - { clientId: entree-1, scopes: [exchange], keys: [${key}] }\n`;
    await folder.write("overlay/parties/entree.yaml", `id: entree\nfingerprints: [${"A".repeat(40)}]\n${client}`);
    const party = (await load()).catalogue.parties.get("entree");
    expect(party).toMatchObject({
      fingerprints: ["A".repeat(40)],
      clients: [{ clientId: "entree-1", operator: null, person: null, role: null, keys: [{ alg: "ES256" }] }],
    });
  });

  it("cannot bring a party of its own", async () => {
    await folder.write("overlay/parties/nobody.yaml", "id: nobody\n");
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_MALFORMED", at: "overlay/parties/nobody.yaml:1" });
  });

  it("cannot change what the repository says of a party", async () => {
    await folder.write("overlay/parties/entree.yaml", "id: entree\nrole: controller\n");
    await expect(load()).rejects.toMatchObject({ code: "CATALOGUE_MALFORMED", at: "overlay/parties/entree.yaml:2" });
  });

  it("brings the invented parties, which are unknown without one", async () => {
    const with_ = await load();
    const without = await loadContracts({ folder: folder.folder, overlay: null, verifySignature: refuseAll });
    expect(with_.catalogue.parties.has("schilder-voorbeeld")).toBe(true);
    expect([...without.catalogue.parties.keys()].filter((id) => id.endsWith("-voorbeeld"))).toEqual([]);
  });
});

describe("a version that counts for nothing yet", () => {
  const EMERGENCY = "covenants/vital-emergency/v1.yaml";
  const loaded = async (pretend: boolean) => {
    const options = { folder: folder.folder, overlay: null, verifySignature: verify, pretend };
    const { covenants, warnings } = await loadContracts(options);
    return { ids: covenants.map(({ covenant }) => covenant.id), warnings };
  };
  const told = (warnings: readonly string[], file: string) => warnings.filter((warning) => warning.startsWith(file));
  const informed = () => readFile(join(folder.folder, "informed.yaml"), "utf8");

  it("is a published one of which people are told by an invented record, where nothing invented counts", async () => {
    const { ids, warnings } = await loaded(false);
    expect(ids).not.toContain("vital-emergency");
    expect(told(warnings, EMERGENCY)).toHaveLength(1);
    expect((await loaded(true)).ids).toContain("vital-emergency");
  });

  it("is not one of which an officer recorded how people are told", async () => {
    await folder.write("contracts/informed.yaml", (await informed()).replaceAll("    pretend: true\n", ""));
    const { ids, warnings } = await loaded(false);
    expect(ids).toContain("vital-emergency");
    expect(told(warnings, EMERGENCY)).toEqual([]);
  });

  it("is one of which a single clause is recorded", async () => {
    const rows = (await informed()).replaceAll("    pretend: true\n", "").split("  - covenant:");
    await folder.write("contracts/informed.yaml", rows.slice(0, 2).join("  - covenant:"));
    expect((await loaded(true)).ids).not.toContain("vital-emergency");
  });

  it.each([
    { name: "breaks a rule", from: "purpose: housing-permit", to: "purpose: fortune-telling" },
    { name: "cannot be read", from: "kind: covenant", to: "kind: handshake" },
  ])("is a draft that $name, and no other covenant waits for it", async ({ from, to }) => {
    const file = "covenants/bergendal-permit/v2.yaml";
    const text = await readFile(join(folder.folder, "covenants/bergendal-permit/v1.yaml"), "utf8");
    const next = text.replace("version: 1", "version: 2").replace(from, to);
    await folder.write(`contracts/${file}`, next.replace("status: active", "status: draft"));
    const { ids, warnings } = await loaded(true);
    expect(ids).toContain("bergendal-permit");
    expect(told(warnings, file)).toHaveLength(1);
    await folder.write(`contracts/${file}`, next);
    await expect(loaded(true)).rejects.toMatchObject({ code: "COVENANT_MALFORMED" });
  });
});

describe("the covenants folder", () => {
  it("refuses a file that is neither a version nor a signature", async () => {
    await folder.write("contracts/covenants/contractor-repairs/v1.yaml.bak", "old");
    await expect(load()).rejects.toMatchObject({
      code: "COVENANT_MALFORMED",
      at: "covenants/contractor-repairs/v1.yaml.bak:1",
    });
  });
});

describe("a folder of so many versions that a thread reads them", () => {
  const MODEL = "bergendal-early-signal";
  const copies = Array.from({ length: 120 }, (_, index) => `${MODEL}-${index + 1}`);
  const place = (id: string) => `contracts/covenants/${id}/v1.yaml`;

  const copyTo = async (id: string, change: (text: string) => string = (text) => text) => {
    const text = await readFile(join(folder.folder, "covenants", MODEL, "v1.yaml"), "utf8");
    await folder.write(place(id), change(text.replace(`id: ${MODEL}\n`, `id: ${id}\n`)));
  };

  beforeEach(async () => {
    await writeParties();
    for (const id of copies) await copyTo(id);
    await folder.publish();
  });

  it("puts in force those that every party signed, and no other", async () => {
    for (const id of copies) for (const party of ["oosterpoort", "gemeente-bergendal"]) await writeSignature(id, party);
    await writeSignature(MODEL, "oosterpoort");
    const { covenants } = await load();
    const both = covenants.filter(({ signatures }) => signatures.length === 2).map(({ covenant }) => covenant.id);
    expect(both.sort()).toEqual([...copies].sort());
    expect(await reasonFor(copies[99]!, "gemeente-bergendal")).toBeNull();
    expect(await reasonFor(MODEL, "gemeente-bergendal")).toBe("CONTRACT_UNSIGNED");
  });

  it("refuses every unlawful one with its line, in the order of the files", async () => {
    const unlawful = (text: string) => text.replace("- caseRef!", "- noSuchField!");
    await copyTo(copies[50]!, unlawful);
    await copyTo(copies[110]!, unlawful);
    await folder.publish();
    const text = await readFile(join(folder.folder, "covenants", copies[50]!, "v1.yaml"), "utf8");
    const line = text.split("\n").findIndex((one) => one.includes("noSuchField!")) + 1;
    const [first, second] = [copies[50]!, copies[110]!].sort();
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "COVENANT_MALFORMED", at: `covenants/${first!}/v1.yaml:${line}` });
    expect((error as Error).message).toContain(`covenants/${second!}/v1.yaml:${line} `);
  });

  it("tells what is wrong with a file before what is wrong with a certificate", async () => {
    await writeSignature(copies[0]!, "oosterpoort");
    const broken = () => Promise.reject(new GatewayError("KEY_MALFORMED", "not pinned"));
    const options = { folder: folder.folder, overlay: folder.overlay, verifySignature: broken };
    await expect(loadContracts(options)).rejects.toMatchObject({ code: "KEY_MALFORMED" });
    await copyTo(copies[119]!, () => "a: 1\na: 2\n");
    await folder.publish();
    await expect(loadContracts(options)).rejects.toMatchObject({ code: "COVENANT_MALFORMED" });
  });
});
