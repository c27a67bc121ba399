import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { refuseProblems } from "../../../src/core/catalogue/source.ts";
import type { Catalogue } from "../../../src/core/catalogue/types.ts";
import type { Finding } from "../../../src/core/covenant/finding.ts";
import { BOUND_RULES } from "../../../src/core/covenant/lint-bounds.ts";
import { lint, lintProblems, placeOf } from "../../../src/core/covenant/lint.ts";
import { FILE_RULES, LINT_RULES } from "../../../src/core/covenant/lint-rules.ts";
import { lintVersions } from "../../../src/core/covenant/lint-versions.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import type { Covenant } from "../../../src/core/covenant/types.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { aFolder, refuseAll } from "../../adapters/contracts/folder.ts";
import { aCovenant, at } from "./builders.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
const HERE = "# <- here";
const EXTRA_PARTIES = [
  { id: "zonder-overeenkomst", role: "processor", outsideEea: false },
  { id: "overzee", role: "co-controller", outsideEea: true },
  { id: "bank-proef", role: "co-controller", outsideEea: false, sector: "bank" },
  { id: "verwerker-proef", role: "processor", outsideEea: false, agreement: "processing" },
];
/** Rules that speak of the day of asking are asked on this one. */
const TODAY = at("2026-11-22");

/**
 * Each file says where it belongs, which code it brings about and, for a rule of lint, which and how severe; the bad line is
 * marked. One that is wrong only beside another version names that.
 */
const vectors = await Promise.all(
  (await readdir(VECTORS)).sort().map(async (name) => {
    const text = await readFile(join(VECTORS, name), "utf8");
    const read = (key: string) => new RegExp(`^# ${key}: (.+)$`, "m").exec(text)?.[1] ?? null;
    const line = text.split("\n").findIndex((written) => written.includes(HERE)) + 1;
    const rules = read("rule")?.split(", ") ?? [];
    const [place, code, severity] = [read("place") ?? "", read("code") ?? "", read("severity") ?? "error"];
    return { name, text, line, place, code, rules, severity, beside: read("beside") };
  }),
);

let folder: Awaited<ReturnType<typeof aFolder>>;
let catalogue: Catalogue;

async function prepare() {
  folder = await aFolder();
  for (const { id, role, outsideEea, sector, agreement } of EXTRA_PARTIES) {
    const agreements =
      agreement === undefined
        ? "[]"
        : `[{ kind: ${agreement}, ref: P-1, valid: { from: 2026-01-01, until: 2027-12-31 } }]`;
    const rest = `municipalities: []\nfingerprints: []\nclients: []\nagreements: ${agreements}\nsector: ${sector ?? "null"}\n`;
    const text = `id: ${id}\nname: Proef\nrole: ${role}\ncontact: { email: a@b.example }\noutsideEea: ${String(outsideEea)}\n${rest}`;
    await folder.write(`contracts/parties/${id}.yaml`, text);
  }
  await folder.publish();
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
  return { source, covenant, problems: covenant === null ? problems : lintProblems(covenant, catalogue, source) };
}

describe("a bad version", () => {
  const versions = vectors.filter(({ code }) => code === "COVENANT_MALFORMED");

  it.each(versions)("is refused with code and line: $name", ({ text, place, code, line }) => {
    const refuse = () => refuseProblems("COVENANT_MALFORMED", readVersion({ text, place }).problems);
    expect(refuse).toThrow(expect.objectContaining({ code, at: `${place}:${line}` }) as Error);
  });

  it.each(versions.filter(({ rules }) => rules.length === 0))(
    "is told in words of the file: $name",
    ({ text, place }) => {
      const told = (): string => {
        try {
          return readVersion({ text, place })
            .problems.map(({ message }) => message)
            .join("\n");
        } catch (error) {
          return String(error);
        }
      };
      expect(told()).not.toMatch(/invalid (input|option)|expected|received|undefined/);
    },
  );

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

  it.each(vectors.filter(({ beside }) => beside !== null))(
    "and for published versions of which none may take over unseen: $name",
    async ({ text, place, code, line, beside }) => {
      const older = vectors.find(({ name }) => name === beside)!;
      await folder.write(`contracts/${older.place}`, older.text);
      await folder.write(`contracts/${place}`, text);
      await folder.publish();
      if (code === "none") await expect(load()).resolves.toMatchObject({ proposed: [] });
      else await expect(load()).rejects.toMatchObject({ code, at: `${place}:${line}` });
    },
  );

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

/** What lint says of a vector, alone and beside the version that it names. */
function findingsIn({ text, place, beside, rules }: (typeof vectors)[number]) {
  const { covenant, source } = readVersion({ text, place });
  const older = vectors.find(({ name }) => name === beside);
  const versions = [covenant!, ...(older === undefined ? [] : [readVersion(older).covenant!])];
  // The files are short: what a purpose asks of its clauses besides has files of its own.
  const isAsked = ({ rule }: Finding) => !(rule in BOUND_RULES) || rules.includes(rule);
  return [
    ...lint(covenant!, catalogue, TODAY).filter(isAsked),
    ...lintVersions(versions).map(({ finding }) => finding),
  ].map((finding) => ({ ...finding, line: source.lineOf(placeOf(finding, source)) }));
}

describe("lint", () => {
  it.each(vectors.filter(({ rules }) => rules.length > 0))(
    "finds in $name $rules and nothing else, with its line and severity",
    (vector) => {
      const found = findingsIn(vector).map(({ rule, line, severity }) => ({ rule, line, severity }));
      const { line, severity } = vector;
      const [first, ...others] = vector.rules.map((rule) => ({ rule, line, severity }));
      expect(found).toContainEqual(first);
      expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set([first, ...others].map((one) => one?.rule)));
    },
  );

  it("does not speak of days unless it is asked on one", () => {
    const old = vectors.filter(({ rules }) =>
      rules.some((rule) => rule === "dpia-review-due" || rule === "law-checked-long-ago"),
    );
    expect(old).toHaveLength(2);
    for (const vector of old) expect(lint(readVersion(vector).covenant!, catalogue)).toEqual([]);
  });

  it("says of every rule what is wrong, by which law, and what to do", () => {
    expect(LINT_RULES.length).toBeGreaterThanOrEqual(30);
    for (const { id, law, says, remedy } of LINT_RULES) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      for (const text of [law, says, remedy]) expect(text.length, id).toBeGreaterThan(2);
    }
    expect(new Set(LINT_RULES.map(({ id }) => id)).size).toBe(LINT_RULES.length);
  });

  it("has a broken file for every rule about covenants", () => {
    const covered = new Set(vectors.flatMap(({ rules }) => rules));
    const files: readonly string[] = Object.keys(FILE_RULES);
    expect([...covered].sort()).toEqual(
      LINT_RULES.map(({ id }) => id)
        .filter((id) => !files.includes(id))
        .sort(),
    );
  });

  it("fills in the name of what breaks a rule", () => {
    const findings = vectors.filter(({ rules }) => rules.length > 0).flatMap(findingsIn);
    for (const { message, rule } of findings) expect(message, rule).not.toContain("`…`");
  });
});

describe("active versions beside each other", () => {
  const span = (version: number, from: string, until: string, change: Partial<Covenant> = {}) =>
    aCovenant({ version, from: at(from), until: at(until), ...change });
  const first = span(1, "2026-01-01", "2027-01-01");

  it.each([
    { name: "one that follows to the day", second: span(2, "2027-01-01", "2028-01-01"), rules: [] },
    { name: "one that leaves a day out", second: span(2, "2027-01-02", "2028-01-01"), rules: ["versions-gap"] },
    {
      name: "one that takes over a day early",
      second: span(2, "2026-12-31", "2028-01-01"),
      rules: ["versions-overlap"],
    },
    { name: "one of the same days", second: span(2, "2026-01-01", "2027-01-01"), rules: ["versions-overlap"] },
    { name: "one that ends a day before", second: span(2, "2026-02-01", "2026-12-31"), rules: ["versions-tangled"] },
    { name: "one that begins a day before", second: span(2, "2025-12-31", "2027-01-01"), rules: ["versions-tangled"] },
    { name: "one that is over before", second: span(2, "2025-01-01", "2026-01-01"), rules: ["versions-tangled"] },
    { name: "a draft", second: span(2, "2025-01-01", "2026-05-01", { status: "draft" }), rules: [] },
    { name: "another covenant", second: span(2, "2025-01-01", "2026-05-01", { id: "ander" }), rules: [] },
  ])("are told apart: $name", ({ second, rules }) => {
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      expect(lintVersions(order).map(({ finding, covenant }) => [covenant.version, finding.rule])).toEqual(
        rules.map((rule) => [2, rule]),
      );
    }
  });

  it("leave no gap where any older one reaches the newest", () => {
    const second = span(2, "2026-03-01", "2026-06-01");
    const rules = lintVersions([first, second, span(3, "2027-01-01", "2028-01-01")]).map(({ finding }) => finding.rule);
    expect(rules).toEqual(["versions-tangled"]);
  });
});
