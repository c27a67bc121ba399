import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { COMMANDS } from "../../src/cli/commands.ts";

const folder = join(import.meta.dirname, "../../contracts");
const text = await readFile(join(folder, "README.md"), "utf8");

describe("the README of contracts", () => {
  it("names no command that there is not", () => {
    const named = new Set([...text.matchAll(/\bcontract [a-z]+(?=[ `])/g)].map(([name]) => name));
    const known = new Set(COMMANDS.map(({ name }) => name));
    expect(named.size).toBeGreaterThanOrEqual(8);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  it("names no file of this folder that there is not", () => {
    const named = [...text.matchAll(/^\| `([a-z][a-z./-]*)` \|/gm)].map(([, file]) => file ?? "");
    const always = named.filter((file) => file !== "officers.yaml");
    expect(always.length).toBeGreaterThanOrEqual(9);
    expect(always.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });
});
