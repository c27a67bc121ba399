import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { BOUND_RULES } from "../../../src/core/covenant/lint-bounds.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { CATALOGUE } from "../../support/cases.ts";
import { at } from "./builders.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
export type Change = readonly [from: string, to: string];

/**
 * The rules that a broken file breaks after these changes to its text, which must all be there to be made. The files are short: what
 * their purposes ask of a clause besides is told with `bounds` alone.
 */
export function rulesIn(
  name: string,
  changes: readonly Change[],
  { today = null, bounds = false }: { readonly today?: string | null; readonly bounds?: boolean } = {},
): readonly string[] {
  let text = readFileSync(join(VECTORS, `${name}.yaml`), "utf8");
  for (const [from, to] of changes) {
    expect(text, `${name} has ${from}`).toContain(from);
    text = text.replace(from, to);
  }
  const bytes = new TextEncoder().encode(text);
  const source = parseYaml({ file: "covenants/broken/v1.yaml", bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant(source, sha256Of(bytes));
  expect(problems).toEqual([]);
  return lint(covenant!, CATALOGUE, today === null ? null : at(today))
    .map(({ rule }) => rule)
    .filter((rule) => bounds || !(rule in BOUND_RULES));
}

export const LIMITS = "    limits: { daily: 20 per day }\n";
export const textOf = (name: string) => readFileSync(join(VECTORS, `${name}.yaml`), "utf8");
