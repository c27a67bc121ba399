import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseDocument } from "../../../src/core/document/parse.ts";
import { ASKED, ATTACHMENT, DOCUMENT, HEADER, parse, refusalOf, SECRET, without, wordsOf } from "./fixtures.ts";

const invalid = (at: string): object => ({ code: "DOCUMENT_INVALID", at });

describe("a document", () => {
  it("is read with what it leaves out filled in", () => {
    const { header, ...rest } = parse(DOCUMENT);
    expect(header.covenant).toBe(HEADER["covenant"]);
    expect(rest).toEqual({
      subjects: [{ role: "tenant", personRef: "T-2001", partnerRef: null, fields: [] }],
      data: DOCUMENT["data"],
      attachments: [ATTACHMENT],
    });
    expect(parse({ header: HEADER, data: {} })).toMatchObject({ subjects: [], data: {}, attachments: [] });
    expect(parse({ header: HEADER, data: {}, subjects: [{}] }).subjects).toEqual([
      { role: "tenant", personRef: null, partnerRef: null, fields: [] },
    ]);
  });

  it.each([null, 7, "x", true, [], [DOCUMENT], {}, { data: {} }])("is refused when it is %j", (document) => {
    expect(refusalOf(document)).toMatchObject({ code: "DOCUMENT_HEADER_INVALID", at: "header" });
  });

  it.each([
    { name: "no data", document: without(DOCUMENT, "data"), at: "data" },
    { name: "data that are null", document: { ...DOCUMENT, data: null }, at: "data" },
    { name: "data that are a list", document: { ...DOCUMENT, data: [SECRET] }, at: "data" },
    { name: "data that are a text", document: { ...DOCUMENT, data: SECRET }, at: "data" },
    { name: "subjects that are null", document: { ...DOCUMENT, subjects: null }, at: "subjects" },
    { name: "subjects that are one person", document: { ...DOCUMENT, subjects: { role: "tenant" } }, at: "subjects" },
    { name: "attachments that are null", document: { ...DOCUMENT, attachments: null }, at: "attachments" },
    { name: "a member that this format does not know", document: { ...DOCUMENT, [SECRET]: SECRET }, at: "document" },
    { name: "a second signature beside the data", document: { ...DOCUMENT, signature: SECRET }, at: "document" },
  ])("is refused with $name", ({ document, at }) => {
    const refusal = refusalOf(document);
    expect(refusal).toMatchObject(invalid(at));
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it("lets fields pass that nobody knows: the decision withholds and reports them", () => {
    const data = { "": 1, "Naam van mevrouw": { x: [null] }, "__x": true };
    expect(parse({ ...DOCUMENT, data }).data).toEqual(data);
  });

  const many = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, SECRET]));

  it("has up to 300 fields, and as many members in each object", () => {
    expect(Object.keys(parse({ ...DOCUMENT, data: many(300) }).data)).toHaveLength(300);
    const data = { a: many(300), list: Array.from({ length: 400 }, () => ({ b: many(2) })) };
    expect(Object.keys(parse({ ...DOCUMENT, data }).data)).toEqual(["a", "list"]);
  });

  it.each([
    { name: "in all", data: many(301) },
    { name: "in one object", data: { landlordStatement: many(301) } },
    { name: "in one of a list", data: { list: [{}, { deep: many(301) }] } },
  ])("is refused with more than 300 fields $name", ({ data }) => {
    const refusal = refusalOf({ ...DOCUMENT, data });
    expect(refusal).toMatchObject({ ...invalid("data"), message: expect.stringContaining("300") as string });
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it("throws what the JSON is refused with", () => {
    expect(refusalOf({ ...DOCUMENT, data: { a: "\ud800" } }).code).toBe("DOCUMENT_MALFORMED");
  });
});

describe("a subject", () => {
  it.each([
    { role: "tenant", personRef: "T-1" },
    { role: "co-tenant", partnerRef: `p:${"a".repeat(16)}`, fields: ["coTenants"] },
    { role: "occupant", personRef: null, partnerRef: null },
    { role: "guide", fields: ["guidance.contact"] },
    { role: "reporter" },
    { role: "official" },
    { role: "candidate" },
  ])("may be %j", (subject) => {
    expect(parse({ ...DOCUMENT, subjects: [subject] }).subjects[0]).toMatchObject(subject);
  });

  it.each([
    { subject: null, at: "subjects.1" },
    { subject: SECRET, at: "subjects.1" },
    { subject: { role: SECRET }, at: "subjects.1.role" },
    { subject: { role: null }, at: "subjects.1.role" },
    { subject: { personRef: "" }, at: "subjects.1.personRef" },
    { subject: { personRef: SECRET.repeat(6) }, at: "subjects.1.personRef" },
    { subject: { personRef: 2001 }, at: "subjects.1.personRef" },
    { subject: { partnerRef: SECRET }, at: "subjects.1.partnerRef" },
    { subject: { partnerRef: "p:short" }, at: "subjects.1.partnerRef" },
    { subject: { partnerRef: `p:${"a".repeat(65)}` }, at: "subjects.1.partnerRef" },
    { subject: { fields: "lastName" }, at: "subjects.1.fields" },
    { subject: { fields: [SECRET] }, at: "subjects.1.fields.0" },
    { subject: { fields: Array.from({ length: 251 }, () => "lastName") }, at: "subjects.1.fields" },
    { subject: { bsn: SECRET }, at: "subjects.1" },
    { subject: { [SECRET]: 1 }, at: "subjects.1" },
  ])("is refused at $at", ({ subject, at }) => {
    const refusal = refusalOf({ ...DOCUMENT, subjects: [{}, subject] });
    expect(refusal).toMatchObject(invalid(at));
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it("is one of fifty at most", () => {
    const subjects = (count: number): object[] => Array.from({ length: count }, () => ({}));
    expect(parse({ ...DOCUMENT, subjects: subjects(50) }).subjects).toHaveLength(50);
    expect(refusalOf({ ...DOCUMENT, subjects: subjects(51) })).toMatchObject(invalid("subjects"));
  });
});

describe("an attachment", () => {
  it.each(["", "aGFsbG8=", SECRET])("is refused with content `%s`", (content) => {
    const refusal = refusalOf({ ...DOCUMENT, attachments: [ATTACHMENT, { ...ATTACHMENT, content }] });
    expect(refusal).toMatchObject({ code: "ATTACHMENT_CONTENT_REFUSED", at: "attachments" });
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it.each(Object.keys(ATTACHMENT))("is refused without its `%s`", (name) => {
    expect(refusalOf({ ...DOCUMENT, attachments: [without(ATTACHMENT, name)] })).toMatchObject(
      invalid(`attachments.0.${name}`),
    );
  });

  it.each([
    ["field", "a field"],
    ["name", ""],
    ["name", "x".repeat(201)],
    ["mediaType", "image"],
    ["mediaType", "image/jpeg; charset=x"],
    ["mediaType", "IMAGE/JPEG"],
    ["size", -1],
    ["size", 1.5],
    ["size", 5_000_001],
    ["size", "48213"],
    ["sha256", "0F".repeat(32)],
    ["sha256", "0f".repeat(31)],
    ["content", 7],
    ["content", null],
  ])("is refused when its `%s` is %j", (name, value) => {
    expect(refusalOf({ ...DOCUMENT, attachments: [{ ...ATTACHMENT, [name]: value }] })).toMatchObject(
      invalid(`attachments.0.${name}`),
    );
  });

  it("is refused with a member that nobody knows", () => {
    const refusal = refusalOf({ ...DOCUMENT, attachments: [{ ...ATTACHMENT, [SECRET]: SECRET }] });
    expect(refusal).toMatchObject(invalid("attachments.0"));
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it("is one of twenty at most", () => {
    const attachments = (count: number): object[] => Array.from({ length: count }, () => ATTACHMENT);
    expect(parse({ ...DOCUMENT, attachments: attachments(20) }).attachments).toHaveLength(20);
    expect(refusalOf({ ...DOCUMENT, attachments: attachments(21) })).toMatchObject(invalid("attachments"));
  });
});

describe("a number", () => {
  const withNumber = (written: string): Uint8Array =>
    new TextEncoder().encode(JSON.stringify({ ...DOCUMENT, data: { a: [{ b: 0.125 }] } }).replace("0.125", written));

  it.each(["1e400", "-1e400", "9007199254740992", "-9007199254740993", "1e16", "9".repeat(400)])(
    "that loses digits is refused: %s",
    (written) => {
      expect(() => parseDocument(withNumber(written))).toThrow(
        expect.objectContaining({ code: "DOCUMENT_INVALID", at: "data" }) as Error,
      );
    },
  );

  it("is kept as it is up to 2^53 - 1", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e9, max: 1e9, noNaN: true })), (a) => {
        expect(parse({ ...DOCUMENT, data: { a } }).data["a"]).toBe(a === 0 ? 0 : a);
      }),
    );
  });
});

describe("whatever a sender makes up", () => {
  const noise = fc.jsonValue({ maxDepth: 3 });
  const spots: readonly ((value: unknown) => unknown)[] = [
    (value) => value,
    (header) => ({ ...DOCUMENT, header }),
    (value) => ({ ...DOCUMENT, header: { ...HEADER, purpose: value } }),
    (value) => ({ ...DOCUMENT, [SECRET]: value }),
    (subjects) => ({ ...DOCUMENT, subjects }),
    (value) => ({ ...DOCUMENT, subjects: [{ role: value }] }),
    (data) => ({ ...DOCUMENT, data }),
    (value) => ({ ...DOCUMENT, attachments: [value] }),
  ];
  const own = [
    ...Object.keys({ ...ASKED, ...ATTACHMENT }),
    "channel",
    "role",
    "personRef",
    "partnerRef",
    "fields",
    "content",
  ];
  const OWN = new RegExp(`^(document|(header|subjects|data|attachments)(\\.(\\d+|\\*|${own.join("|")}))*)$`);

  it("is read or refused with one of our codes, at a place of our own", () => {
    fc.assert(
      fc.property(noise, fc.constantFrom(...spots), (value, spot) => {
        let refusal: { code?: string; at?: string | null } = {};
        try {
          parse(spot(value));
        } catch (error) {
          refusal = error as typeof refusal;
        }
        expect(refusal.code ?? "DOCUMENT_").toMatch(/^DOCUMENT_/);
        expect(refusal.at ?? "document").toMatch(OWN);
      }),
    );
  });
});
