import { expect, it } from "vitest";
import { withReferences } from "../../../src/core/decision/references.ts";
import { aClause, aLeg, CATALOGUE } from "../../support/cases.ts";

const clause = aClause({
  direction: "pull",
  question: aLeg("clientRef!", "@name!", "tenancyNumber"),
  document: aLeg("clientRef!", "tenancyNumber", "arrearsAmount!", "lastName"),
});
const question = { clientRef: "K-1", lastName: "Jansen", tenancyNumber: "HO-9", caseRef: "Z-2" };
const quote = (answer: Record<string, string | number>) =>
  withReferences(answer, { clause, catalogue: CATALOGUE, question });

it("quotes a reference of the question that no record of ours holds", () => {
  expect(quote({ arrearsAmount: 10 })).toMatchObject({ clientRef: "K-1", arrearsAmount: 10 });
});

it("lets the record win over what the question said", () => {
  expect(quote({ tenancyNumber: "HO-1" })["tenancyNumber"]).toBe("HO-1");
});

it("quotes neither what is no identifier nor what only one leg lists", () => {
  expect(Object.keys(quote({})).sort()).toEqual(["clientRef", "tenancyNumber"]);
});
