import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { refuseProblems } from "../../../src/core/catalogue/source.ts";
import type { Catalogue } from "../../../src/core/catalogue/types.ts";
import { lint, lintProblems } from "../../../src/core/covenant/lint.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { aFolder, refuseAll } from "../../adapters/contracts/folder.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
const HERE = "# <- here";
const EXTRA_PARTIES = [
  { id: "zonder-overeenkomst", role: "processor", outsideEea: false },
  { id: "overzee", role: "co-controller", outsideEea: true },
  { id: "bank-proef", role: "co-controller", outsideEea: false, sector: "bank" },
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
  for (const { id, role, outsideEea, sector } of EXTRA_PARTIES) {
    const rest = `municipalities: []\nfingerprints: []\nclients: []\nagreements: []\nsector: ${sector ?? "null"}\n`;
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

/** As the loader reads one version, with the catalogue read once. */
function readVersion({ text, place }: { text: string; place: string }) {
  const bytes = new TextEncoder().encode(text);
  const source = parseYaml({ file: place, bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant(source, sha256Of(bytes));
  return { covenant, problems: covenant === null ? problems : lintProblems(covenant, catalogue, source) };
}

describe("a bad version", () => {
  const versions = vectors.filter(({ code }) => code === "COVENANT_MALFORMED");

  it.each(versions)("is refused with code and line: $name", ({ text, place, code, line }) => {
    const refuse = () => refuseProblems("COVENANT_MALFORMED", readVersion({ text, place }).problems);
    expect(refuse).toThrow(expect.objectContaining({ code, at: `${place}:${line}` }) as Error);
  });

  it("is told from one in which nothing is wrong", () => {
    const whole = vectors.find(({ code }) => code === "none")!;
    expect(readVersion(whole)).toMatchObject({ problems: [], covenant: { id: "broken" } });
  });
});

describe("a bad file stops the start", () => {
  beforeAll(prepare);
  afterAll(() => folder.done());
  beforeEach(() => folder.restore());
  const some = ["anchor.yaml", "unknown-key.yaml", "class-x-field.yaml"];
  const files = vectors.filter(({ code, name }) => code === "CATALOGUE_MALFORMED" || some.includes(name));

  it.each(files)("with code and line: $name", async ({ text, place, code, line }) => {
    await folder.write(`contracts/${place}`, text);
    await folder.publish();
    await expect(load()).rejects.toMatchObject({ code, at: `${place}:${line}` });
  });

  it("and of several bad files all are named at once", async () => {
    const two = ["class-x-field.yaml", "purpose-unknown.yaml"].map((name) =>
      vectors.find((vector) => vector.name === name)!,
    );
    for (const [index, { text }] of two.entries()) {
      const id = `broken-${index}`;
      await folder.write(`contracts/covenants/${id}/v1.yaml`, text.replace("id: broken", `id: ${id}`));
    }
    await folder.publish();
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GatewayError);
    const places = (error as GatewayError).message.split("\n").map((line) => line.split(" ")[0]);
    expect(places).toEqual(two.map(({ line }, index) => `covenants/broken-${index}/v1.yaml:${line}`));
  });
});

describe("lint", () => {
  it.each(vectors.filter(({ rule }) => rule !== null))("finds $rule in $name", ({ text, rule }) => {
    const { covenant } = readVersion({ text, place: "covenants/broken/v1.yaml" });
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
  "refused-by-design",
  "required-conditional",
  "required-dropped",
  "retention-without-end",
  "special-consent-not-asked",
  "special-without-ground",
  "statement-missing",
  "test-unfit",
  "transfer-without-mechanism",
  "transform-unfit",
];
