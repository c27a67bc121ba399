import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listen } from "../../src/http/serve.ts";
import { aGateway, aTokens, CALLERS, failing } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, routes, textOf } from "./harness.ts";

const jsonRoutes = routes.filter(({ request }) => request.body?.mediaTypes[0] === "application/json");
const acknowledge = askedOf(named("acknowledge"));
const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;

describe("a hostile JSON body", () => {
  const bodies = [
    { name: "nothing", body: "", code: "DOCUMENT_MALFORMED" },
    { name: "a cut string", body: '{"a":"', code: "DOCUMENT_MALFORMED" },
    {
      name: "bytes that are no UTF-8",
      body: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
      code: "DOCUMENT_MALFORMED",
    },
    { name: "NaN", body: '{"a":NaN}', code: "DOCUMENT_MALFORMED" },
    { name: "nesting", body: deep, code: "DOCUMENT_TOO_DEEP" },
    { name: "the same key twice", body: '{"at":"x","at":"y"}', code: "DOCUMENT_DUPLICATE_KEY" },
    { name: "__proto__", body: '{"__proto__":{"role":"x"}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "__proto__ in escapes", body: '{"\\u005f_proto__":{}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "constructor", body: '{"constructor":{"prototype":{}}}', code: "DOCUMENT_FORBIDDEN_KEY" },
    { name: "a list", body: "[]", code: "BODY_INVALID" },
    { name: "null", body: "null", code: "BODY_INVALID" },
    { name: "a number", body: "7", code: "BODY_INVALID" },
    { name: "an unknown member", body: '{"madeUp":1}', code: "BODY_INVALID" },
    { name: "nothing that is needed", body: "{}", code: "BODY_INVALID" },
  ] as const;
  const cases = jsonRoutes.flatMap((route) => bodies.map((one) => [one.name, route.operationId, route, one] as const));

  it.each(cases)("of %s is refused by %s", async (_, __, route, { body, code }) => {
    const response = await aHouse().call({ ...askedOf(route), body });
    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code });
  });

  it.each(jsonRoutes.map((route) => [route.operationId, route] as const))(
    "with one member of another type is refused by %s",
    async (_, route) => {
      const example = route.request.body!.example as Readonly<Record<string, unknown>>;
      for (const name of Object.keys(example)) {
        const body = JSON.stringify({ ...example, [name]: { wrong: true } });
        const response = await aHouse().call({ ...askedOf(route), body });
        // Values of a record are judged by the catalogue, not by their JSON type.
        if (["record", "facts"].includes(name)) continue;
        expect(response.status).toBe(400);
        expect(jsonOf(response)).toMatchObject({ code: "BODY_INVALID" });
        expect(jsonOf(response)["at"]).toContain(name);
      }
    },
  );
});

describe("a body that is not what it seems", () => {
  it.each(["gzip", "deflate", "br", "zstd", "identity, gzip", "x-unknown"])(
    "is refused unread when packed as %s",
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(1_000_000));
      for (const operationId of ["submitExchange", "acknowledge", "upsertSubjects", "issueToken"]) {
        const response = await aHouse().call({
          ...askedOf(named(operationId)),
          body: bomb,
          headers: { "Content-Encoding": encoding },
        });
        expect(response.status).toBe(415);
      }
    },
  );

  it.each([
    { type: "application/json; charset=utf-16", status: 415 },
    { type: "application/json; charset=UTF-8", status: 201 },
    { type: 'application/json; charset="utf-8"', status: 201 },
    { type: "application/JSON", status: 201 },
    { type: "application/json, text/plain", status: 415 },
    { type: "application/jsonp", status: 415 },
    { type: "text/json", status: 415 },
    { type: "application/x-www-form-urlencoded", status: 415 },
    { type: "multipart/form-data; boundary=x", status: 415 },
  ])("as $type gets $status", async ({ type, status }) => {
    expect((await aHouse().call({ ...acknowledge, type })).status).toBe(status);
  });

  it("is cut off at its limit when it does not say its length", async () => {
    const { listener } = aHouse();
    const server = await listen({ app: listener, host: "127.0.0.1", port: 0 });
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const answer = await rawRequest(server.url, [
      `POST ${acknowledge.path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer partner\r\nContent-Type: application/json\r\n`,
      "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
      chunk.repeat(6),
      "0\r\n\r\n",
    ]);
    await server.close();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
  });
});

describe("a request that two readers could read in two ways", () => {
  it.each([
    { name: "with both a length and chunks", lines: ["Content-Length: 4", "Transfer-Encoding: chunked"] },
    { name: "with two lengths", lines: ["Content-Length: 4", "Content-Length: 5"] },
    { name: "with a length that is no number", lines: ["Content-Length: 4x"] },
    { name: "with an unknown transfer coding after chunks", lines: ["Transfer-Encoding: chunked, identity"] },
    { name: "with a space before a colon", lines: ["Content-Length : 4"] },
    { name: "with a folded header", lines: ["X-A: b", " c: d"] },
    { name: "without a host", lines: [], host: "" },
  ])("$name is refused and nothing is submitted", async ({ lines, host = "Host: x\r\n" }) => {
    let submitted = 0;
    const gateway = aGateway({
      submit: () => {
        submitted++;
        return Promise.reject(new Error("submitted"));
      },
    });
    const server = await listen({ app: aHouse({ gateway }).listener, host: "127.0.0.1", port: 0 });
    const answer = await rawRequest(server.url, [
      `POST /v1/exchanges HTTP/1.1\r\n${host}Authorization: Bearer partner\r\nContent-Type: text/plain\r\n`,
      ...lines.map((line) => `${line}\r\n`),
      "Connection: close\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
    ]);
    await server.close();
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(submitted).toBe(0);
  });

  it("with two Authorization headers is refused", async () => {
    const server = await listen({ app: aHouse().listener, host: "127.0.0.1", port: 0 });
    const answer = await rawRequest(server.url, [
      "GET /v1/covenants HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer partner\r\nAuthorization: Bearer staff\r\n",
      "Connection: close\r\n\r\n",
    ]);
    await server.close();
    expect(answer).toContain('"code":"TOKEN_REFUSED"');
  });
});

describe("a path of a stranger's making", () => {
  it.each([
    "/tile/../checkpoint",
    "/tile/0/../../checkpoint",
    "/tile/%2e%2e/checkpoint",
    "/tile/0%2f000",
    "/tile/0/000%00",
    "/tile/0//000",
    "/tile/0/0000",
    "/tile/00/000",
    "/tile/0/x000/000",
    "/tile/0/000.p/0",
    "/tile/0/000.p/256",
    "/tile/7/000",
    "/tile/-1/000",
    "/tile/entries",
    "/tile/",
    "/v1/exchanges/",
    "/V1/exchanges",
    "/v1//exchanges",
    "/v1/exchanges/%",
    "/v1/exchanges/%E0%A4%A",
    "//checkpoint",
    "/checkpoint/",
    "/",
    "/.env",
    "/docs/../keys",
  ])("%s is not found", async (path) => {
    const server = await listen({ app: aHouse().listener, host: "127.0.0.1", port: 0 });
    const answer = await rawRequest(server.url, [
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer partner\r\nConnection: close\r\n\r\n`,
    ]);
    await server.close();
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain("application/problem+json");
  });

  it.each([
    { method: "DELETE", path: "/v1/exchanges", allow: "GET, HEAD, POST" },
    { method: "PATCH", path: "/v1/holds/x", allow: "GET, HEAD" },
    { method: "POST", path: "/checkpoint", allow: "GET, HEAD" },
    { method: "GET", path: "/oauth/token", allow: "POST" },
    { method: "OPTIONS", path: "/v1/register/synchronisation", allow: "PUT" },
  ])("$method $path is not allowed, and $allow is", async ({ method, path, allow }) => {
    const response = await aHouse().call({ method, path, token: "partner" });
    expect(response.status).toBe(405);
    expect(response.headers["allow"]).toBe(allow);
    expect(jsonOf(response)).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
  });
});

describe("what a stranger sends", () => {
  const CANARY = "canary-7f3a";

  it.each(routes.map((route) => [route.operationId, route] as const))(
    "to %s comes back in no answer, log line or metric",
    async (_, route) => {
      const asked = askedOf(route);
      const tries = [
        { ...asked, path: `${asked.path}?${CANARY}=${CANARY}` },
        { ...asked, path: route.path.replace(/\{\+?\w+\}/g, `${CANARY}!`) },
        { ...asked, token: CANARY },
        {
          ...asked,
          headers: { "Accept": CANARY, "X-Request-Id": CANARY, "Traceparent": CANARY, "Cookie": `a=${CANARY}` },
        },
        { ...asked, headers: { "Idempotency-Key": CANARY, "Prefer": CANARY, "Host": CANARY } },
        { ...asked, type: `text/${CANARY}` },
        { ...asked, method: "PATCH", path: `${asked.path}/${CANARY}` },
        ...(asked.body === undefined
          ? []
          : [
              { ...asked, body: `{"${CANARY}":"${CANARY}"` },
              { ...asked, body: `{"${CANARY}":"${CANARY}"}` },
              { ...asked, body: `${CANARY}=${CANARY}&grant_type=${CANARY}&client_assertion=${CANARY}` },
            ]),
      ];
      for (const attempt of tries) {
        const house = aHouse({ tokens: aTokens(CALLERS) });
        const response = await house.call(attempt);
        expect(textOf(response) + JSON.stringify(response.headers)).not.toContain(CANARY);
        expect(JSON.stringify(house.told)).not.toContain(CANARY);
        expect(house.services.metrics.text({})).not.toContain(CANARY);
      }
    },
  );

  it("is not in the log when a port fails with it in its message", async () => {
    const house = aHouse({ gateway: failing(aGateway(), new Error(CANARY)) });
    const response = await house.call(askedOf(named("submitExchange")));
    expect(textOf(response)).not.toContain(CANARY);
    expect(JSON.stringify(house.told)).not.toContain(CANARY);
  });
});

/** One connection, bytes as given; the answer up to its end. */
function rawRequest(url: string, parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(parts.join("")));
    let answer = "";
    socket.on("data", (bytes: Buffer) => (answer += bytes.toString("latin1")));
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}
