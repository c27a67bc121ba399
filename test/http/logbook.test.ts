import { describe, expect, it } from "vitest";
import { aGateway, aListeningGateway } from "./fakes.ts";
import { aHouse, jsonOf, textOf } from "./harness.ts";

const PATH = "/v1/reports/logbook";
const token = "staff";
const SPAN = "since=2026-11-01T00%3A00%3A00%2B01%3A00&until=2026-11-22T00%3A00%3A00Z";

describe("the logbook", () => {
  it("is asked for as the query says, with our own address", async () => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path: `${PATH}?form=adl&${SPAN}&after=3.9`, token });
    expect(response.status).toBe(200);
    const [since, until] = [Date.parse("2026-10-31T23:00:00Z"), Date.parse("2026-11-22T00:00:00Z")];
    const by = { base: "https://gateway.example", version: "1.0.0" };
    expect(asked).toEqual([["logbook", { form: "adl", since, until, after: "3.9", by }]]);
  });

  it("is one record a line, with a link to the next page that asks for the same span", async () => {
    const gateway = aGateway({ logbook: () => Promise.resolve({ lines: ['{"n":1}', '{"n":2}'], next: "3.9" }) });
    const response = await aHouse({ gateway }).call({ path: `${PATH}?form=fsc&${SPAN}`, token });
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    expect(textOf(response)).toBe('{"n":1}\n{"n":2}\n');
    const span = "since=2026-10-31T23%3A00%3A00.000Z&until=2026-11-22T00%3A00%3A00.000Z";
    expect(response.headers["link"]).toBe(`<${PATH}?form=fsc&${span}&after=3.9>; rel="next"`);
  });

  it("has no link on its last page, which may be empty", async () => {
    const gateway = aGateway({ logbook: () => Promise.resolve({ lines: [], next: null }) });
    const response = await aHouse({ gateway }).call({ path: PATH, token });
    expect(response.headers["link"]).toBeUndefined();
    expect(textOf(response)).toBe("");
  });

  it.each([
    "form=xml",
    "since=yesterday",
    "after=x",
    `since=2026-11-22T00:00:00Z&until=2026-11-22T00:00:00Z`,
    "to=all",
  ])("refuses `%s`", async (query) => {
    const response = await aHouse().call({ path: `${PATH}?${query}`, token });
    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code: "QUERY_INVALID" });
  });
});
