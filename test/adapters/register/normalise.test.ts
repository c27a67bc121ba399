import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseAddress, normaliseDate, normaliseName } from "../../../src/adapters/register/normalise.ts";

/** Every letter that a Latin-script name may have; other scripts have case rules that no one register follows. */
const latin = fc
  .oneof(
    fc.integer({ min: 0x20, max: 0x24f }),
    fc.integer({ min: 0x1e00, max: 0x1eff }),
    fc.constantFrom(0x2019, 0x2010),
  )
  .map((code) => String.fromCodePoint(code));
const name = fc.oneof(
  fc.string({ unit: latin, maxLength: 20 }),
  fc
    .array(fc.constantFrom("van", "de", "'t", "Berg", "Łukasz", "Müller", "d'", "-", " ", "IJ", "ß", "É"), {
      maxLength: 6,
    })
    .map((parts) => parts.join(" ")),
);
const surname = fc.constantFrom("Berg", "de Vries-Jansen", "Çelik", "Øksnevad", "Van", "Ĳzer", "Ó Briain", "der");

describe("a name", () => {
  it("stays as it is when normalised again", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(normaliseName(normaliseName(text))).toBe(normaliseName(text));
      }),
    );
  });

  it("means the same in capitals and in small letters", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(normaliseName(text.toUpperCase())).toBe(normaliseName(text));
        expect(normaliseName(text.toLowerCase())).toBe(normaliseName(text));
      }),
    );
  });

  it("means the same composed and decomposed, with marks and without", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(normaliseName(text.normalize("NFD"))).toBe(normaliseName(text.normalize("NFC")));
        expect(normaliseName(text.normalize("NFD").replace(/\p{M}/gu, ""))).toBe(normaliseName(text));
      }),
    );
  });

  it("means the same with any prefixes before it", () => {
    const prefix = fc.constantFrom("van", "Van der", "'t", "de", "in 't", "VAN DEN", "v.d.", "op de", "ten");
    fc.assert(
      fc.property(prefix, surname, (before, text) => {
        expect(normaliseName(`${before} ${text}`)).toBe(normaliseName(text));
      }),
    );
  });

  it.each([
    ["van den Berg", "berg"],
    ["'t Hooft", "hooft"],
    ["De Vries-Jansen", "vriesjansen"],
    ["de Vries – Jansen", "vriesjansen"],
    ["Müller", "muller"],
    ["Strauß", "strauss"],
    ["Øksnevad", "oksnevad"],
    ["Ĳzerman", "ijzerman"],
    ["Van", "van"],
    ["O’Brien", "obrien"],
    ["Van 't Hof-de Boer", "hofdeboer"],
    ["", ""],
    ["-", ""],
  ])("%s becomes %s", (from, to) => expect(normaliseName(from)).toBe(to));

  it.each([
    ["Berg", "Burg"],
    ["Jansen", "Janssen"],
  ])("%s is not %s", (one, other) => expect(normaliseName(one)).not.toBe(normaliseName(other)));
});

describe("an address", () => {
  const parts = (postalCode: string, houseNumber: string, houseLetter = "", houseNumberAddition = "") => ({
    postalCode,
    houseNumber,
    houseLetter,
    houseNumberAddition,
  });

  it.each([
    { as: parts("6561AB", "12", "A"), same: parts("6561 ab", "12a") },
    { as: parts("6561AB", "12", "A", "2"), same: parts("6561 AB", "12 a-2") },
    { as: parts("6561AB", "12", "", "3"), same: parts("6561AB", "12-3") },
    { as: parts("6561AB", "12", "", "bis"), same: parts("6561AB", "12 BIS") },
    { as: parts("6561AB", "7"), same: parts(" 6561ab ", "07") },
  ])("is the same written $same", ({ as, same }) => {
    expect(normaliseAddress(same)).toBe(normaliseAddress(as));
    expect(normaliseAddress(as)).not.toBeNull();
  });

  it.each([
    { one: parts("6561AB", "12", "", "3"), other: parts("6561AB", "123") },
    { one: parts("6561AB", "12"), other: parts("6561AB", "12", "A") },
    { one: parts("6561AB", "12"), other: parts("6561AC", "12") },
    { one: parts("6561AB", "1", "", "23"), other: parts("6561AB", "12", "", "3") },
  ])("$one is not $other", ({ one, other }) => {
    expect(normaliseAddress(one)).not.toBe(normaliseAddress(other));
  });

  it.each([
    { name: "no postcode", address: parts("", "12") },
    { name: "half a postcode", address: parts("6561", "12") },
    { name: "a postcode that begins with 0", address: parts("0561AB", "12") },
    { name: "no number", address: parts("6561AB", "") },
    { name: "a letter for a number", address: parts("6561AB", "A") },
  ])("is none with $name", ({ address }) => expect(normaliseAddress(address)).toBeNull());
});

it.each([
  ["1967-12-24", "1967-12-24"],
  [" 1967-12-24 ", "1967-12-24"],
  ["24-12-1967", null],
  ["", null],
])("a birth date %j counts as %j", (from, to) => expect(normaliseDate(from)).toBe(to));
