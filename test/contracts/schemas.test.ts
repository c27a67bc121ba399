import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import { parseDay } from "../../src/core/calendar.ts";
import { exampleData } from "../../src/core/covenant/example.ts";
import { FILE_KINDS, fileJsonSchema, type FileKind } from "../../src/core/covenant/file-schemas.ts";
import { legSchema } from "../../src/core/covenant/leg-schema.ts";
import { catalogue, LEGS } from "../core/covenant/real-legs.ts";

const folder = join(import.meta.dirname, "../../contracts");
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("date", (text: string) => parseDay(text) !== null);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const faultsOf = (validate: ValidateFunction, data: unknown): readonly string[] =>
  validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);

const validators = new Map(FILE_KINDS.map((kind) => [kind, ajv.compile(fileJsonSchema(kind))]));
const against = (kind: FileKind, data: unknown) => faultsOf(validators.get(kind)!, data);

async function dataOf(file: string): Promise<unknown> {
  const bytes = await readFile(join(folder, file));
  if (file.endsWith(".json")) return JSON.parse(bytes.toString()) as unknown;
  return parseYaml({ file, bytes, code: "CATALOGUE_MALFORMED" }).data;
}

const files = (await readdir(folder, { recursive: true })).filter(
  // Copies of what was published are judged where they were copied from.
  (name) => (name.endsWith(".yaml") && !name.startsWith("published/")) || name === "published.json",
);
const kindOf = (file: string): FileKind => {
  const own = FILE_KINDS.find((kind) => file === `${kind}.yaml` || file === `${kind}.json`);
  return own ?? (file.startsWith("covenants/") ? "covenant" : "party");
};

describe("the schema of a file", () => {
  it.each(FILE_KINDS)("is what the gateway reads: %s", async (kind) => {
    const written = await readFile(join(folder, `schemas/${kind}.schema.json`), "utf8");
    expect(written).toBe(`${JSON.stringify(fileJsonSchema(kind), null, 2)}\n`);
  });

  it("stands beside no other", async () => {
    expect((await readdir(join(folder, "schemas"))).sort()).toEqual(
      FILE_KINDS.map((kind) => `${kind}.schema.json`).sort(),
    );
  });

  it.each(FILE_KINDS)("is valid JSON Schema 2020-12 that names its draft: %s", (kind) => {
    const schema = fileJsonSchema(kind);
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  it.each(files)("fits the repository's own: %s", async (file) => {
    expect(against(kindOf(file), await dataOf(file))).toEqual([]);
  });
});

describe("a file that says which schema is its own", () => {
  const named = files.filter((file) => file.endsWith(".yaml") && !file.startsWith("covenants/"));

  it.each(named)("names the right one: %s", async (file) => {
    const [first] = (await readFile(join(folder, file), "utf8")).split("\n");
    const schema = `${"../".repeat(file.split("/").length - 1)}schemas/${kindOf(file)}.schema.json`;
    expect(first).toBe(`# yaml-language-server: $schema=${schema}`);
  });

  it("is never a covenant: its bytes are signed, and the editor's settings speak for it", async () => {
    const settings = await readFile(join(folder, "../.vscode/settings.json"), "utf8");
    const schemas = (JSON.parse(settings) as { "yaml.schemas": Record<string, string> })["yaml.schemas"];
    expect(schemas["./contracts/schemas/covenant.schema.json"]).toBe("contracts/covenants/*/v*.yaml");
  });
});

describe("a covenant that is typed wrong is told by its schema:", () => {
  type Draft = Record<string, unknown> & { clauses: Record<string, unknown>[] };
  const wrong: readonly { name: string; spoil: (draft: Draft) => void }[] = [
    { name: "a key that is unknown", spoil: (draft) => (draft["remarks"] = "x") },
    { name: "a key of a clause that is unknown", spoil: ({ clauses }) => (clauses[0]!["remarks"] = "x") },
    { name: "no clauses at all", spoil: (draft) => delete (draft as Partial<Draft>).clauses },
    { name: "a kind that is none", spoil: (draft) => (draft["kind"] = "contract") },
    { name: "a version that is no number", spoil: (draft) => (draft["version"] = "1") },
    { name: "a day that does not exist", spoil: (draft) => (draft["lawCheckedOn"] = "2026-02-30") },
    { name: "a direction that is none", spoil: ({ clauses }) => (clauses[0]!["direction"] = "both") },
    { name: "a promise that is none", spoil: ({ clauses }) => (clauses[0]!["statement"] = ["S-108"]) },
    { name: "a clause without fields", spoil: ({ clauses }) => (clauses[0]!["fields"] = []) },
    { name: "a test that is none", spoil: requiring({ fact: "arrearsMonths", atLeast: 2 }) },
    { name: "a test within others", spoil: requiring({ anyOf: [{ not: { fact: "arrearsMonths", min: "2" } }] }) },
    { name: "a condition of two shapes", spoil: requiring({ allOf: [{ fact: "a", min: 1 }], anyOf: [] }) },
  ];
  function requiring(that: unknown) {
    return ({ clauses }: Draft) => (clauses[0]!["require"] = [{ id: "A1", nl: "Proef.", that }]);
  }

  it.each(wrong)("$name", async ({ spoil }) => {
    const draft = (await dataOf("covenants/heumen-early-signal/v1.yaml")) as Draft;
    spoil(draft);
    expect(against("covenant", draft)).not.toEqual([]);
  });

  it("and one that is typed right is not", async () => {
    const draft = (await dataOf("covenants/heumen-early-signal/v1.yaml")) as Draft;
    requiring({ anyOf: [{ not: { fact: "arrearsMonths", min: 2 } }, { allOf: [{ fact: "a", present: true }] }] })(
      draft,
    );
    expect(against("covenant", draft)).toEqual([]);
  });
});

describe("the schema of the data that a clause accepts", () => {
  it.each(LEGS)("is valid JSON Schema 2020-12, and its own example fits: $name", ({ leg }) => {
    const schema = legSchema(catalogue, leg);
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(faultsOf(ajv.compile(schema), exampleData(catalogue, leg))).toEqual([]);
  });

  it.each(LEGS.filter(({ leg }) => [...leg.fields.values()].some(({ required }) => required)))(
    "refuses nothing at all: $name",
    ({ leg }) => {
      expect(faultsOf(ajv.compile(legSchema(catalogue, leg)), {})).not.toEqual([]);
    },
  );
});
