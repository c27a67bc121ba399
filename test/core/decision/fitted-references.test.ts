import { describe, expect, it } from "vitest";
import type { Clause, Limit } from "../../../src/core/covenant/types.ts";
import { withFittedReferences } from "../../../src/core/decision/fitted-references.ts";
import { judge } from "../../../src/core/decision/judge.ts";
import type { Data } from "../../../src/core/document/types.ts";
import { aCase, CATALOGUE } from "../../support/cases.ts";

const perPublication: Limit = { id: "perPublication", max: 1, per: "ever", scope: { fact: "publicationRef" } };
const changes: Readonly<Record<string, Partial<Clause>>> = {
  "a way to find the person": { identifiedBy: ["personRef", { ref: "caseRef", relation: "caseload" }] },
  "the tie that is asked for": { relation: { kind: "caseload", ref: "caseRef" } },
  "the tie that is opened": { effects: [{ do: "open", relation: "caseload", ref: "caseRef" }] },
};
const NONE: Partial<Clause> = { identifiedBy: [], relation: null, effects: [], limits: [] };

function fitted(data: Data, clause: Partial<Clause>): Data {
  const given = aCase({ data, clause: { ...NONE, ...clause } });
  const found = judge(given).clause;
  expect(found).not.toBeNull();
  return withFittedReferences(given.document, { clause: found, catalogue: CATALOGUE }).data;
}

/** One reference in the spellings that mean the same. */
const SPELLINGS = [
  { name: "with spaces around it", value: "  Zoë-7 " },
  { name: "with its accent apart", value: "Zoe\u0308-7" },
  { name: "both", value: "\tZoe\u0308-7\n" },
];

describe.each(Object.entries(changes))("a reference that is %s", (_name, clause) => {
  it.each(SPELLINGS)("is taken as it would be released when it is written $name", ({ value }) => {
    expect(fitted({ caseRef: value, lastName: value }, clause)).toEqual({ caseRef: "Zoë-7", lastName: value });
  });

  it("is the same as a number and as text", () => expect(fitted({ caseRef: 77 }, clause)).toEqual({ caseRef: "77" }));
  it.each([{ caseRef: null }, {}, { caseRef: "a|b" }, { caseRef: ["Z-1"] }, { caseRef: { code: "Z-1" } }])(
    "stays as it is where it is none: %j",
    (data) => expect(fitted(data, clause)).toEqual(data),
  );
});

describe("a document", () => {
  it("stays the very same where nothing needs to change, and without a clause", () => {
    const { document } = aCase({ data: { caseRef: "Z-1" } });
    const { clause } = judge(aCase({ clause: { ...NONE, ...changes["the tie that is asked for"] } }));
    expect(withFittedReferences(document, { clause, catalogue: CATALOGUE })).toBe(document);
    const other = { ...document, data: { caseRef: " Z-1" } };
    expect(withFittedReferences(other, { clause: null, catalogue: CATALOGUE })).toBe(other);
    expect(withFittedReferences(other, { clause: { ...clause!, ...NONE }, catalogue: CATALOGUE })).toBe(other);
  });

  it("counts under one key however the reference that is counted is written", () => {
    const keyOf = (publicationRef: string): string | undefined => {
      const given = aCase({ data: { publicationRef }, clause: { limits: [perPublication] } });
      const { clause } = judge(given);
      const document = withFittedReferences(given.document, { clause, catalogue: CATALOGUE });
      return judge({ ...given, document }).counters[0]?.key;
    };
    const keys = new Set(["Zoë-7", ...SPELLINGS.map(({ value }) => value)].map(keyOf));
    expect(keys.size).toBe(1);
    expect(keyOf("Zoë-8")).not.toBe([...keys][0]);
  });
});
