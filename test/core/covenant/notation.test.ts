import { describe, expect, it } from "vitest";

import {
  isDuration,
  readChoice,
  readEffect,
  readField,
  readIdentification,
  readInform,
  readLimit,
  readRelation,
  readRetention,
  readTransform,
} from "../../../src/core/covenant/notation.ts";
import { printTransform } from "../../../src/core/covenant/print.ts";
import { TRANSFORM_IDS } from "../../../src/core/catalogue/types.ts";

describe("a field in short notation", () => {
  const pass = { id: "pass" };
  it.each([
    { text: "caseRef", fields: [{ name: "caseRef", required: false, transform: pass }] },
    { text: "caseRef!", fields: [{ name: "caseRef", required: true, transform: pass }] },
    { text: "birthDate! -> year", fields: [{ name: "birthDate", required: true, transform: { id: "year" } }] },
    { text: "birthDate→year", fields: [{ name: "birthDate", required: false, transform: { id: "year" } }] },
    {
      text: "reactionHistory -> lastMonths(12)",
      fields: [{ name: "reactionHistory", required: false, transform: { id: "lastMonths", months: 12 } }],
    },
    {
      text: "externalCollection.status!",
      fields: [{ name: "externalCollection.status", required: true, transform: pass }],
    },
  ])("reads $text", ({ text, fields }) => {
    expect(readField(text)).toEqual(fields);
  });

  it.each([
    { macro: "@name!", all: ["initials", "lastNamePrefix", "lastName"], required: ["lastName"] },
    { macro: "@name", all: ["initials", "lastNamePrefix", "lastName"], required: [] },
    {
      macro: "@address!",
      all: ["street", "houseNumber", "houseLetter", "houseNumberAddition", "postalCode", "city"],
      required: ["houseNumber", "postalCode"],
    },
    { macro: "@contact", all: ["phoneNumber", "mobilePhone", "email"], required: [] },
    { macro: "@guide!", all: ["caregiverName", "caregiverContact", "guidanceType"], required: ["caregiverName"] },
  ])("expands $macro", ({ macro, all, required }) => {
    const fields = readField(macro) ?? [];
    expect(fields.map(({ name }) => name)).toEqual(all);
    expect(fields.filter((field) => field.required).map(({ name }) => name)).toEqual(required);
  });

  it.each([
    "",
    "!",
    "CaseRef",
    "case ref",
    "caseRef!!",
    "!caseRef",
    "caseRef ->",
    "caseRef -> nothing",
    "caseRef -> year -> month",
    "@nobody",
    "@name -> initials",
    "@contact!",
    "caseRef or clientRef",
  ])("does not know %j", (text) => {
    expect(readField(text)).toBeNull();
  });

  it("reads a choice, of which one must be left", () => {
    expect(readChoice("registrationNumber or caseRef!")?.map(({ name, required }) => [name, required])).toEqual([
      ["registrationNumber", false],
      ["caseRef", false],
    ]);
  });

  it.each(["caseRef!", "a or b", "@name or caseRef!", "a or or b!"])("knows no choice in %j", (text) => {
    expect(readChoice(text)).toBeNull();
  });
});

describe("a transform", () => {
  it.each(TRANSFORM_IDS.filter((id) => id !== "lastMonths"))("is read and printed alike: %s", (id) => {
    expect(printTransform(readTransform(id)!)).toBe(id);
  });

  it.each(["lastMonths", "month(3)", "lastMonths()", "lastMonths(1234)", "zodiac", "pass ", "toString"])(
    "is not %j",
    (text) => {
      expect(readTransform(text)).toBeNull();
    },
  );
});

describe("the rest of the notation", () => {
  it.each([
    { text: "150 per week", limit: { max: 150, per: "week", scope: "clause" } },
    { text: "2 per week per subject", limit: { max: 2, per: "week", scope: "subject" } },
    { text: "60 ever per publicationRef", limit: { max: 60, per: "ever", scope: { fact: "publicationRef" } } },
    { text: "2 per month per covenant, alert", limit: { max: 2, per: "month", scope: "covenant", alert: true } },
    { text: "3 per day, alert", limit: { max: 3, per: "day", scope: "clause", alert: true } },
  ])("reads the limit $text", ({ text, limit }) => {
    expect(readLimit("one", text)).toEqual({ id: "one", ...limit });
  });

  it.each([
    "0 per day",
    "-1 per day",
    "1.5 per day",
    "per day",
    "5 per hour",
    "1000000000 per day",
    "5 per day per",
    "5 per day, hold",
    "5 per day,alert",
  ])("knows no limit in %j", (text) => {
    expect(readLimit("one", text)).toBeNull();
  });

  it.each([
    { text: "settled + P2Y", kept: { after: "settled", term: "P2Y", note: null } },
    {
      text: "decision + P3M; placed: tenancy file",
      kept: { after: "decision", term: "P3M", note: "placed: tenancy file" },
    },
    { text: "own policy", kept: { after: "own policy", term: "P0D", note: null } },
  ])("reads the retention $text", ({ text, kept }) => {
    expect(readRetention(text)).toEqual(kept);
  });

  it.each(["settled", "settled + 2Y", "settled + P", "P2Y", "settled + P2H", "settled +P2Y"])(
    "knows no retention in %j",
    (text) => {
      expect(readRetention(text)).toBeNull();
    },
  );

  it.each(["P1D", "P4W", "P6M", "P2Y", "P1Y6M"])("knows %s as a duration", (text) => {
    expect(isDuration(text)).toBe(true);
  });

  it.each(["P", "1D", "PT1H", "P1H", "p1d", "P-1D", "P1M1Y"])("knows %s as none", (text) => {
    expect(isDuration(text)).toBe(false);
  });

  it.each([
    { text: "personRef", by: "personRef" },
    { text: "replyTo", by: "replyTo" },
    { text: "caseRef of signal", by: { ref: "caseRef", relation: "signal" } },
    { text: "name + birthDate", by: { match: ["name", "birthDate"] } },
    { text: "name + address", by: { match: ["name", "address"] } },
    { text: "name", by: null },
    { text: "name + shoeSize", by: null },
    { text: "caseRef of friendship", by: null },
  ])("reads how a person is named: $text", ({ text, by }) => {
    expect(readIdentification(text)).toEqual(by);
  });

  it.each([
    { text: "order by repairOrder", relation: { kind: "order", ref: "repairOrder" } },
    { text: "caseload", relation: { kind: "caseload", ref: null } },
    { text: "friendship", relation: null },
    {
      text: "ended mandate by mandateRef within P2M",
      relation: { kind: "mandate", ref: "mandateRef", endedWithin: "P2M" },
    },
    { text: "ended order within P14D", relation: { kind: "order", ref: null, endedWithin: "P14D" } },
    { text: "ended mandate by mandateRef", relation: null },
    { text: "mandate by mandateRef within P2M", relation: null },
    { text: "ended mandate within PM", relation: null },
    { text: "ended friendship within P2M", relation: null },
  ])("reads the relation $text", ({ text, relation }) => {
    expect(readRelation(text)).toEqual(relation);
  });

  it.each([
    { text: "open signal by caseRef", effect: { do: "open", relation: "signal", ref: "caseRef" } },
    { text: "close debt-notice by clientRef", effect: { do: "close", relation: "debt-notice", ref: "clientRef" } },
    { text: "delete signal by caseRef", effect: null },
    { text: "open signal", effect: null },
  ])("reads the effect $text", ({ text, effect }) => {
    expect(readEffect(text)).toEqual(effect);
  });

  it.each([
    { text: "statement", inform: { kind: "statement" } },
    { text: "before P7D", inform: { kind: "before", term: "P7D" } },
    { text: "within P1M", inform: { kind: "within", term: "P1M" } },
    { text: "before", inform: null },
    { text: "after P1D", inform: null },
    { text: "before P", inform: null },
  ])("reads how a person is informed: $text", ({ text, inform }) => {
    expect(readInform(text)).toEqual(inform);
  });
});
