import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

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

interface Breach {
  readonly name: string;
  readonly rule: string;
  /** By path; the first one breaks the rule. */
  readonly files: Readonly<Record<string, string>>;
}

/** One house with every breach in it, each in folders of its own within its rooms, so that one look finds them all. */
async function cruisePlanted(breaches: readonly Breach[]): Promise<readonly Violation[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "house-"));
  try {
    for (const breach of breaches) {
      for (const [name, text] of Object.entries(breach.files)) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    await symlink(path.join(root, "tsconfig.json"), path.join(folder, "tsconfig.json"));
    return await cruise(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const BREACHES: readonly Breach[] = [
  {
    name: "core that imports an adapter",
    rule: "core-is-pure",
    files: {
      "src/core/adapter/a.ts": 'import { b } from "../../adapters/core/b.ts"; b;',
      "src/adapters/core/b.ts": "export const b = 1;",
    },
  },
  {
    name: "core that reads a file",
    rule: "core-is-pure",
    files: { "src/core/file/a.ts": 'import { readFileSync } from "node:fs"; readFileSync;' },
  },
  {
    name: "http that imports an adapter",
    rule: "http-never-imports-adapters",
    files: {
      "src/http/adapter/a.ts": 'import { b } from "../../adapters/http/b.ts"; b;',
      "src/adapters/http/b.ts": "export const b = 1;",
    },
  },
  {
    name: "exchange that imports http",
    rule: "exchange-sees-core-and-ports",
    files: {
      "src/exchange/http/a.ts": 'import { b } from "../../http/exchange/b.ts"; b;',
      "src/http/exchange/b.ts": "export const b = 1;",
    },
  },
  {
    name: "a client with server code",
    rule: "client-sees-core-and-openpgp",
    files: {
      "src/client/server/a.ts": 'import { b } from "../../exchange/client/b.ts"; b;',
      "src/exchange/client/b.ts": "export const b = 1;",
    },
  },
  {
    name: "a second door to openpgp",
    rule: "door-openpgp",
    files: { "src/http/openpgp/a.ts": 'import { readKey } from "openpgp"; readKey;' },
  },
  {
    name: "a second door to express",
    rule: "door-express",
    files: { "src/adapters/express/a.ts": 'import express from "express"; express;' },
  },
  {
    name: "a second door to the database",
    rule: "door-pg",
    files: { "src/exchange/pg/a.ts": 'import pg from "pg"; pg;' },
  },
  {
    name: "two files in a circle",
    rule: "no-circles",
    files: {
      "src/core/circle/a.ts": 'import { b } from "./b.ts"; export const a = b;',
      "src/core/circle/b.ts": 'import { a } from "./a.ts"; export const b = a;',
    },
  },
  {
    name: "a room that imports the composition root",
    rule: "nobody-imports-the-roots",
    files: { "src/http/root/a.ts": 'import { b } from "../../main.ts"; b;', "src/main.ts": "export const b = 1;" },
  },
];

describe("the house of design §4", () => {
  let found: readonly Violation[];
  beforeAll(async () => void (found = await cruisePlanted(BREACHES)));

  it("stands: src breaks no rule", async () => {
    expect(await cruise(root)).toEqual([]);
  });

  it.each(BREACHES)("falls on $name", ({ rule, files }) => {
    const from = Object.keys(files)[0];
    expect(found.map((violation) => ({ rule: violation.rule.name, from: violation.from }))).toContainEqual({
      rule,
      from,
    });
  });
});
