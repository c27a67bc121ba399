import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalize, parseCanonical } from "../../../src/core/ledger/canonical.ts";
import { bytes, codeOf, text, vectors } from "./support.ts";

const cases = vectors("canonical.json") as readonly { name: string; json: string; canonical: string }[];

const loop: unknown[] = [];
loop.push(loop);
const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

describe("the canonical form", () => {
  it.each(cases)("has $name", ({ json, canonical }) => {
    const made = canonicalize(JSON.parse(json));
    expect(text(made)).toBe(canonical);
    expect(parseCanonical(made)).toEqual(JSON.parse(json.replaceAll("-0", "0")));
  });

  it.each([
    { name: "undefined", value: undefined },
    { name: "a member that is undefined", value: { a: undefined } },
    { name: "a function", value: { a: () => 1 } },
    { name: "a symbol", value: Symbol("a") },
    { name: "a symbol as a key", value: { [Symbol("a")]: 1 } },
    { name: "a bigint", value: 1n },
    { name: "NaN", value: Number.NaN },
    { name: "infinity", value: -Infinity },
    { name: "a whole number beyond 2^53 - 1", value: 2 ** 53 },
    { name: "a large whole number with an exponent", value: 1e300 },
    { name: "a high surrogate alone", value: "\ud83d" },
    { name: "a low surrogate alone", value: "a\ude02b" },
    { name: "surrogates in the wrong order", value: "\ude02\ud83d" },
    { name: "a lone surrogate in a key", value: { "\ud800": 1 } },
    { name: "a date", value: new Date(0) },
    { name: "bytes", value: Uint8Array.of(1) },
    { name: "a map", value: new Map() },
    { name: "an object with a class", value: new Error("a") },
    { name: "an array with a hole", value: Object.assign([1], { length: 2 }) },
    { name: "an array with a named property", value: Object.assign([1], { a: 2 }) },
    { name: "a boxed string", value: Object("a") as unknown },
    { name: "a value that holds itself", value: loop },
    { name: "65 levels", value: nested(65) },
  ])("refuses $name", ({ value }) => {
    expect(codeOf(() => canonicalize(value))).toBe("CANONICAL_UNSUPPORTED");
  });

  it("takes 64 levels, and an object without a prototype", () => {
    expect(text(canonicalize(nested(64)))).toBe("[".repeat(64) + "0" + "]".repeat(64));
    expect(text(canonicalize(Object.assign(Object.create(null), { b: 1, a: 2 })))).toBe('{"a":2,"b":1}');
  });

  it("does not run what a value brings along", () => {
    expect(text(canonicalize({ toJSON: "kept" }))).toBe('{"toJSON":"kept"}');
  });

  it("is the same whatever the order of the keys, and reads back as the value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ noUnicodeString: false })), (value) => {
        fc.pre(!/e\+|\d{16}/.test(JSON.stringify(value)));
        const turned = Object.fromEntries(Object.entries(value).reverse());
        const made = canonicalize(value);
        expect(text(canonicalize(turned))).toBe(text(made));
        expect(text(canonicalize(parseCanonical(made)))).toBe(text(made));
      }),
    );
  });

  it.each([
    { name: "keys in another order", content: '{"b":1,"a":2}' },
    { name: "a key twice", content: '{"a":1,"a":1}' },
    { name: "a space", content: '{"a": 1}' },
    { name: "a line end behind it", content: "{}\n" },
    { name: "an escape that is not needed", content: '"\\u0061"' },
    { name: "a number in another form", content: "1.0" },
    { name: "minus zero", content: "-0" },
    { name: "a byte order mark", content: "\ufeff{}" },
    { name: "no JSON", content: "{" },
    { name: "nothing", content: "" },
    { name: "an escaped lone surrogate", content: '"\\ud800"' },
    { name: "a whole number beyond 2^53 - 1", content: "9007199254740993" },
  ])("is not read from $name", ({ content }) => {
    expect(codeOf(() => parseCanonical(bytes(content)))).toBe("LEDGER_MALFORMED");
  });

  it("is not read from bytes that are no UTF-8", () => {
    expect(codeOf(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22)))).toBe("LEDGER_MALFORMED");
    expect(codeOf(() => parseCanonical(Uint8Array.of(0x22, 0xc1, 0x81, 0x22)))).toBe("LEDGER_MALFORMED");
  });
});
