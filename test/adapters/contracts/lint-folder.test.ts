import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { lintFolder, type LintRequest } from "../../../src/adapters/contracts/lint-folder.ts";
import { FILE_RULES } from "../../../src/core/covenant/lint-rules.ts";
import { at } from "../../core/covenant/builders.ts";
import { aFolder, REPOSITORY, sign, verify } from "./folder.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
const PRINT = "A".repeat(40);
const OTHER = "B".repeat(40);
const HUMANITAS = "covenants/humanitas-coaching/v1.yaml";

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => void (folder = await aFolder()));
afterAll(() => folder.done());
beforeEach(() => folder.restore());

const vector = (name: string) => readFile(join(VECTORS, name));
const original = (file: string) => readFile(join(REPOSITORY, file), "utf8");
const lintNow = async (change: Partial<LintRequest> = {}) =>
  lintFolder({ folder: folder.folder, verifySignature: null, today: at("2026-11-22"), loose: [], ...change });
const placesOf = async (change?: Partial<LintRequest>) =>
  (await lintNow(change)).map(({ file, line, rule }) => `${file}:${line} ${rule}`);

describe("lint of the whole folder", () => {
  it("has nothing to say of the repository's own", async () => {
    expect(await lintNow()).toEqual([]);
  });

  it("tells faults of every kind at once, by file and line", async () => {
    await folder.write(`contracts/${HUMANITAS}`, `${await original(HUMANITAS)}\n`);
    await rm(join(folder.folder, "covenants/portability/v1.yaml"));
    await folder.write("contracts/covenants/broken/v1.yaml", await vector("nothing-wrong.yaml"));
    await folder.write("contracts/covenants/broken/v2.yaml", await vector("a-day-without-a-version.yaml"));
    await folder.write("contracts/covenants/bad/v1.yaml", await vector("not-closed.yaml"));
    const two = (await original("covenants/police-demand/v1.yaml"))
      .replace("version: 1", "version: 2")
      .replace("approval: four-eyes", "approval: privacy-officer")
      .replace("until: 2027-12-31", "until: 2027-12-30");
    await folder.write("contracts/covenants/police-demand/v2.yaml", two);
    const findings = await lintNow();
    await folder.write("contracts/covenants/portability/v1.yaml", await original("covenants/portability/v1.yaml"));
    expect(findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`)).toEqual([
      "covenants/bad/v1.yaml covenant-malformed error",
      "covenants/broken/v2.yaml versions-gap warning",
      `${HUMANITAS} published-altered error`,
      "covenants/police-demand/v2.yaml versions-tangled error",
      "covenants/police-demand/v2.yaml order-without-four-eyes error",
      "covenants/portability/v1.yaml published-altered error",
    ]);
    for (const { line, message, remedy, law } of findings) {
      expect(line).toBeGreaterThan(0);
      expect(message.length * remedy.length * law.length).toBeGreaterThan(0);
    }
  });

  it.each([
    { name: "a field list that is no YAML", file: "fields.yaml", text: "[", at: "fields.yaml:1" },
    { name: "a published list that is no JSON", file: "published.json", text: "[", at: "published.json:1" },
    { name: "a party of another name", file: "parties/politie.yaml", text: "id: x\n", at: "parties/politie.yaml:1" },
  ])("tells of $name, and of its line", async ({ file, text, at: place }) => {
    await folder.write(`contracts/${file}`, text);
    const findings = await placesOf();
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings)).toEqual(new Set([`${place} catalogue-malformed`]));
  });

  it("throws what is no fault of a file", async () => {
    await expect(lintNow({ folder: join(folder.root, "elsewhere") })).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("a file from elsewhere", () => {
  const loose = async (name: string) => [{ file: `/mail/${name}`, bytes: await vector(name) }];

  it("is judged with the catalogue of the folder, and by its own name and lines", async () => {
    expect(await placesOf({ loose: await loose("debts-without-dpia.yaml") })).toEqual([
      "/mail/debts-without-dpia.yaml:27 dpia-missing",
    ]);
    expect(await placesOf({ loose: await loose("unknown-key.yaml") })).toEqual([
      "/mail/unknown-key.yaml:8 covenant-malformed",
    ]);
  });

  it("stands beside the other versions of its covenant", async () => {
    await folder.write("contracts/covenants/broken/v1.yaml", await vector("nothing-wrong.yaml"));
    expect(await placesOf({ loose: await loose("newer-version-ends-first.yaml") })).toEqual([
      "/mail/newer-version-ends-first.yaml:14 versions-tangled",
    ]);
  });

  it("stands for the version that it is another draft of, and never beside it", async () => {
    await folder.write("contracts/covenants/broken/v1.yaml", await vector("nothing-wrong.yaml"));
    await folder.write("contracts/covenants/broken/v2.yaml", await vector("newer-version-ends-first.yaml"));
    const better = (await vector("newer-version-ends-first.yaml"))
      .toString()
      .replace("2026-07-01", "2028-01-01")
      .replace("2027-06-30", "2028-12-31");
    const given = [{ file: "better.yaml", bytes: Buffer.from(better) }];
    expect(await placesOf({ loose: given })).toEqual([]);
  });
});

describe("signatures", () => {
  const at1 = "contracts/covenants/humanitas-coaching/v1";

  beforeEach(async () => {
    for (const id of ["stichting-humanitas", "entree"]) {
      const text = await original(`parties/${id}.yaml`);
      const print = id === "entree" ? OTHER : PRINT;
      await folder.write(`contracts/parties/${id}.yaml`, text.replace("fingerprints: []", `fingerprints: [${print}]`));
    }
  });

  it.each([
    { name: "the party's own key", signer: "stichting-humanitas", print: PRINT, bytes: "these", counts: true },
    { name: "another's key", signer: "stichting-humanitas", print: OTHER, bytes: "these", counts: false },
    { name: "its key over other bytes", signer: "stichting-humanitas", print: PRINT, bytes: "others", counts: false },
    { name: "the key of a stranger to the covenant", signer: "entree", print: OTHER, bytes: "these", counts: false },
  ])("by $name: counts is $counts", async ({ signer, print, bytes, counts }) => {
    const signed = await readFile(join(REPOSITORY, HUMANITAS));
    await folder.write(`${at1}.${signer}.asc`, sign(bytes === "these" ? signed : Buffer.from("x"), print));
    const place = `covenants/humanitas-coaching/v1.${signer}.asc:1 signature-does-not-count`;
    const findings = await lintNow({ verifySignature: verify });
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual(counts ? [] : [place]);
    for (const { message } of findings) expect(message).toContain(`\`${signer}\``);
  });

  it("are not looked at where nobody's certificates are at hand", async () => {
    await folder.write(`${at1}.stichting-humanitas.asc`, "nonsense");
    expect(await lintNow()).toEqual([]);
  });
});

it("has a test here for every rule about files", () => {
  expect(Object.keys(FILE_RULES)).toEqual([
    "catalogue-malformed",
    "covenant-malformed",
    "published-altered",
    "signature-does-not-count",
  ]);
});
