import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { parseYamlFiles, type Unread } from "../../../src/adapters/yaml/parse-many.ts";
import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import type { Path, Source } from "../../../src/core/catalogue/source.ts";
import type { GatewayError } from "../../../src/core/errors.ts";

const CODE = "COVENANT_MALFORMED";
const BROKEN = join(import.meta.dirname, "../../vectors/contracts-broken");
/** Enough for a thread, and no whole number of its batches. */
const MANY = 123;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const plain = (index: number): Unread => ({ file: `${index}.yaml`, bytes: bytesOf(`a: ${index}\nb:\n  - c: 1\n`) });
const many = Array.from({ length: MANY }, (_, index) => plain(index));
const vectors = readdirSync(BROKEN).map((file) => ({ file, bytes: readFileSync(join(BROKEN, file)) }));

async function readAll<F extends Unread>(files: readonly F[]) {
  const read: (F & { readonly source: Source })[] = [];
  for await (const batch of parseYamlFiles(files, CODE)) read.push(...batch);
  return read;
}

/** The refusal of one file, or none; with its words, which both ways of reading must share. */
function refusalOf(file: Unread): unknown {
  try {
    parseYaml({ ...file, code: CODE });
    return null;
  } catch (error) {
    return error;
  }
}

/** Every part of the data, and one that is not there. */
function pathsIn(data: unknown, path: Path = []): readonly Path[] {
  const inside = typeof data === "object" && data !== null ? Object.entries(data) : [];
  const part = (key: string) => (Array.isArray(data) ? Number(key) : key);
  return [path, [...path, "missing"], ...inside.flatMap(([key, value]) => pathsIn(value, [...path, part(key)]))];
}

describe("reading many YAML files", () => {
  it("gives none for none", async () => {
    expect(await readAll([])).toEqual([]);
  });

  it("gives each file, as it was handed over, with data and lines as they are read one by one", async () => {
    const good = [...vectors.filter((file) => refusalOf(file) === null), ...many];
    const read = await readAll(good);
    expect(read.map(({ file, bytes }) => ({ file, bytes }))).toEqual(good);
    for (const { source, ...file } of read) {
      const alone = parseYaml({ ...file, code: CODE });
      expect(source).toMatchObject({ file: file.file, data: alone.data });
      const paths = pathsIn(alone.data);
      expect(paths.map((path) => source.lineOf(path))).toEqual(paths.map((path) => alone.lineOf(path)));
    }
  });

  const refused = [
    ...vectors.filter((file) => refusalOf(file) !== null),
    { file: "not-utf-8.yaml", bytes: Uint8Array.of(0x61, 0x3a, 0x20, 0xff) },
    { file: "deep.yaml", bytes: bytesOf(`a: ${"[".repeat(100_000)}`) },
    { file: "large.yaml", bytes: bytesOf(`a: "${"x".repeat(513 * 1024)}"`) },
  ];

  it.each(refused)("refuses $file among many as it does alone", async (bad) => {
    const files = [...many.slice(0, 70), bad, ...many.slice(70)];
    const { message, at, remedy } = refusalOf(bad) as GatewayError;
    expect(at).toContain(bad.file);
    await expect(readAll(files)).rejects.toMatchObject({ code: CODE, message, at, remedy });
  });

  it("tells the first of two bad files", async () => {
    const bad = (file: string) => ({ file, bytes: bytesOf("a: 1\na: 2\n") });
    const files = [...many.slice(0, 60), bad("first.yaml"), ...many.slice(60), bad("second.yaml")];
    await expect(readAll(files)).rejects.toMatchObject({ at: "first.yaml:2" });
  });
});
