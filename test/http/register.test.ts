import { describe, expect, it } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import type { RegisterRequest } from "../../src/exchange/gateway.ts";
import { aGateway, aListeningGateway } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, textOf } from "./harness.ts";

const bulk = askedOf(named("upsertSubjects"));
const row = (personRef: string): string => JSON.stringify({ personRef, record: { lastName: "Voorbeeld" } });
const linesOf = (response: { body: unknown }): Record<string, unknown>[] =>
  textOf(response)
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("persons in bulk", () => {
  it("get a line each, in the order sent; one that fails stops no other", async () => {
    const body = [row("T-1"), '{"personRef":', row("T-2"), "[]", '{"personRef":"T-3","madeUp":1}', "", row("T-4")].join(
      "\n",
    );
    const response = await aHouse().call({ ...bulk, body });
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    expect(linesOf(response)).toMatchObject([
      { row: 1, id: "r-1" },
      { row: 2, problem: { code: "DOCUMENT_MALFORMED" } },
      { row: 3, id: "r-1" },
      { row: 4, problem: { code: "BODY_INVALID" } },
      { row: 5, problem: { code: "BODY_INVALID" } },
      { row: 6, problem: { code: "DOCUMENT_MALFORMED" } },
      { row: 7, id: "r-1" },
    ]);
  });

  it.each([
    { name: "without a newline at the end", body: row("T-1"), rows: 1 },
    { name: "with one", body: `${row("T-1")}\n`, rows: 1 },
    { name: "with Windows line ends", body: `${row("T-1")}\r\n${row("T-2")}\r\n`, rows: 2 },
    { name: "of nothing", body: " ".repeat(0), rows: 0 },
  ])("$name are $rows", async ({ body, rows }) => {
    const seen: RegisterRequest[] = [];
    const change = (_: unknown, request: RegisterRequest) => {
      seen.push(request);
      return Promise.resolve({ id: "r", kind: "subject.recorded" as const });
    };
    const response = await aHouse({ gateway: aGateway({ change }) }).call({ ...bulk, body });
    expect(linesOf(response)).toHaveLength(rows);
    expect(seen).toHaveLength(rows);
  });

  it("are applied one after another, so that the last row about a person holds", async () => {
    const order: string[] = [];
    let busy = 0;
    const change = async (_: unknown, { body }: RegisterRequest) => {
      expect(++busy).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      busy--;
      order.push(JSON.stringify(body["personRef"]));
      return { id: "r", kind: "subject.recorded" as const };
    };
    await aHouse({ gateway: aGateway({ change }) }).call({ ...bulk, body: [row("a"), row("b"), row("c")].join("\n") });
    expect(order).toEqual(['"a"', '"b"', '"c"']);
  });

  it("stop when the gateway itself fails, and may be sent again", async () => {
    let count = 0;
    const change = () =>
      ++count === 2
        ? Promise.reject(new GatewayError("LEDGER_UNAVAILABLE", "down"))
        : Promise.resolve({ id: "r", kind: "subject.recorded" as const });
    const response = await aHouse({ gateway: aGateway({ change }) }).call({
      ...bulk,
      body: [row("a"), row("b"), row("c")].join("\n"),
    });
    expect(response.status).toBe(503);
    expect(jsonOf(response)).toMatchObject({ code: "LEDGER_UNAVAILABLE", retryable: true });
    expect(count).toBe(2);
  });

  it("over 10,000 are refused before the first is touched", async () => {
    let count = 0;
    const change = () => {
      count++;
      return Promise.reject(new Error("touched"));
    };
    const response = await aHouse({ gateway: aGateway({ change }) }).call({ ...bulk, body: "{}\n".repeat(10_001) });
    expect(response.status).toBe(413);
    expect(count).toBe(0);
  });
});

describe("a row of the register", () => {
  it.each([
    { operationId: "recordConsent", resource: "consents", id: undefined },
    { operationId: "eraseSubject", resource: "erasures", id: undefined },
    { operationId: "recordMandate", resource: "mandates", id: undefined },
    { operationId: "openRelation", resource: "relations", id: undefined },
    { operationId: "withdrawConsent", resource: "consent-withdrawals", id: "some-row" },
    { operationId: "decideObjection", resource: "objection-decisions", id: "some-row" },
    { operationId: "liftRestriction", resource: "restriction-endings", id: "some-row" },
    { operationId: "endRelation", resource: "relation-endings", id: "some-row" },
    { operationId: "endMandate", resource: "relation-endings", id: "some-row" },
  ])("by $operationId is handed on as sent, as $resource", async ({ operationId, resource, id }) => {
    const { gateway, asked } = aListeningGateway();
    const route = named(operationId);
    await aHouse({ gateway }).call(askedOf(route));
    const body = route.request.body!.example;
    // Sent without an `Idempotency-Key`, a new row has no name from it.
    const rest = id === undefined ? { once: null } : { id };
    expect(asked).toEqual([["change", { resource, ...rest, body }]]);
  });

  it("names no person in any URL", () => {
    for (const operationId of ["upsertSubjects", "eraseSubject", "recordConsent", "withdrawConsent"]) {
      expect(named(operationId).path).not.toMatch(/person|subjectId|ref\}/i);
    }
  });

  it.each([
    { syncedAt: "2026-11-22T06:00:00Z", status: 204 },
    { syncedAt: "2026-11-22T07:00:00+01:00", status: 204 },
    { syncedAt: "2026-11-22", status: 400 },
    { syncedAt: "yesterday", status: 400 },
  ])("synchronised at $syncedAt gets $status", async ({ syncedAt, status }) => {
    const response = await aHouse().call({
      ...askedOf(named("putSynchronisation")),
      body: JSON.stringify({ syncedAt }),
    });
    expect(response.status).toBe(status);
  });
});

describe("what names the caller", () => {
  const first = { state: "open", after: null, limit: 20 };

  it.each([
    { path: "/v1/consents", call: "ownConsents", asks: first },
    { path: "/v1/mandates", call: "ownRelations", asks: { ...first, kind: "mandate" } },
    { path: "/v1/relations", call: "ownRelations", asks: { ...first, kind: null } },
    { path: "/v1/relations?kind=order", call: "ownRelations", asks: { ...first, kind: "order" } },
    {
      path: "/v1/consents?state=any&after=c-1&limit=5",
      call: "ownConsents",
      asks: { state: "any", after: "c-1", limit: 5 },
    },
  ])("is listed by $path", async ({ path, call, asks }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path, token: "partner" });
    expect(response.status).toBe(200);
    expect(asked).toEqual([[call, asks]]);
  });

  it.each([
    "/v1/consents?party=entree",
    "/v1/consents?personRef=T-1",
    "/v1/mandates?kind=order",
    "/v1/relations?kind=friend",
    "/v1/relations?state=ended",
  ])("is not listed by %s: nobody's own list is anybody else's", async (path) => {
    const response = await aHouse().call({ path, token: "partner" });
    expect(jsonOf(response)).toMatchObject({ status: 400, code: "QUERY_INVALID" });
  });
});
