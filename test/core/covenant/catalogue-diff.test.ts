import { describe, expect, it } from "vitest";

import type { FieldDefinition } from "../../../src/core/catalogue/types.ts";
import { diffCatalogues, type Rests } from "../../../src/core/covenant/catalogue-diff.ts";
import { aParty, CATALOGUE } from "../../support/cases.ts";

const party = aParty({ id: "partner-a", fingerprints: ["A".repeat(40)] });
const rests = (change: Partial<Rests["catalogue"]> = {}, officers: Rests["officers"] = []): Rests => ({
  catalogue: { ...CATALOGUE, parties: new Map([[party.id, party]]), ...change },
  officers,
});
const field = (name: string, change: Partial<FieldDefinition>) => ({
  fields: new Map([...CATALOGUE.fields, [name, { ...CATALOGUE.fields.get(name)!, ...change }]]),
});
const partyWith = (change: Partial<typeof party>) => ({ parties: new Map([[party.id, { ...party, ...change }]]) });
const fact = (name: string, change: object) => ({
  facts: new Map([...CATALOGUE.facts, [name, { ...CATALOGUE.facts.get(name)!, ...change }]]),
});
const without = <T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> =>
  new Map([...map].filter(([name]) => name !== key));
const [forbidden] = [...CATALOGUE.forbiddenPurposes.keys()] as [string];
const [table] = CATALOGUE.incomeTables as [Rests["catalogue"]["incomeTables"][number]];
const officer = { id: "officer-1", fingerprint: "B".repeat(40) };

describe("a catalogue beside the one before", () => {
  it.each([
    ["a class is lowered", "wider", rests(field("medicalData", { sensitivity: "O" }))],
    ["a class is raised", "narrower", rests(field("lastName", { sensitivity: "S" }))],
    ["a special field becomes a criminal one", "wider", rests(field("medicalData", { sensitivity: "C" }))],
    ["a field becomes prohibited", "narrower", rests(field("medicalData", { sensitivity: "X" }))],
    ["a field has another Dutch name", "equal", rests(field("lastName", { nl: "familienaam" }))],
    ["a field may be transformed less", "narrower", rests(field("birthDate", { transforms: [] }))],
    ["a fact comes from the document", "wider", rests(fact("signalRefused", { provider: "data", field: "caseRef" }))],
    [
      "a forbidden purpose is none",
      "wider",
      rests({ forbiddenPurposes: without(CATALOGUE.forbiddenPurposes, forbidden) }),
    ],
    ["a limit is raised", "wider", rests({ incomeTables: [{ ...table, pt: { ...table.pt, onePerson: 99_999 } }] })],
    ["another certificate is pinned", "wider", rests(partyWith({ fingerprints: ["C".repeat(40)] }))],
    ["a certificate is taken away", "narrower", rests(partyWith({ fingerprints: [] }))],
    ["a party has another role", "wider", rests(partyWith({ role: "controller" }))],
    [
      "a party is known",
      "wider",
      rests({
        parties: new Map([
          [party.id, party],
          ["b", { ...party, id: "b" }],
        ]),
      }),
    ],
    ["an officer is there", "wider", rests({}, [officer])],
  ] as const)("where %s is %s", (name, reach, after) => {
    const before = name === "a limit is raised" ? rests({ incomeTables: [table] }) : rests();
    expect(diffCatalogues(before, after).map((change) => change.reach)).toContain(reach);
    expect(new Set(diffCatalogues(before, after).map((change) => change.reach)).size).toBe(1);
  });

  it("is equal to itself, and what widens one way narrows or widens the other way, never nothing", () => {
    expect(diffCatalogues(rests(), rests())).toEqual([]);
    expect(diffCatalogues(rests({}, [officer]), rests())).toMatchObject([{ reach: "narrower", what: "officer" }]);
  });
});
