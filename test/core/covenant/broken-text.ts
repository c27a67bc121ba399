import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { CATALOGUE } from "../../support/cases.ts";
import { at } from "./builders.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
export type Change = readonly [from: string, to: string];

/** The rules that a broken file breaks after these changes to its text, which must all be there to be made. */
export function rulesIn(name: string, changes: readonly Change[], today: string | null = null): readonly string[] {
  let text = readFileSync(join(VECTORS, `${name}.yaml`), "utf8");
  for (const [from, to] of changes) {
    expect(text, `${name} has ${from}`).toContain(from);
    text = text.replace(from, to);
  }
  const bytes = new TextEncoder().encode(text);
  const source = parseYaml({ file: "covenants/broken/v1.yaml", bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant(source, sha256Of(bytes));
  expect(problems).toEqual([]);
  return lint(covenant!, CATALOGUE, today === null ? null : at(today)).map(({ rule }) => rule);
}

export const LIMITS = "    limits: { daily: 20 per day }\n";
export const textOf = (name: string) => readFileSync(join(VECTORS, `${name}.yaml`), "utf8");
