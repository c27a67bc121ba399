import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import type { Catalogue } from "../../../src/core/catalogue/types.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { aFolder, refuseAll } from "./folder.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
const HERE = "# <- here";
const EXTRA_PARTIES = [
  { id: "zonder-overeenkomst", role: "processor", outsideEea: false },
  { id: "overzee", role: "co-controller", outsideEea: true },
];

/** Each file says where it belongs, which code it brings about and, for a rule of lint, which; the bad line is marked. */
const vectors = await Promise.all(
  (await readdir(VECTORS)).sort().map(async (name) => {
    const text = await readFile(join(VECTORS, name), "utf8");
    const read = (key: string) => new RegExp(`^# ${key}: (.+)$`, "m").exec(text)?.[1] ?? null;
    const line = text.split("\n").findIndex((written) => written.includes(HERE)) + 1;
    return { name, text, line, place: read("place") ?? "", code: read("code") ?? "", rule: read("rule") };
  }),
);

let folder: Awaited<ReturnType<typeof aFolder>>;
let catalogue: Catalogue;

async function prepare() {
  folder = await aFolder();
  for (const { id, role, outsideEea } of EXTRA_PARTIES) {
    const rest = "municipalities: []\nfingerprints: []\nclients: []\nagreements: []\n";
    const text = `id: ${id}\nname: Proef\nrole: ${role}\ncontact: { email: a@b.example }\noutsideEea: ${String(outsideEea)}\n${rest}`;
    await folder.write(`contracts/parties/${id}.yaml`, text);
  }
  folder.remember();
}

const load = () => loadContracts({ folder: folder.folder, overlay: null, pretend: true, verifySignature: refuseAll });

beforeAll(async () => {
  await prepare();
  catalogue = (await load()).catalogue;
  await folder.done();
});

describe("a bad file stops the start", () => {
  beforeAll(prepare);
  afterAll(() => folder.done());
  beforeEach(() => folder.restore());

  it.each(vectors.filter(({ code }) => code !== "none"))(
    "with code and line: $name",
    async ({ text, place, code, line }) => {
      await folder.write(`contracts/${place}`, text);
      await folder.publish();
      await expect(load()).rejects.toMatchObject({ code, at: `${place}:${line}` });
    },
  );

  it("but not one in which nothing is wrong", async () => {
    const { text, place } = vectors.find(({ code }) => code === "none")!;
    await folder.write(`contracts/${place}`, text);
    await folder.publish();
    expect((await load()).covenants.map(({ covenant }) => covenant.id)).toContain("broken");
  });
});

describe("lint", () => {
  it.each(vectors.filter(({ rule }) => rule !== null))("finds $rule in $name", ({ text, rule }) => {
    const bytes = new TextEncoder().encode(text);
    const source = parseYaml({ file: "covenants/broken/v1.yaml", bytes, code: "COVENANT_MALFORMED" });
    const { covenant } = readCovenant(source, sha256Of(bytes));
    expect(lint(covenant!, catalogue).map((finding) => finding.rule)).toContain(rule);
  });

  it("has a broken file for every rule", () => {
    const covered = new Set(vectors.map(({ rule }) => rule).filter((rule) => rule !== null));
    expect([...covered].sort()).toEqual(RULES);
  });
});

const RULES = [
  "any-party",
  "approval-by-fg",
  "approval-too-few",
  "basis-not-of-purpose",
  "clause-party",
  "code-unknown",
  "consent-endless",
  "consent-needless",
  "consent-not-asked",
  "criminal-without-ground",
  "duty-hold-lapses",
  "fact-unknown",
  "field-always-dropped",
  "field-prohibited",
  "field-unknown",
  "free-text-unscanned",
  "income-out-of-place",
  "interest-not-named",
  "no-controller",
  "order-not-asked",
  "order-not-pulled",
  "order-without-four-eyes",
  "party-role",
  "party-unknown",
  "processor-without-agreement",
  "pull-without-question",
  "purpose-forbidden",
  "purpose-internal",
  "purpose-unknown",
  "reference-not-listed",
  "required-conditional",
  "required-dropped",
  "retention-without-end",
  "special-without-ground",
  "statement-missing",
  "test-unfit",
  "transfer-without-mechanism",
  "transform-unfit",
];
