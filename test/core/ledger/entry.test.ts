import { createHmac } from "node:crypto";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Instant } from "../../../src/core/ids.ts";
import { toBase64 } from "../../../src/core/ledger/bytes.ts";
import { canonicalize } from "../../../src/core/ledger/canonical.ts";
import { commit, encodeEntry, findCommitment, opens } from "../../../src/core/ledger/commitment.ts";
import {
  type EntryInput,
  makeEntry,
  verifyHeaderOpening,
  verifyOfficerOpening,
  verifyPersonList,
  verifyPersonOpening,
} from "../../../src/core/ledger/entry.ts";
import { checkHeader, type EntryKind, entryTime, parseHeader } from "../../../src/core/ledger/header.ts";
import { parsePersonList, type PersonOpening } from "../../../src/core/ledger/opening.ts";
import { cutSalts, saltsNeeded } from "../../../src/core/ledger/salts.ts";
import { bytes, codeOf, text, vectors } from "./support.ts";

type Json = Record<string, unknown>;
interface EntryVector {
  readonly name: string;
  readonly header: Json & { readonly kind: EntryKind };
  readonly officer: Json;
  readonly persons: readonly PersonOpening[];
  readonly random: string;
  readonly entry: string;
  readonly headerBytes: string;
  readonly officerBytes: string;
  readonly personsBytes: string;
  readonly personBytes: readonly string[];
}

const cases = vectors("entries.json") as readonly EntryVector[];
const allowed = cases[0]!;
const withdrawn = cases.find(({ name }) => name === "consent.withdrawn")!;

const saltsOf = (vector: EntryVector) => cutSalts(Buffer.from(vector.random, "base64"), vector.persons.length);
const made = (vector: EntryVector, change: Json = {}) =>
  makeEntry({ ...vector, salts: saltsOf(vector), ...change } as unknown as EntryInput);
const hmac = (salt: Uint8Array, content: string): string => createHmac("sha256", salt).update(content).digest("base64");

/** The closed list: a kind that is added here is final once it is in a tree. */
const KINDS: Record<EntryKind, true> = {
  "exchange.decided": true,
  "message.refused": true,
  "parcel.delivered": true,
  "parcel.withheld": true,
  "parcel.acknowledged": true,
  "parcel.destroyed": true,
  "hold.approved": true,
  "hold.rejected": true,
  "hold.expired": true,
  "covenant.activated": true,
  "covenant.suspended": true,
  "covenant.resumed": true,
  "covenant.ended": true,
  "party.suspended": true,
  "party.resumed": true,
  "consent.recorded": true,
  "consent.withdrawn": true,
  "objection.recorded": true,
  "objection.decided": true,
  "restriction.set": true,
  "restriction.lifted": true,
  "signal-refusal.recorded": true,
  "relation.opened": true,
  "relation.closed": true,
  "subject.recorded": true,
  "subject.erased": true,
  "rectification.recorded": true,
  "key.activated": true,
  "key.retired": true,
  "value.revealed": true,
  "report.exported": true,
  "ledger.begun": true,
  "catalogue.activated": true,
  "subject-key.destroyed": true,
};

describe("an entry", () => {
  it.each(cases)("of $name has these bytes for ever, and each opening opens it", (vector) => {
    const salts = saltsOf(vector);
    const entry = made(vector);
    expect(text(entry.headerBytes)).toBe(vector.headerBytes);
    expect(text(entry.officerBytes)).toBe(vector.officerBytes);
    expect(text(entry.personsBytes)).toBe(vector.personsBytes);
    expect(entry.personBytes.map(text)).toEqual(vector.personBytes);
    expect(text(entry.entry)).toBe(vector.entry);
    // By node's own HMAC: what an outsider would compute.
    expect(vector.entry).toBe(`exchange-log/v1\n${hmac(salts.header, vector.headerBytes)}\n`);
    const header = JSON.parse(vector.headerBytes) as { officer: string; persons: string };
    expect(header.officer).toBe(hmac(salts.officer, vector.officerBytes));
    expect(header.persons).toBe(hmac(salts.persons, vector.personsBytes));
    expect(JSON.parse(vector.personsBytes)).toEqual(vector.personBytes.map((one, at) => hmac(salts.each[at]!, one)));
    expect(verifyHeaderOpening(entry.entry, { bytes: entry.headerBytes, salt: salts.header })).toBe(true);
    expect(verifyOfficerOpening(entry.headerBytes, { bytes: entry.officerBytes, salt: salts.officer })).toBe(true);
    expect(verifyPersonList(entry.headerBytes, { bytes: entry.personsBytes, salt: salts.persons })).toBe(true);
    entry.personBytes.forEach((one, at) =>
      expect(verifyPersonOpening(entry.personsBytes, { bytes: one, salt: salts.each[at]! })).toBe(true),
    );
    expect(parseHeader(entry.headerBytes)).toEqual(entry.header);
  });

  it("has a vector for every kind", () => {
    expect(new Set(cases.map(({ header }) => header.kind))).toEqual(new Set(Object.keys(KINDS)));
  });

  it("hides how many persons it touches: lengths are the same for none and for many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (count) => {
        const persons = Array.from({ length: count }, (_, at) => ({
          pseudonym: `p-${at}`,
          role: "tenant",
          fields: [],
        }));
        const random = Uint8Array.from({ length: saltsNeeded(count) * 32 }, (_, at) => (at * 7 + (at >> 5)) & 255);
        const entry = made(allowed, { persons, salts: cutSalts(random, count) });
        expect(entry.headerBytes.byteLength).toBe(allowed.headerBytes.length);
        expect(entry.entry.byteLength).toBe(61);
      }),
      { numRuns: 41 },
    );
  });

  it("keeps proving the others after one person's salt and opening are gone", () => {
    const { headerBytes, personsBytes, personBytes } = made(allowed);
    const { persons, each } = saltsOf(allowed);
    expect(verifyPersonList(headerBytes, { bytes: personsBytes, salt: persons })).toBe(true);
    expect(verifyPersonOpening(personsBytes, { bytes: personBytes[1]!, salt: each[1]! })).toBe(true);
    // The forgotten one cannot be confirmed by guessing, not even with the right words.
    for (const salt of [new Uint8Array(32), each[1]!, persons]) {
      expect(verifyPersonOpening(personsBytes, { bytes: personBytes[0]!, salt })).toBe(false);
    }
  });

  const replaced = (from: string, to: string): Uint8Array => bytes(allowed.headerBytes.replace(from, to));
  it.each([
    { name: "another purpose", header: replaced("early-debt-signalling", "newsletter") },
    { name: "another outcome", header: replaced('"allow"', '"deny"') },
    { name: "another field", header: replaced("birthDate", "birthPlace") },
    { name: "a field less", header: replaced('{"field":"lastName","transform":"pass"},', "") },
    { name: "other persons", header: replaced('"persons":"t', '"persons":"u') },
    { name: "the same content spelled otherwise", header: bytes(` ${allowed.headerBytes}`) },
    { name: "nothing", header: new Uint8Array() },
  ])("refuses a header that was replaced: $name", ({ header }) => {
    const salt = saltsOf(allowed).header;
    expect(verifyHeaderOpening(bytes(allowed.entry), { bytes: bytes(allowed.headerBytes), salt })).toBe(true);
    expect(verifyHeaderOpening(bytes(allowed.entry), { bytes: header, salt })).toBe(false);
  });

  it("refuses openings and salts of another entry", () => {
    const salts = saltsOf(allowed);
    const [header, officer] = [bytes(allowed.headerBytes), bytes(allowed.officerBytes)];
    expect(verifyHeaderOpening(bytes(withdrawn.entry), { bytes: header, salt: salts.header })).toBe(false);
    expect(verifyHeaderOpening(bytes(allowed.entry), { bytes: header, salt: salts.officer })).toBe(false);
    expect(verifyOfficerOpening(bytes(withdrawn.headerBytes), { bytes: officer, salt: salts.officer })).toBe(false);
    expect(verifyOfficerOpening(header, { bytes: bytes(withdrawn.officerBytes), salt: salts.officer })).toBe(false);
    expect(verifyPersonList(header, { bytes: bytes("[]"), salt: salts.persons })).toBe(false);
    expect(
      verifyPersonOpening(bytes(withdrawn.personsBytes), {
        bytes: bytes(allowed.personBytes[0]!),
        salt: salts.each[0]!,
      }),
    ).toBe(false);
  });

  it.each([0, 31, 33, 64])("is not opened by a salt of %i bytes, which HMAC would pad or hash", (length) => {
    const salt = new Uint8Array(length);
    const padded = Buffer.concat([salt, new Uint8Array(32)]).subarray(0, 32);
    const entry = encodeEntry(commit(padded, bytes(allowed.headerBytes)));
    expect(verifyHeaderOpening(entry, { bytes: bytes(allowed.headerBytes), salt: padded })).toBe(true);
    expect(verifyHeaderOpening(entry, { bytes: bytes(allowed.headerBytes), salt })).toBe(false);
    expect(codeOf(() => commit(salt, bytes("x")))).toBe("LEDGER_MALFORMED");
  });

  it.each([
    { name: "another prefix", entry: allowed.entry.replace("v1", "v2") },
    { name: "no final line end", entry: allowed.entry.slice(0, -1) },
    { name: "a line end too many", entry: `${allowed.entry}\n` },
    { name: "no commitment", entry: "exchange-log/v1\n\n" },
    { name: "a commitment of 31 bytes", entry: `exchange-log/v1\n${toBase64(new Uint8Array(31))}\n` },
    { name: "base64 that is not canonical", entry: `exchange-log/v1\n${"A".repeat(42)}B=\n` },
    { name: "nothing", entry: "" },
  ])("has one spelling only, not one with $name", ({ entry }) => {
    expect(findCommitment(bytes(entry))).toBeNull();
    expect(verifyHeaderOpening(bytes(entry), { bytes: bytes(allowed.headerBytes), salt: new Uint8Array(32) })).toBe(
      false,
    );
  });

  it("is no entry where the bytes are no text, or the commitment is no hash", () => {
    expect(findCommitment(Uint8Array.of(0xff, 0xfe))).toBeNull();
    expect(codeOf(() => encodeEntry(new Uint8Array(31)))).toBe("LEDGER_MALFORMED");
    expect(opens("no base64!", { salt: new Uint8Array(32), bytes: bytes("") })).toBe(false);
  });
});

describe("what goes into an entry", () => {
  const header = (change: Json): Json => ({ header: { ...allowed.header, ...change } });
  const officer = (change: Json): Json => ({ officer: { ...allowed.officer, ...change } });
  it.each([
    { name: "an unknown kind", change: header({ kind: "exchange.undone" }) },
    { name: "no kind", change: header({ kind: undefined }) },
    { name: "an unknown member", change: header({ note: "x" }) },
    { name: "a missing member", change: { header: { kind: "key.retired", id: allowed.header["id"] } } },
    { name: "another kind's opening", change: { header: withdrawn.header } },
    { name: "an id that is no UUID", change: header({ id: "1" }) },
    { name: "an instant with an offset", change: header({ at: "2026-11-22T11:00:00.000+01:00" }) },
    { name: "an instant without milliseconds", change: header({ at: "2026-11-22T10:00:00Z" }) },
    { name: "a day that is none", change: header({ at: "2026-02-30T10:00:00.000Z" }) },
    { name: "a month that is none", change: header({ at: "2026-13-01T10:00:00.000Z" }) },
    { name: "a reason that is none", change: header({ reasons: [{ code: "BECAUSE" }] }) },
    { name: "a reason with a value", change: header({ reasons: [{ code: "NO_CONTRACT", value: "x" }] }) },
    { name: "a digest in capitals", change: header({ parcelSha256: "A".repeat(64) }) },
    { name: "a purpose with a line end", change: header({ purpose: "a\nb" }) },
    { name: "a purpose of 201 characters", change: header({ purpose: "a".repeat(201) }) },
    { name: "an outcome that is none", change: header({ outcome: "perhaps" }) },
    {
      name: "a covenant of version one and a half",
      change: header({ covenant: { id: "a", version: 1.5, hash: "0" } }),
    },
    { name: "facts compared in the officer's part", change: officer({ compared: {} }) },
    {
      name: "a thirteenth check",
      change: officer({ checks: [{ number: 13, name: "x", result: "pass", reasons: [] }] }),
    },
    {
      name: "a person with a name",
      change: { persons: [{ ...allowed.persons[0], lastName: "x" }, allowed.persons[1]] },
    },
  ])("is refused with $name", ({ change }) => {
    expect(codeOf(() => made(allowed, change))).toBe("LEDGER_MALFORMED");
  });

  it.each([
    { name: "one too few", change: { persons: allowed.persons.slice(1) } },
    { name: "one too many", change: { persons: [...allowed.persons, allowed.persons[0]] } },
    { name: "two that are equal", change: { salts: { ...saltsOf(allowed), officer: saltsOf(allowed).header } } },
    { name: "one that is short", change: { salts: { ...saltsOf(allowed), officer: new Uint8Array(31) } } },
  ])("is refused with salts that are not fresh ones for each: $name", ({ change }) => {
    expect(codeOf(() => made(allowed, change))).toBe("LEDGER_MALFORMED");
  });

  it("counts and cuts salts: header, officer, persons, one a person", () => {
    expect([0, 1, 5].map(saltsNeeded)).toEqual([3, 4, 8]);
    const random = Uint8Array.from({ length: 128 }, (_, at) => at >> 5);
    const salts = cutSalts(random, 1);
    expect([salts.header[0], salts.officer[31], salts.persons[0], salts.each[0]![31]]).toEqual([0, 1, 2, 3]);
    expect(codeOf(() => cutSalts(random, 0))).toBe("LEDGER_MALFORMED");
    expect(codeOf(() => cutSalts(random.subarray(1), 1))).toBe("LEDGER_MALFORMED");
  });

  it("writes an instant in one form", () => {
    expect(entryTime(Date.UTC(2026, 10, 22, 10) as Instant)).toBe("2026-11-22T10:00:00.000Z");
  });

  it("tells where it is wrong by our own names, never by the value", () => {
    const wrong = { ...(JSON.parse(allowed.headerBytes) as Json), purpose: "Jansen\n" };
    expect(() => checkHeader(wrong)).toThrow(expect.objectContaining({ at: "purpose" }) as Error);
    try {
      checkHeader(wrong);
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain("Jansen");
    }
  });

  it("reads a list of person commitments strictly", () => {
    expect(parsePersonList(bytes("[]"))).toEqual([]);
    for (const list of [["AAAA"], [1], { 0: "a" }]) {
      expect(codeOf(() => parsePersonList(canonicalize(list)))).toBe("LEDGER_MALFORMED");
    }
  });
});
