import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseStrictJson } from "../../../src/core/document/json.ts";
import type { GatewayError } from "../../../src/core/errors.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const DEPTH_MAX = 16;
const KEYS_MAX = 20_000;

/** What is thrown, with nothing caught that is not ours. */
function refusalOf(bytes: Uint8Array): GatewayError {
  try {
    parseStrictJson(bytes);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error("the attack was let in");
}

const keys = (count: number): string => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(",")}}`;
const nested = (depth: number, [open, close]: readonly [string, string]): string =>
  `${open.repeat(depth)}0${close.repeat(depth)}`;
const LISTS = ["[", "]"] as const;
const OBJECTS = ['{"a":', "}"] as const;

describe("JSON from a stranger is refused", () => {
  it.each([
    { name: "nests lists one level too deep", text: nested(DEPTH_MAX + 1, LISTS), code: "DOCUMENT_TOO_DEEP" },
    { name: "nests objects one level too deep", text: nested(DEPTH_MAX + 1, OBJECTS), code: "DOCUMENT_TOO_DEEP" },
    { name: "nests a million lists", text: nested(1_000_000, LISTS), code: "DOCUMENT_TOO_DEEP" },
    { name: "opens a million lists and closes none", text: "[".repeat(1_000_000), code: "DOCUMENT_TOO_DEEP" },
    { name: "names a key twice", text: '{"a":1,"a":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "names a key twice with the same value", text: '{"a":1,"a":1}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "names a key twice, once by escapes", text: '{"a":1,"\\u0061":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "names the empty key twice", text: '{"":1,"":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "names a quoted key twice", text: '{"\\"":1,"\\u0022":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    {
      name: "names a key twice, with space before a colon",
      text: '{"a" :1,"a"\n\t\r :2}',
      code: "DOCUMENT_DUPLICATE_KEY",
    },
    {
      name: "names a key twice in a nested object",
      text: '{"a":{"b":[{"c":1,"c":2}]}}',
      code: "DOCUMENT_DUPLICATE_KEY",
    },
    { name: "names a key again after an inner object", text: '{"a":{"b":1},"a":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "names a key again after a string of brackets", text: '{"a":"}{[","a":2}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "aims at __proto__", text: '{"__proto__":{"isAdmin":true}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "aims at __proto__ by escapes", text: '{"\\u005f_proto_\\u005F":{}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "aims at constructor", text: '{"constructor":{"prototype":{}}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "aims at constructor by escapes", text: '{"c\\u006fnstructor":1}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "aims at prototype, deep inside", text: '[[{"a":{"prototype":1}}]]', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "has one key too many", text: keys(KEYS_MAX + 1), code: "DOCUMENT_MALFORMED" },
    { name: "has too many keys in all its objects", text: `[${keys(KEYS_MAX)},{"a":1}]`, code: "DOCUMENT_MALFORMED" },
    { name: "ends inside a string", text: '{"a":"b', code: "DOCUMENT_MALFORMED" },
    { name: "ends inside a key", text: '{"a', code: "DOCUMENT_MALFORMED" },
    { name: "ends on a backslash", text: '"\\', code: "DOCUMENT_MALFORMED" },
    { name: "escapes its last quote", text: '"\\"', code: "DOCUMENT_MALFORMED" },
    { name: "has a key with a broken escape", text: '{"\\u00g1":1}', code: "DOCUMENT_MALFORMED" },
    { name: "has a text with half a surrogate pair", text: '{"a":"b\\uDC00"}', code: "DOCUMENT_MALFORMED" },
    { name: "has a text with half a pair in a list", text: '["\\ud83dx"]', code: "DOCUMENT_MALFORMED" },
    { name: "is itself half a surrogate pair", text: '"\\ud800"', code: "DOCUMENT_MALFORMED" },
    { name: "has a text with a broken escape", text: '{"a":"\\u00g1"}', code: "DOCUMENT_MALFORMED" },
    { name: "has a key with a raw line break", text: '{"a\nb":1}', code: "DOCUMENT_MALFORMED" },
    { name: "goes on after its end", text: '{"a":1} x', code: "DOCUMENT_MALFORMED" },
    { name: "holds a second value", text: '{"a":1}{"a":1}', code: "DOCUMENT_MALFORMED" },
    { name: "ends with a NUL", text: '{"a":1}\0', code: "DOCUMENT_MALFORMED" },
    { name: "has a comma too many", text: '{"a":1,}', code: "DOCUMENT_MALFORMED" },
    { name: "has a comment", text: '{"a":1 /* b */}', code: "DOCUMENT_MALFORMED" },
    { name: "has a key without quotes", text: "{a:1}", code: "DOCUMENT_MALFORMED" },
    { name: "has a key in a list", text: '["a":1]', code: "DOCUMENT_MALFORMED" },
    { name: "closes what it did not open", text: ']}{"a":1', code: "DOCUMENT_MALFORMED" },
    { name: "closes an object as a list", text: '{"a":1]', code: "DOCUMENT_MALFORMED" },
    { name: "says NaN", text: '{"a":NaN}', code: "DOCUMENT_MALFORMED" },
    { name: "says Infinity", text: '{"a":-Infinity}', code: "DOCUMENT_MALFORMED" },
    { name: "writes a number in hexadecimal", text: '{"a":0x1F}', code: "DOCUMENT_MALFORMED" },
    { name: "writes a number with a leading zero", text: '{"a":012}', code: "DOCUMENT_MALFORMED" },
    { name: "is empty", text: "", code: "DOCUMENT_MALFORMED" },
    { name: "is only space", text: " \n\t ", code: "DOCUMENT_MALFORMED" },
  ])("that $name", ({ text, code }) => {
    expect(refusalOf(encode(text))).toMatchObject({ name: "GatewayError", code });
  });

  it.each([
    { name: "a byte that begins nothing", bytes: [0x22, 0xff, 0x22] },
    { name: "a letter cut in two", bytes: [0x22, 0xc3, 0x22] },
    { name: "a slash written too long", bytes: [0x22, 0xc0, 0xaf, 0x22] },
    { name: "half a surrogate pair as bytes", bytes: [0x22, 0xed, 0xa0, 0x80, 0x22] },
    { name: "a letter beyond Unicode", bytes: [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22] },
    { name: "UTF-16", bytes: [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00] },
  ])("that is no UTF-8: $name", ({ bytes }) => {
    expect(refusalOf(Uint8Array.from(bytes)).code).toBe("DOCUMENT_MALFORMED");
  });

  it.each(['{"geheim":1,"geheim":2}', '{"geheim":geheim}', '{"geheim', '{"a":"geheim"} geheim', '{"geheim\\u0":1}'])(
    "without repeating a word of it: %s",
    (text) => {
      const { message, remedy, at, cause } = refusalOf(encode(text));
      expect([message, remedy, at, cause].map(String).join()).not.toContain("geheim");
    },
  );
});

describe("JSON from a stranger is let in", () => {
  it.each([
    { name: "as deep as allowed", text: nested(DEPTH_MAX, LISTS) },
    { name: "wide rather than deep", text: `[${"[[]],".repeat(1_000)}[]]` },
    { name: "with as many keys as allowed", text: keys(KEYS_MAX) },
    { name: "with the same key in two objects", text: '[{"a":1},{"a":2,"b":{"a":3}}]' },
    { name: "with a forbidden key as a value", text: '{"a":"__proto__","b":["constructor"]}' },
    { name: "with keys that are inherited names", text: '{"toString":1,"hasOwnProperty":2,"valueOf":3}' },
    { name: "with keys that differ in case only", text: '{"a":1,"A":2}' },
    { name: "with a string that looks like JSON", text: '{"a":"{\\"a\\":1,\\"a\\":2}"}' },
    { name: "with a backslash at the end of a string", text: '{"a":"b\\\\","c":1}' },
    { name: "with a whole surrogate pair, escaped", text: '{"\\ud83d\\ude00":"\\uD83D\\uDE00"}' },
    { name: "with a text that spells half a pair", text: '{"a":"\\\\ud800"}' },
    { name: "with keys that nobody can print", text: '{"":1,"a\\u0000":2,"\\u001b[2J":3,"\\ud800":4}' },
    { name: "with a text of tabs and line breaks", text: '{"a":"\\tb\\u000ac"}' },
    { name: "with a number of a thousand digits", text: `[${"9".repeat(1_000)}]` },
    { name: "with no object at all", text: "null" },
  ])("$name", ({ text }) => {
    expect(parseStrictJson(encode(text))).toEqual(JSON.parse(text));
  });

  it("with a byte order mark, which is no part of it", () => {
    expect(parseStrictJson(encode('\u{feff}{"a":1}'))).toEqual({ a: 1 });
  });

  it("and touches no prototype", () => {
    expect(() => parseStrictJson(encode('{"a":{"__proto__":{"polluted":1}}}'))).toThrow();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

const FORBIDDEN = new Set(["__proto__", "prototype", "constructor"]);
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
const key = text.filter((name) => !FORBIDDEN.has(name));
const { honest } = fc.letrec((tie) => ({
  honest: fc.oneof(
    { maxDepth: 8 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("honest"), { maxLength: 4 }),
    fc.dictionary(key, tie("honest"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("any honest value", () => {
  it("is read as JSON.parse reads it, however it is spaced", () => {
    fc.assert(
      fc.property(honest, fc.constantFrom(undefined, 2, "\t"), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseStrictJson(encode(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("is written back to the same text", () => {
    fc.assert(
      fc.property(honest, (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseStrictJson(encode(text)))).toBe(text);
      }),
    );
  });

  it("may be cut off or garbled, and nothing but our own refusal comes of it", () => {
    const garbled = fc.tuple(honest, fc.nat(), fc.constantFrom('"', "{", "}", "[", "]", ":", ",", "\\", "x", ""));
    fc.assert(
      fc.property(garbled, ([value, where, put]) => {
        const text = JSON.stringify(value);
        const at = where % (text.length + 1);
        const bytes = encode(text.slice(0, at) + put + text.slice(at + 1));
        let outcome = "read";
        try {
          parseStrictJson(bytes);
        } catch (error) {
          outcome = (error as GatewayError).code;
        }
        expect(outcome).toMatch(/^(read|DOCUMENT_(MALFORMED|TOO_DEEP|DUPLICATE_KEY|FORBIDDEN_KEY))$/);
      }),
    );
  });
});
