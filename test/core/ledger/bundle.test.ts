import { describe, expect, it } from "vitest";

import { decodeBundle, encodeBundle } from "../../../src/core/ledger/bundle.ts";
import { bytes, codeOf, entriesOf, hex, text, unhex } from "./support.ts";

describe("an entry bundle", () => {
  it("is a length of two bytes and the entry, repeated", () => {
    expect(hex(encodeBundle([bytes("a"), bytes("bcd")]))).toBe("0001610003626364");
    expect(decodeBundle(unhex("0001610003626364"), 2).map(text)).toEqual(["a", "bcd"]);
  });

  it("reads back, empty, full, and with the longest entry", () => {
    for (const entries of [[], entriesOf(1), entriesOf(256), [new Uint8Array(65_535).fill(7)]]) {
      expect(decodeBundle(encodeBundle(entries), entries.length).map(hex)).toEqual(entries.map(hex));
    }
  });

  it("reads from the middle of a larger buffer", () => {
    const whole = Buffer.from("ff0001610003626364ff", "hex");
    expect(decodeBundle(whole.subarray(1, 9), 2).map(text)).toEqual(["a", "bcd"]);
  });

  it.each([
    { name: "an empty entry", entries: [new Uint8Array()] },
    { name: "an entry of 65,536 bytes", entries: [new Uint8Array(65_536)] },
    { name: "257 entries", entries: entriesOf(257) },
  ])("is not made of $name", ({ entries }) => {
    expect(codeOf(() => encodeBundle(entries))).toBe("LEDGER_MALFORMED");
  });

  it.each([
    { name: "a cut length", data: "000161" + "00", width: 1 },
    { name: "a cut entry", data: "00016100036263", width: 2 },
    { name: "an empty entry", data: "0001610000", width: 2 },
    { name: "fewer entries than its width", data: "000161", width: 2 },
    { name: "more entries than its width", data: "0001610003626364", width: 1 },
    { name: "nothing where something should be", data: "", width: 1 },
  ])("is not read from $name", ({ data, width }) => {
    expect(codeOf(() => decodeBundle(unhex(data), width))).toBe("LEDGER_MALFORMED");
  });
});
