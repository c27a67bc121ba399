import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import { fieldOf } from "../../src/core/catalogue/look-up.ts";
import { leavesOf } from "../../src/core/covenant/condition.ts";
import { exampleData } from "../../src/core/covenant/example.ts";
import type { Clause, Test } from "../../src/core/covenant/types.ts";
import type { Value } from "../../src/core/document/types.ts";
import { catalogue, LEGS } from "../core/covenant/real-legs.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "contracts");

/** Not part of the project: `VERA_CSV`, or the design pages beside it. */
const csv = process.env["VERA_CSV"] ?? join(root, "../shared/vera/Referentiedata.csv");
const present = existsSync(csv);
if (!present) console.log("skipped: VERA reference data are not on this machine; set VERA_CSV to Referentiedata.csv");

interface VeraCode {
  /** `LIST.CODE`; empty where there is none. */
  readonly parent: string;
  /** YYYY-MM-DD; empty while it is in use. */
  readonly ended: string;
}

/** Every code of VERA by `LIST.CODE`. */
const vera = new Map<string, VeraCode>();
for (const row of present ? readFileSync(csv, "utf8").split(/\r?\n/).slice(1) : []) {
  const [list, code, , , , ended = "", parent = ""] = row.split(";");
  if (list !== undefined && code !== undefined) vera.set(`${list}.${code}`, { parent, ended });
}
const lists = new Set([...vera.keys()].map((key) => key.slice(0, key.indexOf("."))));

const written = parseYaml({
  file: "code-lists.yaml",
  bytes: await readFile(join(folder, "code-lists.yaml")),
  code: "CATALOGUE_MALFORMED",
}).data as { readonly lists: Readonly<Record<string, { readonly source: "vera" | "own" }>> };
const isVera = (list: string | null): list is string => list !== null && written.lists[list]?.source === "vera";

const verifySignature = () => Promise.resolve(false);
const { covenants, proposed } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });

const codesIn = (test: Test): readonly unknown[] =>
  "values" in test ? test.values : test.op === "equals" || test.op === "notEquals" ? [test.value] : [];

function conditionsOf(clause: Clause) {
  const fields = [...clause.document.fields.values(), ...(clause.question?.fields.values() ?? [])];
  return [...clause.preconditions.map(({ condition }) => condition), ...fields.flatMap(({ when }) => when ?? [])];
}

/** `LIST.CODE` of every code that a covenant compares with a field of a VERA list, with where it stands. */
const compared = [...covenants, ...proposed].flatMap(({ covenant }) =>
  covenant.clauses.flatMap((clause) =>
    conditionsOf(clause)
      .flatMap(leavesOf)
      .flatMap(({ fact, tests }) => {
        const field = fieldOf(catalogue, catalogue.facts.get(fact)?.field ?? fact);
        const list = field?.codeList ?? null;
        if (!isVera(list)) return [];
        return tests.flatMap(codesIn).map((code) => ({ code: `${list}.${String(code)}`, at: covenant.id }));
      }),
  ),
);

/** `LIST.CODE` wherever source or contracts write one out. */
async function writtenOut(): Promise<readonly { code: string; at: string }[]> {
  const places = ["src", "contracts"].map(async (place) => {
    const files = await readdir(join(root, place), { recursive: true });
    return files
      .filter((name) => /\.(ts|yaml)$/.test(name) && !name.includes("generated"))
      .map((name) => join(place, name));
  });
  const found = (await Promise.all(places)).flat().map(async (at) => {
    const text = await readFile(join(root, at), "utf8");
    return [...text.matchAll(/\b([A-Z]{6,})\.([A-Z][A-Z0-9]{2,3})\b/g)]
      .filter(([, list]) => isVera(list ?? null))
      .map(([code]) => ({ code, at }));
  });
  return (await Promise.all(found)).flat();
}

/** Codes in the examples that partners are shown, by `LIST.CODE`. */
const shown = LEGS.flatMap(({ name, leg }) =>
  Object.entries(exampleData(catalogue, leg)).flatMap(([fieldName, value]) => {
    const field = fieldOf(catalogue, fieldName);
    const items = Array.isArray(value) ? (value as readonly Value[]) : [value];
    const inMembers = (field?.members ?? []).flatMap(({ name: member, codeList }) =>
      items.map((item) => ({ list: codeList, code: (Object(item) as Record<string, unknown>)[member] })),
    );
    return [...items.map((code) => ({ list: field?.codeList ?? null, code })), ...inMembers]
      .filter(({ list, code }) => isVera(list) && typeof code === "string")
      .map(({ list, code }) => ({ code: `${list ?? ""}.${String(code)}`, at: `${name} ${fieldName}` }));
  }),
);

describe.skipIf(!present)("a code list", () => {
  it("says that it is VERA's where it is, and our own where VERA has none of that name", () => {
    const marks = Object.entries(written.lists).map(([name, { source }]) => ({ name, source }));
    expect(marks).toEqual(marks.map(({ name }) => ({ name, source: lists.has(name) ? "vera" : "own" })));
    expect(marks.filter(({ source }) => source === "own").length).toBeGreaterThan(0);
  });

  it("of our own reduces no code to one of VERA's that is not there", () => {
    const parents = [...catalogue.codeLists.values()].flatMap(({ values }) =>
      [...values.values()].flatMap(({ parent }) => (parent === null ? [] : [parent])),
    );
    const ofVera = parents.filter((parent) => isVera(parent.slice(0, parent.indexOf("."))));
    expect(ofVera.length).toBeGreaterThan(0);
    expect(ofVera.filter((parent) => !vera.has(parent))).toEqual([]);
  });

  it("keeps the parent that VERA gives a special code, so that it is reduced to the right one", () => {
    const special = [...catalogue.codeLists.values()]
      .filter(({ name }) => isVera(name))
      .flatMap(({ values }) => [...values.values()])
      .filter(({ sensitivity }) => sensitivity === "B" || sensitivity === "C");
    expect(special.length).toBeGreaterThanOrEqual(20);
    const known = (parent: string) => (catalogue.codeLists.has(parent.slice(0, parent.indexOf("."))) ? parent : null);
    expect(special.map(({ list, code, parent }) => [`${list}.${code}`, parent])).toEqual(
      special.map(({ list, code }) => [`${list}.${code}`, known(vera.get(`${list}.${code}`)?.parent ?? "")]),
    );
  });
});

describe.skipIf(!present)("a VERA code that is named", () => {
  const named = [
    { where: "in a condition of a covenant", codes: compared, least: 10 },
    { where: "in the example of a clause", codes: shown, least: 10 },
  ];

  it.each(named)("$where exists in VERA and is in use", ({ codes, least }) => {
    expect(codes.length).toBeGreaterThanOrEqual(least);
    expect(codes.filter(({ code }) => vera.get(code)?.ended !== "")).toEqual([]);
  });

  // The lists themselves hold lapsed codes too: old messages have them, and they are as special as they were.
  it("in source or contracts, as LIST.CODE, exists in VERA", async () => {
    const codes = await writtenOut();
    expect(codes.length).toBeGreaterThanOrEqual(5);
    expect(codes.filter(({ code }) => !vera.has(code))).toEqual([]);
  });

  it("by mistake would be found", () => {
    expect(vera.get("KANDIDAATSTATUS.XYZ")).toBeUndefined();
  });
});
