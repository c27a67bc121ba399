import { describe, expect, it } from "vitest";
import { anAlert } from "./examples.ts";
import { aListeningGateway } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named } from "./harness.ts";

describe("alerts", () => {
  it.each([
    { query: "", asks: { status: "open", after: null, limit: 20 } },
    { query: "?status=any&after=a-1&limit=5", asks: { status: "any", after: "a-1", limit: 5 } },
    { query: "?status=claimed", asks: { status: "claimed", after: null, limit: 20 } },
  ])("are listed as `$query` says", async ({ query, asks }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path: `/v1/alerts${query}`, token: "staff" });
    expect(jsonOf(response)).toEqual({ items: [anAlert], next: "a-1" });
    expect(asked).toEqual([["alerts", asks]]);
  });

  it.each([
    { operationId: "getAlert", body: undefined, asks: ["alert", "some-row"], status: 200 },
    { operationId: "claimAlert", body: undefined, asks: ["claimAlert", "some-row"], status: 201 },
    {
      operationId: "closeAlert",
      body: { action: " told the sender " },
      asks: ["closeAlert", { alertId: "some-row", action: "told the sender" }],
      status: 201,
    },
  ])("are handled by $operationId", async ({ operationId, body, asks, status }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({
      ...askedOf(named(operationId)),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(status);
    expect(asked).toEqual([asks]);
  });

  it.each([
    { name: "no word of what was done", body: {} },
    { name: "an empty one", body: { action: " " } },
    { name: "a page", body: { action: "x".repeat(501) } },
    { name: "another owner", body: { action: "done", owner: "somebody" } },
  ])("are not closed with $name", async ({ body }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ ...askedOf(named("closeAlert")), body: JSON.stringify(body) });
    expect(jsonOf(response)).toMatchObject({ status: 400, code: "BODY_INVALID" });
    expect(asked).toEqual([]);
  });
});
