import { z } from "zod";
import { oauthErrorSchema } from "../oauth/oauth-error-schema.ts";
import type { Auth, Route } from "../define-route.ts";
import { SCOPES, scopesOf } from "../define-route.ts";
import { problemSchema } from "../problem-schema.ts";
import { inlineSchema, namedSchemas, type JsonSchema } from "./json-schema.ts";
import { bodyOf, problemExamples, responsesOf, type ResponseObject } from "./responses.ts";
import { API_VERSION } from "./version.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly "operationId": string;
  readonly "summary": string;
  readonly "tags": readonly string[];
  readonly "security": readonly Readonly<Record<string, readonly string[]>>[];
  /** Which kind of caller: `anyone`, `party`, `back-office` or `staff`, of staff with the roles. */
  readonly "x-callers": string;
  readonly "parameters": readonly Parameter[];
  readonly "requestBody"?: JsonSchema;
  readonly "responses": Readonly<Record<string, ResponseObject>>;
}

export interface OpenApi {
  readonly openapi: "3.1.1";
  readonly info: JsonSchema;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: JsonSchema;
}

const BASE = "/v1";

/**
 * The document of the table (OpenAPI 3.1). Paths stand under the server `/v1` as the NL API Design Rules want it; what
 * other standards put at the root (OAuth, the ledger, health) names the root as its own server.
 */
export function openapiOf(routes: readonly Route[], issuer: string): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const { path, servers } = placeOf(route.path, issuer);
    paths[path] = { ...paths[path], ...servers, [route.method]: operationOf(route) };
  }
  return {
    openapi: "3.1.1",
    info: infoOf(issuer),
    servers: [{ url: `${issuer}${BASE}` }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: namedSchemas(),
      examples: problemExamples(routes),
      headers: {
        ApiVersion: { description: "The version of this API.", schema: { type: "string" }, example: API_VERSION },
        RequestId: { description: "Names this request in our log.", schema: { type: "string" } },
        RateLimit: {
          description: "How many requests this client has left, and in how many seconds it has all again.",
          schema: { type: "string" },
          example: '"client";r=998;t=1',
        },
        RateLimitPolicy: {
          description: "How many requests a client may make in how many seconds.",
          schema: { type: "string" },
          example: '"client";q=1000;w=1',
        },
      },
      securitySchemes: {
        oauth2: {
          type: "oauth2",
          flows: {
            clientCredentials: {
              tokenUrl: `${issuer}/oauth/token`,
              scopes: Object.fromEntries(SCOPES.map((scope) => [scope, scope.replace(":", ": ")])),
            },
          },
        },
      },
    },
  };
}

/** A path as the document writes it, and its own server where it does not stand under `/v1`. */
export function placeOf(path: string, issuer: string): { path: string; servers: { servers?: { url: string }[] } } {
  const plain = path.replace("{+", "{");
  return plain.startsWith(`${BASE}/`)
    ? { path: plain.slice(BASE.length), servers: {} }
    : { path: plain, servers: { servers: [{ url: issuer }] } };
}

function infoOf(issuer: string): JsonSchema {
  return {
    title: "Uitwisselpoort",
    version: API_VERSION,
    description: "Exchange of tenant data between Oosterpoort Wonen and its partners, under signed covenants.",
    contact: { name: "Oosterpoort Wonen", email: "privacy@oosterpoort.example", url: `${issuer}/docs` },
    license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
  };
}

function operationOf(route: Route): Operation {
  const { operationId, summary, tag, auth, request } = route;
  return {
    operationId,
    summary,
    "tags": [tag],
    "security": securityOf(auth),
    "x-callers": callersOf(auth),
    "parameters": [
      ...parametersOf("path", request.params),
      ...parametersOf("query", request.query),
      ...parametersOf("header", request.headers),
      ...(route.idempotencyKey ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(request.body === null ? {} : { requestBody: bodyOf(request.body) }),
    "responses": responsesOf(route, { problem: problemSchema, oauth: oauthErrorSchema }),
  };
}

/** Any one of the scopes suffices. */
function securityOf(auth: Auth): Operation["security"] {
  return auth === "none" ? [] : scopesOf(auth).map((scope) => ({ oauth2: [scope] }));
}

function callersOf(auth: Auth): string {
  if (auth === "none") return "anyone";
  const roles = auth.roles === undefined ? "" : ` (${auth.roles.join(", ")})`;
  return `${auth.who}${roles}${auth.staff === undefined ? "" : ` or staff (${auth.staff.roles.join(", ")})`}`;
}

const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  schema: { type: "string", description: "A UUID of your own; the answer is kept for 72 hours." },
};

function parametersOf(place: Parameter["in"], schema: z.ZodObject): readonly Parameter[] {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).map(([name, member]) => ({
    name: place === "header" ? name.replace(/^./, (first) => first.toUpperCase()) : name,
    in: place,
    required: !z.safeParse(member, undefined).success,
    schema: inlineSchema(member),
  }));
}
