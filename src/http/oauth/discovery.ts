import { z } from "zod";
import { json, jsonResponse } from "../answers.ts";
import { defineRoute, SCOPES } from "../define-route.ts";
import { named } from "../openapi/registry.ts";

/** Keys and metadata change at a rotation; clients may keep them this long. */
const HEADERS = { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300" };
const SIGNING = ["ES256", "PS256", "RS256"] as const;

const metadataSchema = named(
  "AuthorizationServerMetadata",
  z.object({
    issuer: z.url(),
    token_endpoint: z.url(),
    jwks_uri: z.url(),
    grant_types_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
    scopes_supported: z.array(z.string()),
    service_documentation: z.url(),
    authorization_endpoint: z.url().exactOptional(),
    subject_types_supported: z.array(z.string()).exactOptional(),
    id_token_signing_alg_values_supported: z.array(z.string()).exactOptional(),
  }),
);

/** RFC 8414. There is no authorization endpoint, so no response type (its §2). */
const metadataOf = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/oauth/token`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: ["client_credentials"],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ["private_key_jwt"],
  token_endpoint_auth_signing_alg_values_supported: [...SIGNING],
  scopes_supported: [...SCOPES],
  service_documentation: `${issuer}/docs`,
});

const example = metadataOf("https://gateway.example");

export const getServerMetadata = defineRoute({
  method: "get",
  path: "/.well-known/oauth-authorization-server",
  operationId: "getServerMetadata",
  summary: "Authorization server metadata (RFC 8414)",
  tag: "oauth",
  auth: "none",
  request: {},
  responses: { 200: jsonResponse("The metadata.", { schema: metadataSchema, example }) },
  errors: [],
  handler: (_, { issuer }) => json(200, metadataOf(issuer), { headers: HEADERS }),
});

/**
 * The NL GOV profile asks for this document of OpenID Connect Discovery, `authorization_endpoint` included. Nobody signs
 * in here: that URL stands for the token endpoint's documentation and issues nothing.
 */
export const getOpenidConfiguration = defineRoute({
  method: "get",
  path: "/.well-known/openid-configuration",
  operationId: "getOpenidConfiguration",
  summary: "The same metadata where OpenID Connect Discovery has it (NL GOV OAuth profile)",
  tag: "oauth",
  auth: "none",
  request: {},
  responses: { 200: jsonResponse("The metadata.", { schema: metadataSchema, example }) },
  errors: [],
  handler: (_, { issuer }) =>
    json(
      200,
      {
        ...metadataOf(issuer),
        authorization_endpoint: `${issuer}/docs`,
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      },
      { headers: HEADERS },
    ),
});

export const getKeys = defineRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  operationId: "getKeys",
  summary: "Public keys that access tokens are signed with (RFC 7517)",
  tag: "oauth",
  auth: "none",
  request: {},
  responses: {
    200: jsonResponse("A JWK set.", {
      schema: named("KeySet", z.object({ keys: z.array(z.record(z.string(), z.string())) })),
      example: { keys: [{ kty: "EC", crv: "P-256", kid: "2026-1", x: "…", y: "…", alg: "ES256", use: "sig" }] },
    }),
  },
  errors: [],
  handler: (_, { tokens }) => json(200, { keys: tokens.jwks }, { headers: HEADERS }),
});
