import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { exampleData } from "../../../src/core/covenant/example.ts";
import { legSchema } from "../../../src/core/covenant/leg-schema.ts";
import type { ClauseField, Leg } from "../../../src/core/covenant/types.ts";
import type { Data, Value } from "../../../src/core/document/types.ts";
import { toCents } from "../../../src/core/minimise/money.ts";
import { faultsOf } from "./json-schema.ts";
import { catalogue, LEGS } from "./real-legs.ts";

const schemaOf = (leg: Leg): Data => legSchema(catalogue, leg);
const accepts = (leg: Leg, data: Value): boolean => faultsOf(schemaOf(leg), data).length === 0;

const field = (name: string, required = false): ClauseField => ({
  name,
  transform: { id: "pass" },
  required,
  when: null,
  lifted: null,
  approval: null,
});
const legOf = (fields: readonly ClauseField[], requiredOneOf: Leg["requiredOneOf"] = []): Leg => ({
  fields: new Map(fields.map((one) => [one.name, one])),
  requiredOneOf,
});

describe("the schema of", () => {
  it.each(LEGS)("$name accepts its example", ({ leg }) => {
    expect(faultsOf(schemaOf(leg), exampleData(catalogue, leg))).toEqual([]);
  });

  it.each(LEGS)("$name asks for the fields that the clause requires, and no other", ({ leg }) => {
    const whole = [...leg.fields.values()].filter(({ name }) => !name.includes("."));
    expect(schemaOf(leg)["required"]).toEqual(whole.filter(({ required }) => required).map(({ name }) => name));
  });

  it.each(LEGS)("$name refuses its example without any one required field", ({ leg }) => {
    const example = exampleData(catalogue, leg);
    for (const name of schemaOf(leg)["required"] as readonly string[]) {
      const rest = Object.fromEntries(Object.entries(example).filter(([key]) => key !== name));
      expect({ name, accepted: accepts(leg, rest) }).toEqual({ name, accepted: false });
    }
  });

  it.each(LEGS)("$name leaves data open beyond it: they are withheld, not refused", ({ leg }) => {
    expect(accepts(leg, { ...exampleData(catalogue, leg), neverHeardOf: { a: [1] } })).toBe(true);
  });

  it.each(LEGS)("$name names the draft it is written in, and describes each field in Dutch", ({ leg }) => {
    const schema = schemaOf(leg);
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    for (const [name, property] of Object.entries(schema["properties"] as Data)) {
      expect((property as Data)["description"]).toBe(catalogue.fields.get(name)?.nl);
    }
  });
});

describe("one of a group", () => {
  const leg = legOf(
    [field("caseRef"), field("registrationNumber"), field("lastName")],
    [["caseRef", "registrationNumber"]],
  );

  it.each([
    { data: { caseRef: "S-1" }, accepted: true },
    { data: { registrationNumber: "1" }, accepted: true },
    { data: { caseRef: "S-1", registrationNumber: "1" }, accepted: true },
    { data: { lastName: "Jansen" }, accepted: false },
    { data: {}, accepted: false },
  ])("is asked for: $data", ({ data, accepted }) => {
    expect(accepts(leg, data)).toBe(accepted);
  });
});

const fieldOfType = (type: string): string =>
  [...catalogue.fields.values()].find((one) => one.type === type)?.name ?? "";

describe("a value of the wrong type", () => {
  const wrong: readonly (readonly [string, readonly Value[], Value])[] = [
    ["string", [7, true, ["x"], "x".repeat(201)], "x".repeat(200)],
    ["identifier", [{}, "x".repeat(65)], "VB-1"],
    ["date", ["1 mei 2026", "2026-13-01", 20_260_501], "2026-05-01"],
    ["instant", ["2026-05-01", 0], "2026-05-01T10:00:00+02:00"],
    ["month", ["2026", "2026-5", "mei"], "2026-05"],
    ["integer", [1.5, "2"], 2],
    ["money", [10_000_000, -10_000_000, "12", true], 12.34],
    ["boolean", ["true", 1], false],
    ["text", [7, "x".repeat(10_001)], "Lekkage\nin de keuken"],
    ["postalCode", ["6561", "0561AB", "6561 ABC"], "6561 ab"],
    ["email", ["jan", "jan@"], "jan@huurder.example"],
    ["dates", ["2026-05-01", ["mei"], [7]], ["2026-05-01", "2026-05-02"]],
    ["list", ["x", {}], []],
    ["object", ["x", []], {}],
    ["document", [7, []], "DOC-1"],
  ];
  const present = wrong.filter(([type]) => fieldOfType(type) !== "");

  it("is tried for all types but the few that the dictionary's fields do not have", () => {
    expect(present.length).toBeGreaterThanOrEqual(12);
  });

  it.each(present.flatMap(([type, values, right]) => values.map((value) => ({ type, value, right }))))(
    "is refused for $type: $value",
    ({ type, value, right }) => {
      const name = fieldOfType(type);
      const leg = legOf([field(name)]);
      expect(accepts(leg, { [name]: value })).toBe(false);
      const members = catalogue.fields.get(name)?.members;
      if (members === null) expect(accepts(leg, { [name]: right })).toBe(true);
    },
  );
});

describe("an amount", () => {
  const money = fieldOfType("money");
  const leg = legOf([field(money)]);

  it("of whole cents is taken by the schema wherever the gateway takes it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_100, max: 1_000_000_100 }), (cents) => {
        const amount = Number(`${cents}e-2`);
        expect(accepts(leg, { [money]: amount })).toBe(toCents(amount) !== null);
      }),
    );
  });

  it.each([19.99, 0.1, 0.07, 1.15, 4.35, 9_999_999.99, -9_999_999.99])("as %d is one", (amount) => {
    expect({ fits: accepts(leg, { [money]: amount }), cents: toCents(amount) }).toEqual({
      fits: true,
      cents: Number(`${amount}e2`),
    });
  });
});

describe("a code", () => {
  const closed = [...catalogue.fields.values()].find(
    ({ type, codeList }) => type === "code" && catalogue.codeLists.get(codeList ?? "")?.closed === true,
  )!;
  const open = [...catalogue.fields.values()].find(
    ({ type, codeList }) => type === "code" && catalogue.codeLists.get(codeList ?? "")?.closed !== true,
  )!;

  it("of a closed list is one of its codes", () => {
    const leg = legOf([field(closed.name)]);
    const codes = [...catalogue.codeLists.get(closed.codeList!)!.values.keys()];
    expect(codes.every((code) => accepts(leg, { [closed.name]: code }))).toBe(true);
    expect(accepts(leg, { [closed.name]: "NO-SUCH-CODE" })).toBe(false);
  });

  it("of an open list may be one that we do not know yet", () => {
    expect(accepts(legOf([field(open.name)]), { [open.name]: "NO-SUCH-CODE" })).toBe(true);
    expect(accepts(legOf([field(open.name)]), { [open.name]: 7 })).toBe(false);
  });
});

it("says nothing of a field that the dictionary does not know", () => {
  expect(schemaOf(legOf([field("neverHeardOf")]))["properties"]).toEqual({ neverHeardOf: {} });
});

it("lets no citizen service number pass", () => {
  const bsn = fieldOfType("bsn");
  expect(accepts(legOf([field(bsn)]), { [bsn]: "123456782" })).toBe(false);
});
