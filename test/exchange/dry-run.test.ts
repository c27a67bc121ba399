import { describe, expect, it } from "vitest";

import { createDryRun } from "../../src/exchange/dry-run.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { aParty, CATALOGUE, CORPORATION, NOON } from "../support/cases.ts";

const { dryRun } = createDryRun({
  contracts: { current: () => Promise.resolve({ catalogue: CATALOGUE, covenants: { byId: new Map() } }) },
  now: () => NOON,
});
const callerOf = (party: Caller["party"]): Caller => ({
  party,
  clientId: "proef",
  scopes: new Set(),
  person: null,
  role: null,
});
const ask = (purpose: string, party: Caller["party"]) =>
  dryRun(callerOf(party), { covenant: "none", purpose, direction: "out", message: "default", fields: ["lastName"] });

describe("a dry run", () => {
  it.each([
    { name: "a purpose that stays inside", purpose: "payments", party: CORPORATION, refusal: "payments" },
    { name: "an applicant's data", purpose: "job-application", party: CORPORATION, refusal: "job-applicants" },
    { name: "a bank, whatever for", purpose: "newsletter", party: aParty({ sector: "bank" }), refusal: "banks" },
    {
      name: "Heumen's debt assistance, for which nobody has signed",
      purpose: "debt-assistance",
      party: aParty({ municipalityCodes: ["0252"] }),
      refusal: "heumen-debt-assistance",
    },
  ])("refuses by its own name, and says why: $name", async ({ purpose, party, refusal }) => {
    const { allowed, reasons, fields } = await ask(purpose, party);
    expect(allowed).toBe(false);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({
      code: "NO_CONTRACT",
      param: refusal,
      next: CATALOGUE.refusals.get(refusal)?.why,
    });
    expect(fields).toEqual([{ field: "lastName", verdict: "withheld", transform: null, reason: reasons[0] }]);
  });

  it("refuses a forbidden purpose as such", async () => {
    const { reasons } = await ask("credit-scoring", CORPORATION);
    expect(reasons.map(({ code }) => code)).toEqual(["PURPOSE_FORBIDDEN"]);
  });

  it("says of any other that there is no covenant, and no more", async () => {
    const { reasons } = await ask("debt-assistance", aParty({ municipalityCodes: ["1945"] }));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).not.toHaveProperty("param");
    expect(reasons[0]).toMatchObject({ code: "NO_CONTRACT" });
  });
});
