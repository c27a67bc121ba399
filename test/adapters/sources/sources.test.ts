import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourceConfig } from "../../../src/adapters/sources/config.ts";
import { createSources } from "../../../src/adapters/sources/sources.ts";
import type { Clause } from "../../../src/core/covenant/types.ts";
import type { OperationsLog } from "../../../src/ports/operations-log.ts";
import { aTrace } from "../../support/traces.ts";

interface Asked {
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server;
let base: string;
let folder: string;
let asked: Asked[];
let logged: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  logged = [];
  folder = await mkdtemp(path.join(tmpdir(), "sources-"));
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { url, method } = request;
      asked.push({ url, method, authorization: request.headers.authorization, body: Buffer.concat(parts).toString() });
      answer(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true });
});

const log: OperationsLog = {
  info: () => undefined,
  warn: (event, fields) => void logged.push(JSON.stringify([event, fields])),
  error: (event, _error, fields) => void logged.push(JSON.stringify([event, fields])),
};

const aSource = (change: Partial<SourceConfig> = {}): SourceConfig => ({
  name: "erp",
  clauses: ["debt-assistance/pull/*"],
  baseUrl: base,
  path: "/tenants/query",
  auth: { kind: "none" },
  timeoutMs: 300,
  fields: { arrearsAmount: "/balance/open", tenancyNumber: "/tenancy/0/id~1nr", lastName: "/name" },
  ...change,
});

const TRACE = { ...aTrace(), state: "vendor=1" };
const aClause = (id: string): Clause => ({ id }) as Clause;
const ask = (fields: readonly string[], change: Partial<SourceConfig> = {}) =>
  createSources([aSource(change)], log)
    .find(aClause("debt-assistance/pull/default"))!
    .fetch({ personRef: "T-2001", fields, trace: TRACE });

const json = (body: string) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(body);

it("asks for the mapped fields only, with the person in the body and never in the address", async () => {
  answer = json('{"balance":{"open":1420.5},"tenancy":[{"id/nr":"H-7"}],"name":"x","bsn":"123456782"}');
  expect(await ask(["arrearsAmount", "tenancyNumber", "grossRent"])).toEqual({
    arrearsAmount: 1420.5,
    tenancyNumber: "H-7",
  });
  expect(asked).toEqual([
    {
      url: "/tenants/query",
      method: "POST",
      authorization: undefined,
      body: '{"personRef":"T-2001","fields":["arrearsAmount","tenancyNumber"]}',
    },
  ]);
});

it("keeps a null, which says there is none, apart from a member that is not there", async () => {
  answer = json('{"balance":{"open":null}}');
  expect(await ask(["arrearsAmount", "lastName"])).toEqual({ arrearsAmount: null });
});

it("says null for a person whom the source does not know", async () => {
  answer = (_request, response) => void response.writeHead(404).end("not here");
  expect(await ask(["lastName"])).toBeNull();
});

it("sends a bearer token or a password read from its file at each call", async () => {
  answer = json("{}");
  const file = path.join(folder, "secret");
  await writeFile(file, "first\n");
  const auth = { kind: "bearer", tokenFile: file } as const;
  await ask(["lastName"], { auth });
  await writeFile(file, "second\n");
  await ask(["lastName"], { auth });
  await ask(["lastName"], { auth: { kind: "basic", user: "gateway", passwordFile: file } });
  const basic = Buffer.from("gateway:second").toString("base64");
  expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer first", "Bearer second", `Basic ${basic}`]);
});

describe("is unavailable, and tells only its name and why, when the source", () => {
  const hostile: { name: string; answer: typeof answer }[] = [
    { name: "never answers", answer: () => undefined },
    {
      name: "starts an answer and hangs",
      answer: (_request, response) => void response.writeHead(200, { "content-type": "application/json" }).write("{"),
    },
    { name: "announces more than the limit", answer: json(`{"name":"${"x".repeat(1_000_001)}"}`) },
    {
      name: "streams more than the limit without saying how much",
      answer: (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        for (let i = 0; i < 40; i++) response.write(" ".repeat(50_000));
        response.end("{}");
      },
    },
    { name: "redirects", answer: (_request, response) => void response.writeHead(307, { location: "/other" }).end() },
    {
      name: "answers HTML",
      answer: (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end("{}"),
    },
    { name: "answers without a media type", answer: (_request, response) => void response.writeHead(200).end("{}") },
    { name: "fails", answer: (_request, response) => void response.writeHead(500).end("T-2001 not loaded") },
    { name: "refuses us", answer: (_request, response) => void response.writeHead(401).end() },
    { name: "answers no JSON", answer: json("T-2001") },
    { name: "answers with a prototype key", answer: json('{"__proto__":{"open":1}}') },
    { name: "answers with a key twice", answer: json('{"name":"a","name":"b"}') },
    { name: "nests without end", answer: json("[".repeat(50_000)) },
    { name: "hangs up", answer: (request) => void request.socket.destroy() },
  ];

  it.each(hostile)("$name", async ({ answer: given }) => {
    answer = given;
    expect(await ask(["lastName"])).toBe("unavailable");
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain("erp");
    expect(logged[0]).not.toContain("T-2001");
    expect(asked.every(({ url }) => url === "/tenants/query")).toBe(true);
  });

  it("cannot be reached", async () => {
    expect(await ask(["lastName"], { baseUrl: "http://127.0.0.1:1" })).toBe("unavailable");
  });

  it("has lost its password file", async () => {
    expect(await ask(["lastName"], { auth: { kind: "bearer", tokenFile: path.join(folder, "gone") } })).toBe(
      "unavailable",
    );
    expect(asked).toEqual([]);
  });
});

it.each(["/constructor/name", "/balance/toString", "/name/length"])(
  "finds nothing inherited at %s",
  async (pointer) => {
    answer = json('{"balance":{},"name":"x"}');
    expect(await ask(["lastName"], { fields: { lastName: pointer } })).toEqual({});
  },
);

it("serves the clauses that its patterns name, the first source first", () => {
  const first = aSource({ name: "first", clauses: ["*/pull/default"] });
  const sources = createSources([first, aSource()], log);
  expect(sources.find(aClause("debt-assistance/pull/default"))).not.toBeNull();
  expect(sources.find(aClause("debt-assistance/in/default"))).toBeNull();
  expect(sources.find(aClause("debt-assistance/pull/other"))).not.toBe(
    sources.find(aClause("debt-assistance/pull/default")),
  );
});
