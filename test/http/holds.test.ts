import { describe, expect, it } from "vitest";
import { aHeldText } from "./examples.ts";
import { aListeningGateway } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named } from "./harness.ts";

/** A house whose gateway remembers what it was asked. */
function listening() {
  const { gateway, asked } = aListeningGateway();
  return { asked, house: aHouse({ gateway }) };
}

describe("holds", () => {
  it.each([
    { query: "", asks: { state: "open", after: null, limit: 20 } },
    { query: "?state=any&after=h-1&limit=5", asks: { state: "any", after: "h-1", limit: 5 } },
  ])("are listed as `$query` says", async ({ query, asks }) => {
    const { asked, house } = listening();
    await house.call({ path: `/v1/holds${query}`, token: "staff" });
    expect(asked).toEqual([["holds", asks]]);
  });

  it.each([
    { operationId: "approveHold", body: { reason: "fits" }, asks: { holdId: "some-row", reason: "fits", drop: [] } },
    {
      operationId: "approveHold",
      body: { reason: " fits ", drop: ["note", "a.b"] },
      asks: { holdId: "some-row", reason: "fits", drop: ["note", "a.b"] },
    },
    { operationId: "rejectHold", body: { reason: "not hers" }, asks: { holdId: "some-row", reason: "not hers" } },
    { operationId: "revealHold", body: { reason: "to judge" }, asks: { holdId: "some-row", reason: "to judge" } },
  ])("are decided by $operationId with $body", async ({ operationId, body, asks }) => {
    const { asked, house } = listening();
    const response = await house.call({ ...askedOf(named(operationId)), body: JSON.stringify(body) });
    expect(response.status).toBeLessThan(300);
    expect(asked).toEqual([[operationId.replace("Hold", ""), asks]]);
  });

  it.each([
    { name: "no reason", body: {} },
    { name: "an empty reason", body: { reason: "  " } },
    { name: "a reason of a page", body: { reason: "x".repeat(501) } },
    { name: "a field that is no name", body: { reason: "x", drop: ["no name"] } },
  ])("are not approved with $name", async ({ body }) => {
    const { asked, house } = listening();
    const response = await house.call({ ...askedOf(named("approveHold")), body: JSON.stringify(body) });
    expect(jsonOf(response)).toMatchObject({ status: 400, code: "BODY_INVALID" });
    expect(asked).toEqual([]);
  });

  it("show the held text to nobody's cache", async () => {
    const response = await listening().house.call(askedOf(named("revealHold")));
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(jsonOf(response)).toEqual(aHeldText);
  });
});

describe("a covenant", () => {
  it.each([
    { operationId: "suspendCovenant", resume: false, party: null },
    { operationId: "suspendCovenant", resume: false, party: "gemeente-heumen" },
    { operationId: "resumeCovenant", resume: true, party: null },
  ])("is changed by $operationId for $party", async ({ operationId, resume, party }) => {
    const { asked, house } = listening();
    const body = JSON.stringify({ version: 2, party, reason: "why" });
    const response = await house.call({ ...askedOf(named(operationId)), body });
    expect(response.status).toBe(204);
    expect(asked).toEqual([["suspend", { covenant: "some-row", version: 2, party, reason: "why", resume }]]);
  });
});

describe("a party", () => {
  it.each([
    { operationId: "suspendParty", resume: false },
    { operationId: "resumeParty", resume: true },
  ])("is changed whole by $operationId", async ({ operationId, resume }) => {
    const { asked, house } = listening();
    const response = await house.call({ ...askedOf(named(operationId)), body: JSON.stringify({ reason: "why" }) });
    expect(response.status).toBe(204);
    expect(asked).toEqual([["suspend", { covenant: null, party: "some-row", reason: "why", resume }]]);
  });
});
