import { describe, expect, it } from "vitest";

import { parseYaml } from "../../../src/adapters/yaml/parse.ts";

const parse = (text: string | Uint8Array) =>
  parseYaml({
    file: "f.yaml",
    bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
    code: "COVENANT_MALFORMED",
  });

describe("reading YAML", () => {
  it("gives plain data in which a date stays text and `no` is no boolean", () => {
    expect(parse("a: 2026-01-01\nb: no\nc: [1, true, null]\n").data).toEqual({
      a: "2026-01-01",
      b: "no",
      c: [1, true, null],
    });
  });

  it.each([
    { path: [], line: 2 },
    { path: ["a"], line: 2 },
    { path: ["b"], line: 3 },
    { path: ["b", 1], line: 5 },
    { path: ["b", 1, "d"], line: 6 },
    { path: ["b", 1, "d", "missing"], line: 6 },
    { path: ["b", 7], line: 3 },
    { path: ["missing", "deep"], line: 2 },
  ])("finds the line of $path", ({ path, line }) => {
    expect(parse("# first\na: 1\nb:\n  - x\n  - c: 1\n    d: 2\n").lineOf(path)).toBe(line);
  });

  it.each([
    { name: "a key that stands twice", text: "a: 1\na: 2\n", line: 2 },
    { name: "a key that stands twice in a flow map", text: "a: { b: 1, b: 2 }\n", line: 1 },
    { name: "an anchor", text: "a: &x 1\n", line: 1 },
    { name: "an alias, as a bomb of them needs", text: "a: &x [1, 2]\nb: [*x, *x]\n", line: 1 },
    { name: "a merge key", text: "a: 1\n<<: { b: 2 }\nc: &y 1\n", line: 3 },
    { name: "a local tag", text: "a: !js 1\n", line: 1 },
    { name: "a standard tag", text: "a: !!str 1\n", line: 1 },
    { name: "a key aimed at prototypes", text: "a: 1\n__proto__: { b: 1 }\n", line: 2 },
    { name: "a constructor key", text: "constructor: 1\n", line: 1 },
    { name: "a key that is a list", text: "? [1, 2]\n: 3\n", line: 1 },
    { name: "a key that is null", text: "~: 3\n", line: 1 },
    { name: "two documents", text: "a: 1\n---\nb: 2\n", line: 2 },
    { name: "a flow map that does not end", text: "a: { b: 1\n", line: 2 },
    { name: "tabs for indentation", text: "a:\n\tb: 1\n", line: 2 },
    { name: "nothing", text: "", line: 1 },
    { name: "bytes that are no UTF-8", text: Uint8Array.of(0x61, 0x3a, 0x20, 0xff), line: 1 },
    { name: "more than 512 KB", text: `a: "${"x".repeat(513 * 1024)}"`, line: 1 },
    { name: "lists a thousand deep", text: `a: ${"[".repeat(1000)}${"]".repeat(1000)}`, line: 1 },
    { name: "lists a hundred thousand deep", text: `a: ${"[".repeat(100_000)}`, line: 1 },
  ])("refuses $name with its line", ({ text, line }) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: "COVENANT_MALFORMED", at: `f.yaml:${line}` }) as Error,
    );
  });
});
