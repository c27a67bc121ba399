import { describe, expect, it } from "vitest";

import {
  cosign,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "../../../src/core/ledger/checkpoint.ts";
import { encodeCosignature, readCosignature } from "../../../src/core/ledger/cosignature.ts";
import { EMPTY_ROOT } from "../../../src/core/ledger/hash.ts";
import { formatSignature, openNote, parseNote, signNote } from "../../../src/core/ledger/note.ts";
import { formatVkey, keyIdOf, parseVkey } from "../../../src/core/ledger/note-key.ts";
import { toBase64 } from "../../../src/core/ledger/bytes.ts";
import {
  codeOf,
  hex,
  LOG_VKEY,
  logKey,
  ORIGIN,
  strangerKey,
  trusted,
  WITNESS,
  WITNESS_VKEY,
  witnessKey,
} from "./support.ts";

const root = new Uint8Array(32).fill(7);
const checkpoint = { origin: ORIGIN, size: 12, root };
const body = formatCheckpoint(checkpoint);
const note = signCheckpoint(checkpoint, logKey);
const [, logLine] = note.split("\n\n") as [string, string];
const witnessAt = (time: number): string => cosign(body, { name: WITNESS, ...witnessKey, time });
const line = (name: string, base64: string): string => `— ${name} ${base64}\n`;
const withWitness = { ...trusted, witnesses: [WITNESS_VKEY] };
const base64Of = (signature: string): string => signature.trimEnd().split(" ")[2]!;
const breakSignature = (signature: string): string => {
  const raw = Buffer.from(base64Of(signature), "base64");
  raw[40]! ^= 1;
  return line(signature.split(" ")[1]!, toBase64(raw));
};
const otherLine = formatSignature({ name: "someone.example", type: 1, publicKey: strangerKey.publicKey }, root);

describe("a signed note", () => {
  it("separates at the last empty line, since a text may hold others", () => {
    const text = "first\n\nsecond\n";
    const key = { name: ORIGIN, type: 1, publicKey: logKey.publicKey } as const;
    const signed = signNote(text, { key, sign: logKey.sign });
    expect(parseNote(signed).text).toBe(text);
    expect(openNote(signed, [parseVkey(LOG_VKEY)]).signed.map(({ by }) => by.name)).toEqual([ORIGIN]);
  });

  it.each([
    { name: "no empty line", note: `${body}${logLine}` },
    { name: "no signature", note: `${body}\n` },
    { name: "nothing at all", note: "" },
    { name: "no final line end", note: note.slice(0, -1) },
    { name: "an empty line behind it", note: `${note}\n` },
    { name: "Windows line ends", note: note.replaceAll("\n", "\r\n") },
    { name: "a tab", note: note.replace("12\n", "12\t\n") },
    { name: "a NUL", note: note.replace("12\n", "12\0\n") },
    { name: "a lone surrogate", note: note.replace("12\n", "12\ud800\n") },
    { name: "a hyphen for the dash", note: note.replace("—", "-") },
    { name: "an en dash", note: note.replace("—", "–") },
    { name: "two spaces", note: note.replace("— ", "—  ") },
    { name: "a no-break space", note: note.replace("— ", "—\u00a0") },
    { name: "a space behind a line", note: note.replace(/\n$/, " \n") },
    { name: "a third part in a line", note: note.replace(/\n$/, " x\n") },
    { name: "a name with a plus", note: note.replace(`— ${ORIGIN}`, "— a+b") },
    { name: "a line without a name", note: `${note}— ${base64Of(logLine)}\n` },
    { name: "base64 without its padding", note: note.replace(/=\n$/, "\n") },
    { name: "base64 in the other alphabet", note: `${note}${line("a", "__79_g==")}` },
    { name: "base64 whose unused bits are set", note: `${note}${line("a", "AAAAAAH=")}` },
    { name: "a key id without a signature", note: `${note}${line("a", "AAAAAA==")}` },
    { name: "a signature line that is no base64", note: `${note}${line("a", "!!!!")}` },
    { name: "101 signatures", note: note + otherLine.repeat(100) },
    { name: "more than 512 KiB", note: "x".repeat(600_000) + note },
  ])("is refused with $name", ({ note: bad }) => {
    expect(codeOf(() => parseNote(bad))).toBe("LEDGER_MALFORMED");
    expect(codeOf(() => openCheckpoint(bad, trusted))).toBe("LEDGER_MALFORMED");
  });

  it("is taken with a hundred signatures, 99 of them by others", () => {
    expect(openCheckpoint(note + otherLine.repeat(99), trusted).size).toBe(12);
    expect(openCheckpoint(`${body}\n${otherLine.repeat(99)}${logLine}`, trusted).size).toBe(12);
  });

  it.each([
    { name: "the log's own", note: `${body}\n${breakSignature(logLine)}` },
    { name: "the log's own, behind a good one", note: note + breakSignature(logLine) },
    { name: "the log's own, before a good one", note: `${body}\n${breakSignature(logLine)}${logLine}` },
    { name: "a known witness's", note: note + breakSignature(witnessAt(5)) },
    { name: "a known witness's, behind a good one", note: note + witnessAt(5) + breakSignature(witnessAt(5)) },
    { name: "a cut cosignature", note: note + line(WITNESS, base64Of(witnessAt(5)).slice(0, 96)) },
  ])("is refused whole for a bad signature: $name", ({ note: bad }) => {
    expect(codeOf(() => openCheckpoint(bad, withWitness))).toBe("LEDGER_MISMATCH");
  });

  it.each([
    { name: "of another text", note: note.replace("\n12\n", "\n13\n") },
    { name: "without the log's line", note: `${body}\n${otherLine}` },
    { name: "signed by another key under the log's name", note: signCheckpoint(checkpoint, strangerKey) },
    { name: "of another origin, signed by its own key", note: signCheckpoint({ ...checkpoint, origin: "b" }, logKey) },
    { name: "whose line bears another name", note: note.replace(`— ${ORIGIN}`, "— other.example") },
    { name: "cosigned only", note: `${body}\n${witnessAt(5)}` },
  ])("is not the log's: $name", ({ note: bad }) => {
    expect(codeOf(() => openCheckpoint(bad, trusted))).toBe("LEDGER_MISMATCH");
  });

  it("cannot be made of a text that it cannot carry", () => {
    const key = { name: ORIGIN, type: 1, publicKey: logKey.publicKey } as const;
    for (const text of ["a\r\n", "no line end", "a\0\n", ""]) {
      expect(codeOf(() => signNote(text, { key, sign: logKey.sign }))).toBe("LEDGER_MALFORMED");
    }
    expect(codeOf(() => signNote("a\n", { key: { ...key, type: 4 }, sign: logKey.sign }))).toBe("LEDGER_MALFORMED");
    expect(codeOf(() => formatSignature({ ...key, name: "a b" }, root))).toBe("LEDGER_MALFORMED");
  });
});

describe("a checkpoint", () => {
  it("reads back, and its empty tree has the one empty root", () => {
    expect(parseCheckpoint(body)).toEqual({ origin: ORIGIN, size: 12, root: Buffer.from(root) });
    expect(parseCheckpoint(formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT })).size).toBe(0);
  });

  it.each([
    { name: "an extension line", text: `${body}extra\n` },
    { name: "no root", text: `${ORIGIN}\n12\n` },
    { name: "an empty origin", text: `\n12\n${toBase64(root)}\n` },
    { name: "an origin with a space", text: `a b\n12\n${toBase64(root)}\n` },
    { name: "a leading zero", text: `a\n012\n${toBase64(root)}\n` },
    { name: "a sign", text: `a\n+12\n${toBase64(root)}\n` },
    { name: "a fraction", text: `a\n1.2\n${toBase64(root)}\n` },
    { name: "an exponent", text: `a\n1e3\n${toBase64(root)}\n` },
    { name: "another script's digits", text: `a\n١٢\n${toBase64(root)}\n` },
    { name: "a size beyond exact numbers", text: `a\n9007199254740993\n${toBase64(root)}\n` },
    { name: "a root of 31 bytes", text: `a\n12\n${toBase64(root.slice(1))}\n` },
    { name: "a root of 33 bytes", text: `a\n12\n${toBase64(new Uint8Array(33))}\n` },
    { name: "an empty tree with 32 zero bytes", text: `a\n0\n${toBase64(new Uint8Array(32))}\n` },
    { name: "no final line end", text: body.slice(0, -1) },
    { name: "a line end too many", text: `${body}\n` },
  ])("is refused with $name", ({ text }) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe("LEDGER_MALFORMED");
  });

  it.each([
    { name: "a size that is not whole", change: { size: 1.5 } },
    { name: "a negative size", change: { size: -1 } },
    { name: "a short root", change: { root: root.slice(1) } },
    { name: "an origin of two lines", change: { origin: "a\nb" } },
  ])("is not made of $name", ({ change }) => {
    expect(codeOf(() => formatCheckpoint({ ...checkpoint, ...change }))).toBe("LEDGER_MALFORMED");
  });

  it("is refused when it is good but another log's text stands in it", () => {
    const key = { name: ORIGIN, type: 1, publicKey: logKey.publicKey } as const;
    const foreign = signNote(`other.example\n12\n${toBase64(root)}\n`, { key, sign: logKey.sign });
    expect(codeOf(() => openCheckpoint(foreign, trusted))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => openCheckpoint(note, { ...trusted, origin: "other.example" }))).toBe("LEDGER_MISMATCH");
  });

  it("is never taken on a cosigner's key as if it were the log's", () => {
    const vkey = formatVkey({ name: ORIGIN, type: 4, publicKey: logKey.publicKey });
    const cosigned = `${body}\n${cosign(body, { name: ORIGIN, ...logKey, time: 5 })}`;
    expect(codeOf(() => openCheckpoint(cosigned, { origin: ORIGIN, vkey }))).toBe("LEDGER_MISMATCH");
  });
});

describe("a cosignature", () => {
  it("is taken from a trusted witness, with its time, and demanded when trusted", () => {
    expect(openCheckpoint(note + witnessAt(5), withWitness).cosignatures).toEqual([{ name: WITNESS, time: 5 }]);
    expect(openCheckpoint(note + witnessAt(5) + witnessAt(9), withWitness).cosignatures).toHaveLength(1);
    expect(openCheckpoint(note + witnessAt(5), trusted).cosignatures).toEqual([]);
    expect(codeOf(() => openCheckpoint(note, withWitness))).toBe("LEDGER_MISMATCH");
  });

  it("of another checkpoint is refused", () => {
    const other = cosign(formatCheckpoint({ ...checkpoint, size: 11 }), { name: WITNESS, ...witnessKey, time: 5 });
    expect(codeOf(() => openCheckpoint(note + other, withWitness))).toBe("LEDGER_MISMATCH");
  });

  it("holds a time that a clock can show", () => {
    expect(hex(encodeCosignature(1, root))).toBe(`0000000000000001${hex(root)}`);
    expect(readCosignature(encodeCosignature(1_795_340_000, new Uint8Array(64))).time).toBe(1_795_340_000);
    expect(codeOf(() => readCosignature(new Uint8Array(72).fill(0xff)))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => readCosignature(new Uint8Array(71)))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => witnessAt(-1))).toBe("LEDGER_MISMATCH");
    expect(codeOf(() => witnessAt(1.5))).toBe("LEDGER_MISMATCH");
  });
});

describe("a verifier key", () => {
  it("carries a name, its id and the key, also where the base64 holds a plus", () => {
    expect(LOG_VKEY).toContain("+87865961+AQOhB7/zzhC+HXDd");
    expect(parseVkey(LOG_VKEY)).toMatchObject({ name: ORIGIN, type: 1, keyId: "87865961" });
    expect(hex(parseVkey(WITNESS_VKEY).publicKey)).toBe(hex(witnessKey.publicKey));
    expect(hex(keyIdOf({ name: WITNESS, type: 4, publicKey: witnessKey.publicKey }))).toBe("a43f06a2");
  });

  const [name, id, key] = ["log.example", hex(keyIdOf({ name: "log.example", type: 1, publicKey: root })), root];
  const encoded = (type: number, raw: Uint8Array): string => toBase64(Buffer.concat([Uint8Array.of(type), raw]));
  it.each([
    { what: "no parts", vkey: "log.example" },
    { what: "nothing", vkey: "" },
    { what: "another key's id", vkey: `${name}+00000000+${encoded(1, key)}` },
    { what: "an id in capitals", vkey: LOG_VKEY.replace("87865961", "8786596A") },
    { what: "another name", vkey: LOG_VKEY.replace("2026", "2027") },
    { what: "a name with a space", vkey: `log example+${id}+${encoded(1, key)}` },
    { what: "an unknown type", vkey: `${name}+${id}+${encoded(6, key)}` },
    { what: "a short key", vkey: `${name}+${id}+${encoded(1, key.slice(1))}` },
    { what: "base64 that is not canonical", vkey: LOG_VKEY.replace(/4$/, "5") },
    { what: "a line end", vkey: `${LOG_VKEY}\n` },
  ])("is refused with $what", ({ vkey }) => {
    expect(codeOf(() => parseVkey(vkey))).toBe("LEDGER_MALFORMED");
  });

  it("cannot be made of a name that a note's line cannot carry", () => {
    for (const bad of ["", "a b", "a+b", "a\u2003b", "a\nb", "a".repeat(201)]) {
      expect(codeOf(() => formatVkey({ name: bad, type: 1, publicKey: root }))).toBe("LEDGER_MALFORMED");
    }
    expect(codeOf(() => formatVkey({ name, type: 1, publicKey: root.slice(1) }))).toBe("LEDGER_MALFORMED");
  });
});
