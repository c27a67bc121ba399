import { describe, expect, it } from "vitest";

import { computedFacts } from "../../../src/core/covenant/computed-facts.ts";

const none = { data: {}, subjects: [], known: {}, ties: [] };

describe("computed facts", () => {
  it.each([
    { name: "a phone", data: { phoneNumber: "0241234567" }, supplied: true },
    { name: "a mobile phone", data: { mobilePhone: "0612345678" }, supplied: true },
    { name: "a null", data: { phoneNumber: null }, supplied: false },
    { name: "an empty text", data: { phoneNumber: "" }, supplied: false },
    { name: "nothing", data: {}, supplied: false },
  ])("know whether a phone number was supplied: $name", ({ data, supplied }) => {
    expect(computedFacts({ ...none, data })).toMatchObject({ phoneSupplied: supplied });
  });

  it("count the persons and tell the role of the main one", () => {
    expect(computedFacts({ ...none, subjects: [{ role: "tenant" }, { role: "guide" }] })).toMatchObject({
      subjectCount: 2,
      mainSubjectRole: "tenant",
    });
    expect(computedFacts(none)).not.toHaveProperty("mainSubjectRole");
  });

  it.each([
    { name: "since the last signal", known: { lastSignalArrearsMonths: 2 }, months: 3.5, risen: 1.5 },
    {
      name: "by the register where it differs from the data",
      known: { lastSignalArrearsMonths: 2, arrearsMonths: 2 },
      months: 9,
      risen: 0,
    },
    {
      name: "as a known no without an earlier signal",
      known: { lastSignalArrearsMonths: null },
      months: 3,
      risen: null,
    },
  ])("measure how far arrears rose $name", ({ known, months, risen }) => {
    expect(computedFacts({ ...none, known, data: { arrearsMonths: months } })).toMatchObject({
      arrearsRisenMonths: risen,
    });
  });

  it.each([
    { name: "the earlier arrears", known: {}, data: { arrearsMonths: 3 } },
    { name: "the arrears now", known: { lastSignalArrearsMonths: 2 }, data: {} },
    { name: "a number", known: { lastSignalArrearsMonths: 2 }, data: { arrearsMonths: "3" } },
  ])("do not know it without $name", ({ known, data }) => {
    expect(computedFacts({ ...none, known, data })).not.toHaveProperty("arrearsRisenMonths");
  });
});
