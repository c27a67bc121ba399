import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Data, Value } from "../../../src/core/document/types.ts";
import { scanText } from "../../../src/core/minimise/bsn.ts";
import { isIban } from "../../../src/core/minimise/iban.ts";
import { redactText } from "../../../src/core/minimise/free-text.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import { withoutProhibited } from "../../../src/core/minimise/prohibited.ts";
import { aPlan, bsnFrom, catalogue, planned, withheld } from "./fixtures.ts";

const bsns = fc
  .stringMatching(/^[0-9]{8}$/)
  .map(bsnFrom)
  .filter((bsn) => bsn !== null);

const ZEROS = [0x30, 0xff10, 0x660, 0x966, 0xe50, 0x1d7ce, 0x1e950];
const BETWEEN = [
  "",
  "",
  "",
  " ",
  ".",
  "-",
  "/",
  "_",
  "\u00a0",
  "\u2009",
  "\n",
  "\u2013",
  ". ",
  "\u200b",
  "\u200b.\u200d",
  "\u0301",
  "\u00ad",
];

/** The same nine digits, in scripts and with separators that Annex B rule 2 names. */
const disguises = (bsn: string) =>
  fc
    .array(fc.tuple(fc.constantFrom(...ZEROS), fc.constantFrom(...BETWEEN)), { minLength: 9, maxLength: 9 })
    .map((choices) =>
      choices
        .map(([zero, between], at) => String.fromCodePoint(zero + Number(bsn[at])) + (at < 8 ? between : ""))
        .join(""),
    );

/** Words without digits, so that a digit found later can only be of the planted number. */
const words = fc.stringMatching(/^[a-z ]{0,12}$/);

/** Bottom-up, a place for the number in a value of any shape. */
const planting = (bsn: string): fc.Arbitrary<Value> => {
  const texts = fc
    .tuple(words, disguises(bsn), words)
    .map(([before, number, after]) => `${before}x ${number} x${after}`);
  const leaf: fc.Arbitrary<Value> = fc.oneof(
    texts,
    disguises(bsn),
    fc.constant(Number(bsn) >= 100_000_000 ? Number(bsn) : bsn),
    texts.map((key) => ({ [key]: "ja" })),
    fc.constant({ bsn: Number(bsn) }),
    fc.constant({ soort: "BSN", waarde: bsn }),
  );
  return fc
    .tuple(leaf, fc.array(fc.constantFrom("list", "object"), { maxLength: 4 }))
    .map(([value, layers]) =>
      layers.reduce<Value>((inner, layer) => (layer === "list" ? ["a", inner] : { a: 1, b: inner }), value),
    );
};

/** Every digit of every script, nothing else. */
const digitsOf = (json: string): string =>
  Array.from(json.normalize("NFKC"))
    .map((char) => {
      const zero = ZEROS.find(
        (start) => (char.codePointAt(0) ?? 0) >= start && (char.codePointAt(0) ?? 0) < start + 10,
      );
      return zero === undefined ? "" : String((char.codePointAt(0) ?? 0) - zero);
    })
    .join("");

/** Fields of every type that is not an identifier: what is declared as one is one (rule 5). */
const FIELDS = [
  "lastName",
  "remark",
  "serviceQuestion",
  "housingPreferences",
  "notes",
  "administrator",
  "freeAddress",
  "newAddress",
].concat(
  [
    "city",
    "houseNumber",
    "phoneNumber",
    "iban",
    "email",
    "arrearsAmount",
    "householdSize",
    "gender",
    "birthDate",
    "appointmentAt",
  ],
  ["surveyAnswers", "coTenants", "priorityReason", "remindersSent", "judgment", "nuisanceEvidence", "organisation"],
);
const TRANSFORMS = [
  "pass",
  "redact",
  "redactBsn",
  "docRef",
  "idDate",
  "statusOnly",
  "lastMonths(12)",
  "initialsLastName",
  "phoneOnly",
];

describe("no planted BSN survives", () => {
  it("in an excerpt, in whatever field, shape and script it stood, whatever the transform", () => {
    const plants = bsns.chain((bsn) =>
      fc.tuple(fc.constant(bsn), fc.constantFrom(...FIELDS), planting(bsn), fc.constantFrom(...TRANSFORMS)),
    );
    fc.assert(
      fc.property(plants, ([bsn, name, value, transform]) => {
        const { excerpt } = minimise({ [name]: value }, aPlan([planned(name, transform)]));
        expect(digitsOf(JSON.stringify(excerpt))).not.toContain(bsn);
      }),
      { numRuns: 3000 },
    );
  });

  it("in a document that is held or stored, under a known or an unknown name", () => {
    const plants = bsns.chain((bsn) =>
      fc.tuple(fc.constant(bsn), fc.constantFrom(...FIELDS, "onbekend", "bsn", "Sofinummer"), planting(bsn)),
    );
    fc.assert(
      fc.property(plants, ([bsn, name, value]) => {
        expect(digitsOf(JSON.stringify(withoutProhibited({ [name]: value }, catalogue).data))).not.toContain(bsn);
      }),
      { numRuns: 2000 },
    );
  });

  it("in a text, even one whose digits fail the test, within forty characters of the word", () => {
    const texts = fc.tuple(fc.stringMatching(/^[0-9]{9}$/), fc.stringMatching(/^[ a-z]{0,30}$/));
    fc.assert(
      fc.property(texts, ([digits, between]) => {
        expect(digitsOf(scanText(`BSN ${between} ${digits}.`).text)).toBe("");
      }),
    );
  });
});

const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom(
      "1967-12-24",
      "2026-01",
      "0612345678",
      "MED",
      "6561 AB",
      "123456782",
      "BSN 12345678",
      "mevrouw Bakker",
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("date", "amount", "name", "status", "code", "bsn", "a"), tie("value"), {
      maxKeys: 4,
    }),
  ),
})).value;

const names = [...catalogue.fields.keys()].filter((name) => !name.includes("."));
const anyData = fc.dictionary(fc.constantFrom(...names, "onbekend"), anyValue, { maxKeys: 8 }) as fc.Arbitrary<Data>;

describe("minimise", () => {
  it("leaves fields that the plan releases, and no others", () => {
    fc.assert(
      fc.property(anyData, fc.subarray(names), (data, released) => {
        const fields = names.map((name) => (released.includes(name) ? planned(name) : withheld(name)));
        const { excerpt, changed } = minimise(data, aPlan(fields));
        for (const name of Object.keys(excerpt)) expect(released).toContain(name);
        for (const name of changed) expect(Object.keys(excerpt)).toContain(name);
      }),
    );
  });

  it("says of every supplied field that is not left why it is not", () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const { excerpt, findings } = minimise(data, aPlan(names.map((name) => planned(name))));
        const gone = names.filter(
          (name) => Object.hasOwn(data, name) && data[name] !== null && !Object.hasOwn(excerpt, name),
        );
        for (const name of gone) {
          const why = findings.filter(
            ({ kind, field }) => field === name && ["malformed", "emptied", "prohibited"].includes(kind),
          );
          expect(why, name).toHaveLength(1);
        }
      }),
    );
  });

  it("changes nothing more when done twice", () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const plan = aPlan(names.map((name) => planned(name)));
        const once = minimise(data, plan).excerpt;
        expect(minimise(once, plan).excerpt).toEqual(once);
      }),
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const plan = aPlan(names.map((name) => planned(name)));
        const turned = Object.fromEntries(Object.entries(data).reverse());
        const [one, other] = [minimise(data, plan), minimise(turned, plan)];
        expect(other.excerpt).toEqual(one.excerpt);
        expect(other.findings).toEqual(one.findings);
      }),
    );
  });
});

describe("a value of its own type is not damaged", () => {
  const left = (data: Data, name: string) =>
    minimise(data, aPlan([planned(name)], { declaredIdentifiers: [] })).excerpt[name];

  it("a phone, whatever its tail", () => {
    const phones = fc.tuple(fc.constantFrom("0", "+31", "0031", "+31 (0)"), fc.stringMatching(/^[1-9][0-9]{8}$/));
    fc.assert(
      fc.property(phones, ([prefix, digits]) => {
        expect(left({ phoneNumber: prefix + digits }, "phoneNumber")).toBe(`+31${digits}`);
      }),
    );
  });

  it("an IBAN, whatever its digits", () => {
    const ibans = fc.stringMatching(/^[0-9]{10}$/).map((account) => {
      const check = Array.from({ length: 97 }, (_, n) => `NL${String(n + 2).padStart(2, "0")}RABO${account}`);
      return check.find(isIban) as string;
    });
    fc.assert(
      fc.property(ibans, (iban) => {
        expect(left({ iban: iban.replace(/(.{4})/g, "$1 ") }, "iban")).toBe(iban);
        expect(scanText(`rekening ${iban.replace(/(.{4})/g, "$1 ").trim()}`).bsn).toBe(0);
      }),
    );
  });

  it("an identifier that passes the eleven test, and where it is declared also in free text", () => {
    fc.assert(
      fc.property(bsns, (number) => {
        const data = { tenancyNumber: number, remark: `huur ${number}` };
        const plan = aPlan([planned("tenancyNumber"), planned("remark")], { declaredIdentifiers: [number] });
        expect(minimise(data, plan)).toMatchObject({ excerpt: data, findings: [] });
      }),
    );
  });

  it("an amount, a date and a postcode", () => {
    const amounts = fc
      .integer({ min: -999_999_999, max: 999_999_999 })
      .map((cents) => Number((cents / 100).toFixed(2)));
    const dates = fc.date({ min: new Date("1850-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(amounts, dates, fc.stringMatching(/^[1-9][0-9]{3}[A-Z]{2}$/), (amount, date, postalCode) => {
        const birthDate = date.toISOString().slice(0, 10);
        const data = { arrearsAmount: amount + 0, birthDate, postalCode };
        const fields = ["arrearsAmount", "birthDate", "postalCode"].map((name) => planned(name));
        expect(minimise(data, aPlan(fields)).excerpt).toEqual(data);
      }),
    );
  });
});

describe("free text", () => {
  const pieces = fc.array(
    fc.oneof(
      bsns,
      fc.constantFrom(
        "BSN",
        "mevrouw",
        "dhr.",
        "Bakker",
        "J.",
        "de",
        "Piet",
        "06-12345678",
        "a@b.nl",
        "12345678",
        "P<NLDX<<Y",
        "zoon",
        ".",
        "\n",
      ),
      fc.stringMatching(/^[a-zA-Z0-9 .<-]{0,12}$/),
    ),
    { maxLength: 12 },
  );

  it("is clean after one scan: a second finds nothing", () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const once = scanText(parts.join(" "));
        expect(scanText(once.text)).toEqual({ text: once.text, bsn: 0, identityDocuments: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  it("is redacted alike however often it is done", () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const context = { subjectNames: ["Anna"], declared: new Set<string>() };
        const once = redactText(parts.join(" "), context).text;
        expect(redactText(once, context).text).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe("hostile input", () => {
  const MEGABYTE = 1_000_000;
  const filled = (unit: string) => unit.repeat(Math.floor(MEGABYTE / unit.length));

  it.each([
    { name: "digits", text: filled("1"), bsn: 0 },
    { name: "digits and spaces", text: filled("1 "), bsn: 0 },
    { name: "separators", text: filled(" .-"), bsn: 0 },
    { name: "digits with combining marks", text: filled("1\u0301"), bsn: 0 },
    { name: "Arabic digits", text: filled("\u0661"), bsn: 0 },
    { name: "numbers that pass", text: filled("123456782 "), bsn: 100_000 },
    { name: "context words", text: filled("bsn "), bsn: 0 },
    { name: "fillers", text: filled("<"), bsn: 0 },
    { name: "beginnings of IBANs", text: filled("NL91 "), bsn: 0 },
    { name: "beginnings of phones", text: filled("+31 ("), bsn: 0 },
    { name: "ligatures that unfold to eighteen letters", text: filled("\ufdfa").slice(0, 100_000), bsn: 0 },
  ])("of a megabyte of $name is read through, and every number counted", ({ text, bsn }) => {
    expect(scanText(text).bsn).toBe(bsn);
  });

  it.each([
    { name: "names", text: filled("Jan "), thirdPersons: 31_250 },
    { name: "initials", text: filled("J."), thirdPersons: 0 },
    { name: "forms of address", text: filled("Mevrouw van de "), thirdPersons: 33_333 },
    { name: "at-signs", text: filled("a@"), thirdPersons: 0 },
  ])("of a megabyte of $name is redacted to the end", ({ text, thirdPersons }) => {
    expect(redactText(text, { subjectNames: [], declared: new Set() }).thirdPersons).toBe(thirdPersons);
  });
});
