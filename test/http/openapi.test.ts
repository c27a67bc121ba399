import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PROBLEM_TYPE } from "../../src/http/answers.ts";
import { openapiOf, placeOf, type Operation } from "../../src/http/openapi/document.ts";
import { API_VERSION } from "../../src/http/openapi/version.ts";
import { apiSchemas } from "../../src/http/openapi/registry.ts";
import { PROBLEM_KINDS } from "../../src/http/problem.ts";
import { problemSchema } from "../../src/http/problem-schema.ts";
import { ISSUER } from "./fakes.ts";
import { aHouse, jsonOf, routes } from "./harness.ts";

const document = openapiOf(routes, ISSUER);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== "servers")
    .map(([method, operation]) => ({ path, method, item, operation: operation as Operation })),
);
const byName = operations.map((one) => [one.operation.operationId, one] as const);

/** Every object and list of a value, with the way to it. */
function* within(value: unknown, at = "#"): Generator<{ readonly at: string; readonly node: object }> {
  if (typeof value !== "object" || value === null) return;
  yield { at, node: value };
  for (const [name, inner] of Object.entries(value)) yield* within(inner, `${at}/${name}`);
}

function found(ref: string): unknown {
  return ref
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
}

describe("the OpenAPI document", () => {
  it("is what GET /v1/openapi.json serves, to anyone", async () => {
    const response = await aHouse().call({ path: "/v1/openapi.json" });
    expect(response.headers["access-control-allow-origin"]).toBe("*");
    expect(jsonOf(response)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it("describes every mounted route, and no other", () => {
    const mounted = routes.map((route) => `${route.method} ${placeOf(route.path, ISSUER).path}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...mounted].sort());
    expect(new Set(mounted).size).toBe(mounted.length);
  });

  it("has the head that the NL API Design Rules ask", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.servers).toEqual([{ url: `${ISSUER}/v1` }]);
    expect(document.info).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
    expect(Object.keys(document.info["contact"] as object)).toEqual(["name", "email", "url"]);
  });

  it("names every operation once", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has no reference that leads nowhere", () => {
    const refs = [...within(document)].flatMap(({ node }) => ("$ref" in node ? [node.$ref as string] : []));
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => found(ref) === undefined)).toEqual([]);
  });

  it("names its schemas in PascalCase", () => {
    const { schemas } = document.components as { schemas: object };
    for (const name of Object.keys(schemas)) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  it("gives no member a name that means a citizen service number", () => {
    const names = [...within(document.components["schemas"])].flatMap(({ node }) => Object.keys(node));
    expect(names.filter((name) => /bsn|citizenServiceNumber/i.test(name))).toEqual([]);
  });

  it("gives what is called a date the form of one", () => {
    const properties = [...within(document.components["schemas"])]
      .filter(({ at }) => at.endsWith("/properties"))
      .flatMap(({ node }) => Object.entries(node));
    const dates = properties.filter(([name]) => /(Date|Datum)$/.test(name));
    expect(dates.filter(([, schema]) => (schema as { format?: string }).format !== "date")).toEqual([]);
  });
});

/** Names that other standards fix: RFC 8414, RFC 7517 and the rule that wants the document there. */
const FIXED = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
  "/.well-known/jwks.json",
  "/openapi.json",
];

describe.each(byName.filter(([, { path }]) => !FIXED.includes(path)))("%s", (_, { path }) => {
  it("has a path in kebab-case without file extension or slash at its end", () => {
    expect(path).toMatch(/^(\/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z][A-Za-z]*\}))+$/);
  });
});

// The token endpoint answers as RFC 6749 §5.2 has it.
describe.each(byName.filter(([name]) => name !== "issueToken"))("%s", (_, { operation }) => {
  it("answers a 4xx or 5xx with a problem document", () => {
    const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    expect(failures.length).toBeGreaterThan(0);
    for (const [, { content }] of failures) {
      expect(Object.keys(content ?? {})).toEqual([PROBLEM_TYPE]);
      const schema = found((content?.[PROBLEM_TYPE]?.schema as { $ref: string }).$ref);
      expect((schema as { required: string[] }).required).toEqual(
        expect.arrayContaining(["status", "title", "detail", "retryable", "requestId"]),
      );
    }
  });
});

describe.each(byName)("%s", (_, { path, method, item, operation }) => {
  it("stands under /v1 or names the root as its server", () => {
    const own = (item as { servers?: unknown }).servers;
    expect(own === undefined || JSON.stringify(own) === JSON.stringify([{ url: ISSUER }])).toBe(true);
  });

  it("names its query members in camelCase and its path parameters as its path does", () => {
    const named = (place: string) => operation.parameters.filter((one) => one.in === place).map(({ name }) => name);
    for (const name of named("query")) expect(name).toMatch(/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/);
    expect(named("path")).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    for (const one of operation.parameters) expect(one.required).toBe(one.in === "path");
  });

  it("has API-Version on every answer, and a success among them", () => {
    const statuses = Object.keys(operation.responses).map(Number);
    expect(statuses.some((status) => status < 300)).toBe(true);
    for (const response of Object.values(operation.responses)) {
      expect(response.headers).toHaveProperty("API-Version");
      expect(response.headers).toHaveProperty("Request-Id");
    }
  });

  it("declares 400 where it takes anything", () => {
    const takes = method !== "get" || operation.parameters.length > 0;
    expect(!takes || "400" in operation.responses).toBe(true);
  });

  it("has an example for every body, asked or answered", () => {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
      Object.values(
        (one as { content?: Record<string, { example?: unknown; examples?: object }> } | undefined)?.content ?? {},
      ),
    );
    for (const { example, examples } of bodies) expect(example !== undefined || examples !== undefined).toBe(true);
  });
});

describe("every example", () => {
  const examples = routes.flatMap((route) => {
    const { body } = route.request;
    const answers = Object.entries(route.responses).flatMap(([status, { content }]) =>
      Object.values(content).map((one) => ({ name: `${route.operationId} ${status}`, ...one })),
    );
    const asked = body === null ? [] : [{ name: route.operationId, schema: body.schema, example: body.example }];
    return [...asked, ...answers].filter(({ schema }) => schema !== null);
  });

  it.each(examples.map((one) => [one.name, one] as const))("of %s fits its schema", (_, { schema, example }) => {
    expect(schema!.safeParse(example).error?.issues ?? []).toEqual([]);
  });

  it("of a problem fits the schema of problems and its own code", () => {
    const shown = document.components["examples"] as Record<string, { value: { status: number } }>;
    for (const [code, { value }] of Object.entries(shown)) {
      expect(z.safeParse(problemSchema, value).success).toBe(true);
      if (code !== "INTERNAL") expect(value).toMatchObject({ code, status: PROBLEM_KINDS[code as "NOT_FOUND"].status });
    }
  });

  it("is of a schema that stands in the document", () => {
    for (const { schema } of examples) expect(apiSchemas.get(schema!)?.id).toBeDefined();
  });

  it("agrees with the version in every answer", () => {
    expect(document.info["version"]).toBe(API_VERSION);
  });
});
