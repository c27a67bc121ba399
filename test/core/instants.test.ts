import fc from "fast-check";
import { expect, it } from "vitest";

import type { GatewayError } from "../../src/core/errors.ts";
import {
  isPartyId,
  isUuid,
  isUuidV7,
  parseExchangeId,
  parseInstant,
  parsePartyId,
  parseSha256,
} from "../../src/core/ids.ts";
import { rfc3339 } from "../../src/core/instants.ts";

const UUID7 = "0192f0c1-0000-7000-8000-000000000001";
const codeOf = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    return (error as GatewayError).code;
  }
  return "let in";
};

it.each([
  [0, "1970-01-01T00:00:00.000Z"],
  [Date.UTC(2026, 10, 22, 10), "2026-11-22T10:00:00.000Z"],
  [Date.UTC(2026, 2, 29, 0, 59, 59, 999), "2026-03-29T00:59:59.999Z"],
  [-1, "1969-12-31T23:59:59.999Z"],
])("%d is written as %s", (value, text) => {
  expect(rfc3339(parseInstant(value))).toBe(text);
});

it("is written so that it is read back as the same instant", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (value) => {
      expect(Date.parse(rfc3339(parseInstant(value)))).toBe(value);
    }),
  );
});

it.each([NaN, Infinity, 0.5, 8.64e15 + 1, -8.64e15 - 1, 2 ** 60])("%d is no instant", (value) => {
  expect(codeOf(() => parseInstant(value))).toBe("ID_MALFORMED");
});

it.each(["oosterpoort", "gemeente-bergendal", "abc", "a".repeat(40), "a--", "a12"])("%s is a party", (text) => {
  expect(isPartyId(text)).toBe(true);
  expect(parsePartyId(text)).toBe(text);
});

it.each(["", "ab", "a".repeat(41), "1ab", "-ab", "Abc", "a_b", "abc ", "abc\n", "ábc", "a/b"])(
  "%j is no party",
  (text) => {
    expect(isPartyId(text)).toBe(false);
    expect(codeOf(() => parsePartyId(text))).toBe("ID_MALFORMED");
  },
);

it.each([
  { name: "a UUIDv7", text: UUID7, uuid: true, v7: true },
  { name: "a UUIDv4", text: UUID7.replace("-7", "-4"), uuid: true, v7: false },
  { name: "of version 9", text: UUID7.replace("-7", "-9"), uuid: false, v7: false },
  { name: "of another variant", text: UUID7.replace("-8", "-c"), uuid: false, v7: false },
  { name: "in capitals", text: UUID7.toUpperCase(), uuid: false, v7: false },
  { name: "in braces", text: `{${UUID7}}`, uuid: false, v7: false },
  { name: "followed by a line", text: `${UUID7}\n`, uuid: false, v7: false },
  { name: "empty", text: "", uuid: false, v7: false },
])("an exchange id $name is told for what it is", ({ text, uuid, v7 }) => {
  expect([isUuid(text), isUuidV7(text)]).toEqual([uuid, v7]);
  expect(codeOf(() => parseExchangeId(text))).toBe(v7 ? "let in" : "ID_MALFORMED");
});

it.each(["", "0".repeat(63), "0".repeat(65), "F".repeat(64), `${"0".repeat(63)}g`, ` ${"0".repeat(63)}`])(
  "%j is no digest",
  (text) => {
    expect(codeOf(() => parseSha256(text))).toBe("ID_MALFORMED");
  },
);
