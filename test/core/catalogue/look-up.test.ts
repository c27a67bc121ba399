import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { codeOf, fieldOf, graver, parentOf, sensitivityOf } from "../../../src/core/catalogue/look-up.ts";

const folder = join(import.meta.dirname, "../../../contracts");
const verifySignature = () => Promise.resolve(false);
const { catalogue } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });

describe("a field", () => {
  it.each([
    { name: "lastName", number: 2, type: "string", codeList: null },
    { name: "landlordStatement.nuisance", number: 90, type: "code", codeList: "NUISANCEESTABLISHED" },
    { name: "externalCollection.status", number: 108, type: "code", codeList: "EXTERNEINCASSOSTATUS" },
    { name: "housingFraud.phase", number: 135, type: "code", codeList: "FRAUDPHASE" },
  ])("is found by its name: $name", ({ name, ...expected }) => {
    expect(fieldOf(catalogue, name)).toMatchObject({ name, ...expected });
  });

  it.each([
    "shoeSize",
    "externalCollection.colour",
    "lastName.first",
    "landlordStatement",
    "",
    ".",
    "__proto__",
    "constructor",
  ])("is not made up: %j", (name) => {
    expect(fieldOf(catalogue, name)).toBeNull();
  });
});

describe("a code", () => {
  it.each([
    { list: "SIGNALERINGDETAILSOORT", code: "VER", sensitivity: "S*" },
    { list: "ZAAKTYPEDETAILSOORT", code: "VER", sensitivity: "B" },
    { list: "AANVULLENDEDOELGROEP", code: "VER", sensitivity: "B" },
    { list: "OVEREENKOMSTSTATUS", code: "VER", sensitivity: "O" },
    { list: "ZAAKTYPEDETAILSOORT", code: "GEL", sensitivity: "S*" },
    { list: "VOORRANGDETAILSOORT", code: "GEL", sensitivity: "B" },
  ])("is as sensitive as its own list makes it: $list.$code", ({ list, code, sensitivity }) => {
    expect(codeOf(catalogue, list, code)?.sensitivity).toBe(sensitivity);
  });

  it.each([
    { list: "VOORRANGDETAILSOORT", code: "MED", parent: "URG", sensitivity: "O" },
    { list: "VOORRANGDETAILSOORT", code: "ROL", parent: "IND", sensitivity: "B" },
    { list: "ZAAKTYPEDETAILSOORT", code: "PSY", parent: "SOC", sensitivity: "S*" },
  ])("has a parent that may itself be special: $list.$code", ({ list, code, parent, sensitivity }) => {
    const value = codeOf(catalogue, list, code)!;
    expect(parentOf(catalogue, value)).toMatchObject({ code: parent, sensitivity });
  });

  it("has none where its list has none", () => {
    expect(parentOf(catalogue, codeOf(catalogue, "AANVULLENDEDOELGROEP", "PSY")!)).toBeNull();
  });

  it.each([
    ["GESLACHT", "Q"],
    ["NOWHERE", "M"],
    ["GESLACHT", "constructor"],
  ])("is not made up: %s.%s", (list, code) => {
    expect(codeOf(catalogue, list, code)).toBeNull();
  });
});

describe("sensitivity", () => {
  it.each([
    { name: "the field's own class", field: "arrearsAmount", value: 12, sensitivity: "S" },
    { name: "raised by a health code", field: "priorityReason", value: "MED", sensitivity: "B" },
    { name: "raised by a criminal code", field: "priorityReason", value: "EXD", sensitivity: "C" },
    { name: "not lowered by an ordinary code", field: "priorityReason", value: "ECO", sensitivity: "S" },
    { name: "of a code that no list has", field: "priorityReason", value: "???", sensitivity: "S" },
    { name: "raised by a member", field: "housingFraud", value: { code: "HEN", phase: "suspected" }, sensitivity: "C" },
    {
      name: "raised by the worst of a list",
      field: "householdMembers",
      value: [{ role: "MDH" }, { role: "CUR" }],
      sensitivity: "B",
    },
    { name: "of a member field", field: "housingFraud.code", value: "HEN", sensitivity: "C" },
    { name: "of a field that does not exist", field: "shoeSize", value: 43, sensitivity: "S" },
    { name: "of nothing", field: "priorityReason", value: null, sensitivity: "S" },
  ])("is $name", ({ field, value, sensitivity }) => {
    expect(sensitivityOf(catalogue, field, value)).toBe(sensitivity);
  });

  it("knows the graver of two", () => {
    expect([graver("O", "S"), graver("B", "S*"), graver("C", "B"), graver("X", "C")]).toEqual(["S", "B", "C", "X"]);
  });
});
