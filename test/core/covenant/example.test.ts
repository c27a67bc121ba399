import { describe, expect, it } from "vitest";

import { fieldOf } from "../../../src/core/catalogue/look-up.ts";
import { exampleData } from "../../../src/core/covenant/example.ts";
import type { Leg } from "../../../src/core/covenant/types.ts";
import type { Data, Value } from "../../../src/core/document/types.ts";
import { parseInstant } from "../../../src/core/ids.ts";
import { fit } from "../../../src/core/minimise/fit.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import type { Plan } from "../../../src/core/minimise/types.ts";
import { catalogue, LEGS } from "./real-legs.ts";

const now = parseInstant(Date.parse("2026-11-24T09:00:00Z"));

/** The plan of a decision in which nothing is in the way of anything. */
const planOf = (leg: Leg): Plan => ({
  fields: [...leg.fields.values()].map(({ name, transform, required }) => ({
    name,
    action: "release",
    transform,
    reason: null,
    required,
    specialCodesAllowed: false,
    approval: null,
  })),
  requiredOneOf: leg.requiredOneOf,
  context: { catalogue, now, declaredIdentifiers: [], subjectNames: [], pseudonymise: (value) => `pseudo:${value}` },
});

function at(data: Data, name: string): Value | undefined {
  const [outer = "", ...inner] = name.split(".");
  const value = data[outer];
  return inner.length === 0 ? value : at((value ?? {}) as Data, inner.join("."));
}

describe("the example of", () => {
  it.each(LEGS)("$name fills in every agreed field with a value of its type", ({ leg }) => {
    const data = exampleData(catalogue, leg);
    for (const name of leg.fields.keys()) {
      const value = at(data, name);
      const field = fieldOf(catalogue, name);
      expect({ name, known: field !== null, absent: value === undefined || value === null }).toEqual({
        name,
        known: true,
        absent: false,
      });
      expect({ name, fitted: fit(value!, field!) }).not.toEqual({ name, fitted: undefined });
    }
  });

  it.each(LEGS)("$name holds nothing but agreed fields", ({ leg }) => {
    const names = Object.entries(exampleData(catalogue, leg)).flatMap(([name, value]) =>
      leg.fields.has(name) ? [name] : Object.keys(value as Data).map((member) => `${name}.${member}`),
    );
    expect(names.sort()).toEqual([...leg.fields.keys()].sort());
  });

  it.each(LEGS)("$name is released field by field, none malformed and none emptied", ({ leg }) => {
    const { excerpt, findings } = minimise(exampleData(catalogue, leg), planOf(leg));
    expect(findings).toEqual([]);
    const released = [...leg.fields.keys()].filter((name) => at(excerpt, name) !== undefined);
    expect(released).toEqual([...leg.fields.keys()]);
  });

  it("is the same each time", () => {
    for (const { leg } of LEGS) expect(exampleData(catalogue, leg)).toEqual(exampleData(catalogue, leg));
  });
});

describe("the example of a field", () => {
  const only = (name: string): Leg => ({
    fields: new Map([
      [name, { name, transform: { id: "pass" }, required: false, when: null, lifted: null, approval: null }],
    ]),
    requiredOneOf: [],
  });

  it.each([...catalogue.fields.values()].filter(({ type }) => type !== "bsn").map(({ name }) => name))(
    "fits its type: %s",
    (name) => {
      const value = at(exampleData(catalogue, only(name)), name);
      expect(fit(value!, fieldOf(catalogue, name)!)).toBeDefined();
    },
  );

  it.each([...catalogue.fields.values()].filter(({ type }) => type === "bsn").map(({ name }) => name))(
    "holds no number where the field is one that never passes: %s",
    (name) => {
      expect(at(exampleData(catalogue, only(name)), name)).toBeNull();
    },
  );

  it("is a plain text where the dictionary does not know the field", () => {
    expect(exampleData(catalogue, only("neverHeardOf"))).toEqual({ neverHeardOf: expect.any(String) as string });
  });

  it("puts members that are fields of their own into one object", () => {
    const leg = {
      ...only("a"),
      fields: new Map(
        ["landlordStatement.nuisance", "landlordStatement.debt", "lastName"].map((name) => [
          name,
          only(name).fields.get(name)!,
        ]),
      ),
    };
    expect(Object.keys(exampleData(catalogue, leg))).toEqual(["landlordStatement", "lastName"]);
    expect(Object.keys(exampleData(catalogue, leg)["landlordStatement"] as Data)).toEqual(["nuisance", "debt"]);
  });
});
