import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const cruiser = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

function cruise(folder: string): Promise<readonly Violation[]> {
  return new Promise((resolve, reject) => {
    const args = [cruiser, "src", "--config", path.join(root, ".dependency-cruiser.cjs"), "--output-type", "json"];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(stderr, { cause: error }));
      else resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
    });
  });
}

async function cruisePlanted(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "house-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    await symlink(path.join(root, "tsconfig.json"), path.join(folder, "tsconfig.json"));
    return (await cruise(folder)).map((violation) => violation.rule.name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("the house of design §4", () => {
  it("stands: src breaks no rule", async () => {
    expect(await cruise(root)).toEqual([]);
  });

  it.each([
    {
      name: "core that imports an adapter",
      rule: "core-is-pure",
      files: {
        "src/core/a.ts": 'import { b } from "../adapters/b.ts"; b;',
        "src/adapters/b.ts": "export const b = 1;",
      },
    },
    {
      name: "core that reads a file",
      rule: "core-is-pure",
      files: { "src/core/a.ts": 'import { readFileSync } from "node:fs"; readFileSync;' },
    },
    {
      name: "http that imports an adapter",
      rule: "http-never-imports-adapters",
      files: {
        "src/http/a.ts": 'import { b } from "../adapters/b.ts"; b;',
        "src/adapters/b.ts": "export const b = 1;",
      },
    },
    {
      name: "exchange that imports http",
      rule: "exchange-sees-core-and-ports",
      files: { "src/exchange/a.ts": 'import { b } from "../http/b.ts"; b;', "src/http/b.ts": "export const b = 1;" },
    },
    {
      name: "a client with server code",
      rule: "client-sees-core-and-openpgp",
      files: {
        "src/client/a.ts": 'import { b } from "../exchange/b.ts"; b;',
        "src/exchange/b.ts": "export const b = 1;",
      },
    },
    {
      name: "a second door to openpgp",
      rule: "door-openpgp",
      files: { "src/http/a.ts": 'import { readKey } from "openpgp"; readKey;' },
    },
    {
      name: "a second door to express",
      rule: "door-express",
      files: { "src/adapters/a.ts": 'import express from "express"; express;' },
    },
    {
      name: "a second door to the database",
      rule: "door-pg",
      files: { "src/exchange/a.ts": 'import pg from "pg"; pg;' },
    },
    {
      name: "two files in a circle",
      rule: "no-circles",
      files: {
        "src/core/a.ts": 'import { b } from "./b.ts"; export const a = b;',
        "src/core/b.ts": 'import { a } from "./a.ts"; export const b = a;',
      },
    },
    {
      name: "a room that imports the composition root",
      rule: "nobody-imports-the-roots",
      files: { "src/http/a.ts": 'import { b } from "../main.ts"; b;', "src/main.ts": "export const b = 1;" },
    },
  ])("falls on $name", async ({ rule, files }) => {
    expect(await cruisePlanted(files)).toContain(rule);
  });
});
