import { beforeAll, describe, expect, it } from "vitest";
import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import type { LoadedContracts } from "../../../src/core/covenant/compile.ts";
import { describeClause } from "../../../src/core/covenant/describe.ts";
import { explainField, explainPurpose } from "../../../src/core/covenant/explain.ts";
import type { Covenant } from "../../../src/core/covenant/types.ts";

let contracts: LoadedContracts;
beforeAll(async () => {
  contracts = await loadContracts({
    folder: "contracts",
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
});

const covenantOf = (id: string): Covenant => contracts.covenants.find(({ covenant }) => covenant.id === id)!.covenant;

describe("a field explained", () => {
  it.each([
    [
      "bergendal-early-signal",
      "arrearsMonths",
      "early-debt-signalling/out/default",
      { rule: "pass", withheld: null, comparedBy: ["E1", "E10"] },
    ],
    [
      "bergendal-early-signal",
      "arrearsSince",
      "early-debt-signalling/out/default",
      { rule: null, withheld: "evidence", comparedBy: ["E1", "E2", "E3", "E4", "E5"] },
    ],
    [
      "bergendal-early-signal",
      "birthDate",
      "early-debt-signalling/out/default",
      { rule: null, withheld: "unlisted", comparedBy: [] },
    ],
    [
      "bergendal-early-signal",
      "citizenServiceNumber",
      "signal-feedback/in/default",
      { rule: null, withheld: "prohibited", comparedBy: [] },
    ],
    [
      "bergendal-early-signal",
      "nationality",
      "signal-feedback/in/default",
      { rule: null, withheld: "always-dropped", comparedBy: [] },
    ],
    [
      "care-support",
      "nuisanceType",
      "support-coordination/out/default",
      { rule: "codeOnly", withheld: null, comparedBy: [] },
    ],
  ])("%s: %s under %s", (id, field, clause, expected) => {
    const found = explainField(covenantOf(id), { catalogue: contracts.catalogue, field }).find(
      (one) => one.clause === clause,
    );
    expect({ rule: found?.rule?.transform ?? null, withheld: found?.withheld, comparedBy: found?.comparedBy }).toEqual(
      expected,
    );
  });

  it("names the ground of a health field beside the clause's own", () => {
    const [row] = explainField(covenantOf("care-support"), {
      catalogue: contracts.catalogue,
      field: "careNeed",
    }).filter(({ rule }) => rule !== null);
    expect(row?.law).toEqual(["AVG 6(1)(a)", "AVG 9(2)(a)"]);
    const [name] = explainField(covenantOf("care-support"), { catalogue: contracts.catalogue, field: "lastName" });
    expect(name?.law).toEqual(["AVG 6(1)(a)"]);
  });

  it("has a row for both sides of a question", () => {
    const rows = explainField(covenantOf("police-demand"), { catalogue: contracts.catalogue, field: "birthDate" });
    expect(rows.map(({ leg }) => leg)).toEqual(["question", "document"]);
  });

  it("is nothing where the catalogue has no such field", () => {
    expect(explainField(covenantOf("care-support"), { catalogue: contracts.catalogue, field: "geenVeld" })).toEqual([]);
  });
});

describe("a purpose explained", () => {
  it("is its clauses, and nothing for another purpose", () => {
    const covenant = covenantOf("bergendal-early-signal");
    expect(explainPurpose(covenant, "signal-feedback").map(({ clause }) => clause)).toEqual([
      "signal-feedback/in/default",
    ]);
    expect(explainPurpose(covenant, "newsletter")).toEqual([]);
  });

  it("says everything in the notation of the files", () => {
    expect(describeClause(covenantOf("bergendal-early-signal").clauses[1]!)).toEqual({
      clause: "signal-feedback/in/default",
      purpose: "signal-feedback",
      direction: "in",
      message: "default",
      parties: [],
      basis: "legal-duty",
      law: ["AVG 6(1)(c)", "AVG 6(1)(e)", "Wgs 3(1)(b)"],
      article9: null,
      article10: null,
      subject: "existing",
      batchMax: null,
      statement: ["S-20", "S-43", "S-87"],
      identifiedBy: ["caseRef of signal"],
      relation: "signal by caseRef",
      consent: "none",
      legalOrder: null,
      preconditions: [],
      fields: [
        {
          name: "caseRef",
          leg: "document",
          transform: "pass",
          required: true,
          when: null,
          lifted: null,
          approval: null,
        },
        {
          name: "signalOutcome",
          leg: "document",
          transform: "pass",
          required: true,
          when: null,
          lifted: null,
          approval: null,
        },
        { name: "date", leg: "document", transform: "pass", required: false, when: null, lifted: null, approval: null },
      ],
      requiredOneOf: [],
      limits: [],
      approval: null,
      inform: "statement",
      duties: [],
      retention: { here: "settled + P2Y", there: "own policy" },
    });
  });
});
