import { describe, expect, it } from "vitest";
import type { Reply } from "../../src/exchange/views.ts";
import { aDenial, anExchange, EXCHANGE } from "./examples.ts";
import type { Submission } from "../../src/exchange/gateway.ts";
import { aGateway, aListeningGateway } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, textOf, type Asked } from "./harness.ts";

const sent: Asked = askedOf(named("submitExchange"));
const replying = (change: Partial<Reply>) =>
  aGateway({
    submit: () => Promise.resolve({ view: anExchange(), replayed: false, parcel: null, receipt: null, ...change }),
  });

describe("a submitted document", () => {
  it.each([
    { outcome: "allow", view: anExchange(), status: 201 },
    {
      outcome: "hold",
      view: anExchange({ outcome: "hold", hold: { dueAt: "2026-11-27T10:00:00.000Z", escalates: false } }),
      status: 202,
    },
    { outcome: "deny", view: aDenial(), status: 403 },
  ] as const)("gets $status for $outcome, says where it is, and is counted", async ({ outcome, view, status }) => {
    const house = aHouse({ gateway: replying({ view }) });
    const response = await house.call(sent);
    expect(response.status).toBe(status);
    expect(response.headers["location"]).toBe(`/v1/exchanges/${EXCHANGE}`);
    expect(response.headers["idempotent-replayed"]).toBeUndefined();
    expect(jsonOf(response)).toMatchObject({ exchangeId: EXCHANGE, outcome, receipt: null });
    expect(house.services.metrics.text({})).toContain(`decisions_total{outcome="${outcome}"} 1`);
  });

  it("is denied in a problem document that holds the whole decision", async () => {
    const view = aDenial({ question: aDenial().fields, retryable: true });
    const response = await aHouse({ gateway: replying({ view }) }).call(sent);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    expect(response.headers["retry-after"]).toBe("60");
    expect(jsonOf(response)).toMatchObject({
      type: "/docs/problems#EXCHANGE_DENIED",
      status: 403,
      code: "EXCHANGE_DENIED",
      retryable: true,
      reasons: view.reasons,
      fields: view.fields,
      question: view.fields,
      next: view.reasons[0]!.next,
    });
  });

  it("gets the original decision when sent again, and is not counted twice", async () => {
    const house = aHouse({ gateway: replying({ replayed: true }) });
    const response = await house.call(sent);
    expect(response.status).toBe(201);
    expect(response.headers["idempotent-replayed"]).toBe("true");
    expect(house.services.metrics.text({})).toContain('decisions_total{outcome="allow"} 0');
  });

  it("gets a pull's answer in base64, with its digest", async () => {
    const response = await aHouse({ gateway: replying({ parcel: Buffer.from("abc") }) }).call(sent);
    expect(jsonOf(response)["answer"]).toEqual({
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      content: "YWJj",
    });
  });

  it.each(["application/octet-stream", "application/pgp-encrypted", "text/plain; charset=utf-8", "Text/Plain"])(
    "reaches the gateway byte for byte as %s",
    async (type) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      let seen: Uint8Array = new Uint8Array();
      const gateway = aGateway({
        submit: (_, { message }) => {
          seen = message;
          return Promise.resolve({ view: anExchange(), replayed: false, parcel: null, receipt: null });
        },
      });
      await aHouse({ gateway }).call({ ...sent, type, body: bytes });
      expect(Buffer.from(seen)).toEqual(Buffer.from(bytes));
    },
  );

  it.each([
    { prefer: undefined, waitMs: undefined, applied: undefined },
    { prefer: "wait=3", waitMs: 3000, applied: "wait=3" },
    { prefer: "respond-async, Wait = 2", waitMs: 2000, applied: "wait=2" },
    { prefer: "wait=60", waitMs: 5000, applied: "wait=5" },
    { prefer: "wait=-1", waitMs: undefined, applied: undefined },
    { prefer: "wait=soon", waitMs: undefined, applied: undefined },
  ])("waits for its receipt as `Prefer: $prefer` says", async ({ prefer, waitMs, applied }) => {
    const { gateway, asked } = aListeningGateway();
    const headers: Record<string, string> = prefer === undefined ? {} : { Prefer: prefer };
    const response = await aHouse({ gateway }).call({ ...sent, headers });
    expect(asked).toEqual([["submit", expect.anything()]]);
    expect((asked[0]?.[1] as Submission).receiptWaitMs).toBe(waitMs);
    expect(response.headers["preference-applied"]).toBe(applied);
    expect(jsonOf(response)["receipt"] === null).toBe(waitMs === undefined);
  });
});

describe("the trace of a submitted document", () => {
  const TRACE = "0af7651916cd43dd8448eb211c80319c";
  const PARENT = `00-${TRACE}-b7ad6b7169203331-00`;
  const submitted = async (headers: Readonly<Record<string, string>>) => {
    const { gateway, asked } = aListeningGateway();
    const house = aHouse({ gateway });
    const response = await house.call({ ...sent, headers });
    const { trace } = asked[0]?.[1] as Submission;
    const told = house.told.find(({ event }) => event === "http.answered");
    return { trace, response, told };
  };

  it("is its caller's, under a step of our own, with what it asks to be passed on", async () => {
    const { trace, told } = await submitted({ traceparent: PARENT, tracestate: "a=1, b=2" });
    expect(trace).toMatchObject({ traceId: TRACE, parentSpanId: "b7ad6b7169203331", state: "a=1,b=2" });
    expect(trace.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(told?.fields).toMatchObject({ traceId: TRACE });
  });

  it.each([
    { name: "there is none", headers: {} },
    { name: "it is malformed, and is answered all the same", headers: { traceparent: "00-zero-zero-00" } },
    { name: "there are two", headers: { traceparent: `${PARENT}, ${PARENT}` } },
    { name: "only a state is sent", headers: { tracestate: "a=1" } },
  ])("begins here where $name", async ({ headers }) => {
    const { trace, response } = await submitted(headers);
    expect(response.status).toBe(201);
    expect(trace).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      parentSpanId: null,
      sampled: true,
      state: null,
    });
  });

  it("is told in the answer as it is kept, also where the same was answered before", async () => {
    const { response } = await submitted({ traceparent: PARENT });
    const { traceId, spanId } = anExchange().trace;
    expect(response.headers["traceparent"]).toBe(`00-${traceId}-${spanId}-00`);
    expect(jsonOf(response)["trace"]).toEqual({ traceId, spanId });
  });
});

describe("the mailbox", () => {
  it.each([
    { query: "", asks: { role: "any", after: null, limit: 20, unfetched: false, waitMs: 0 } },
    {
      query: "?role=recipient&after=Y3Vyc29y&limit=100&unfetched=true&wait=30",
      asks: { role: "recipient", after: "Y3Vyc29y", limit: 100, unfetched: true, waitMs: 30_000 },
    },
  ])("asks the gateway what `$query` says", async ({ query, asks }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path: `/v1/exchanges${query}`, token: "partner" });
    expect(response.status).toBe(200);
    expect(asked).toEqual([["list", asks]]);
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=1.5",
    "limit=-1",
    "limit=1e2",
    "limit=",
    "limit=5&limit=6",
    "wait=31",
    "role=all",
    "unfetched=yes",
    "after[]=1",
    "Limit=5",
    "__proto__=1",
    "constructor=1",
  ])("refuses `%s`, and says nothing of the value", async (query) => {
    const response = await aHouse().call({ path: `/v1/exchanges?${query}`, token: "partner" });
    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code: "QUERY_INVALID" });
  });

  it.each(["party=entree", "covenant=x1", "purpose=x1", "outcome=deny", "since=2026-11-22T00:00:00Z"])(
    "has no filter `%s`, which is for who reads the mailboxes of all",
    async (query) => {
      for (const token of ["partner", "back-office"]) {
        const { gateway, asked } = aListeningGateway();
        const response = await aHouse({ gateway }).call({ path: `/v1/exchanges?${query}`, token });
        expect(response.status).toBe(400);
        expect(jsonOf(response)).toMatchObject({ code: "QUERY_INVALID", at: query.split("=")[0] });
        expect(asked).toEqual([]);
      }
    },
  );

  it("names every place that is wrong at once", async () => {
    const response = await aHouse().call({ path: "/v1/exchanges?limit=x&role=y&zz=1", token: "partner" });
    expect(jsonOf(response)["at"]).toBe("limit, role, *");
  });
});

describe("the exchanges of every party", () => {
  const nothing = { party: null, covenant: null, purpose: null, outcome: null, since: null, until: null, after: null };

  it.each([
    { query: "", asks: { ...nothing, limit: 20 } },
    {
      query: `?party=entree&covenant=entree-allocation&purpose=housing-allocation&outcome=deny&after=${EXCHANGE}&limit=5`,
      asks: {
        ...nothing,
        party: "entree",
        covenant: "entree-allocation",
        purpose: "housing-allocation",
        outcome: "deny",
        after: EXCHANGE,
        limit: 5,
      },
    },
    {
      query: "?since=2026-11-22T00:00:00%2B01:00&until=2026-11-23T00:00:00Z",
      asks: {
        ...nothing,
        since: Date.parse("2026-11-21T23:00:00Z"),
        until: Date.parse("2026-11-23T00:00:00Z"),
        limit: 20,
      },
    },
  ])("are asked for as `$query` says", async ({ query, asks }) => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path: `/v1/exchanges${query}`, token: "staff" });
    expect(response.status).toBe(200);
    expect(asked).toEqual([["review", asks]]);
  });

  it.each(["role=sender", "unfetched=true", "unfetched=false", "wait=1"])(
    "have no filter `%s`, which is a mailbox's",
    async (query) => {
      const { gateway, asked } = aListeningGateway();
      const response = await aHouse({ gateway }).call({ path: `/v1/exchanges?${query}`, token: "staff" });
      expect(jsonOf(response)).toMatchObject({ status: 400, code: "QUERY_INVALID", at: query.split("=")[0] });
      expect(asked).toEqual([]);
    },
  );

  it.each([
    "after=Y3Vyc29y",
    "outcome=maybe",
    "since=yesterday",
    "until=2026-11-23",
    "party=No!",
    "covenant=",
    "purpose=A",
  ])("are not asked for with `%s`", async (query) => {
    const response = await aHouse().call({ path: `/v1/exchanges?${query}`, token: "staff" });
    expect(jsonOf(response)).toMatchObject({ status: 400, code: "QUERY_INVALID" });
  });
});

describe("the parcel", () => {
  const { path } = askedOf(named("getMessage"));

  it("is sent byte for byte, kept by no cache", async () => {
    const response = await aHouse().call({ path, token: "partner" });
    expect(response.headers["content-type"]).toBe("application/pgp-encrypted");
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.body).toEqual(Buffer.from([0xc1, 0, 255]));
  });

  it("is not fetched by HEAD, which would write a delivery that nobody got", async () => {
    let fetched = 0;
    const fetchMessage = () => {
      fetched++;
      return Promise.resolve(new Uint8Array());
    };
    const response = await aHouse({ gateway: aGateway({ fetchMessage }) }).call({
      method: "HEAD",
      path,
      token: "partner",
    });
    expect(response.status).toBe(405);
    expect(response.headers["allow"]).toBe("GET");
    expect(fetched).toBe(0);
  });
});

describe("the receipt", () => {
  const { path } = askedOf(named("getReceipt"));

  it.each([
    { accept: "*/*", type: "application/json" },
    { accept: "application/json", type: "application/json" },
    { accept: "text/plain;q=0.1, application/json", type: "application/json" },
    { accept: "application/problem+json", type: "application/json" },
    { accept: "text/plain", type: "text/plain; charset=utf-8" },
  ])("comes as $type for `Accept: $accept`", async ({ accept, type }) => {
    const response = await aHouse().call({ path, token: "partner", headers: { Accept: accept } });
    expect(response.headers["content-type"]).toBe(type);
    expect(textOf(response)).toContain("c2sp.org/tlog-proof@v1");
  });

  it("has no proof as text before it is sequenced: to be asked again", async () => {
    const pending = { status: "pending", receipt: "{}", signature: "s", proof: null } as const;
    const gateway = aGateway({ receipt: () => Promise.resolve(pending) });
    const response = await aHouse({ gateway }).call({ path, token: "partner", headers: { Accept: "text/plain" } });
    expect(response.status).toBe(503);
    expect(jsonOf(response)).toMatchObject({ code: "LEDGER_BEHIND", retryable: true });
  });

  it("is waited for as `Prefer` says", async () => {
    const { gateway, asked } = aListeningGateway();
    const response = await aHouse({ gateway }).call({ path, token: "partner", headers: { Prefer: "wait=5" } });
    expect(asked).toEqual([["receipt", EXCHANGE, 5000]]);
    expect(response.headers["preference-applied"]).toBe("wait=5");
  });
});
