import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { json, jsonResponse } from "../answers.ts";
import { formBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import type { IssuedToken, Tokens } from "../../ports/tokens.ts";
import { named } from "../openapi/registry.ts";
import { PROBLEM_KINDS } from "../problem.ts";
import { claimedClient } from "./claimed-client.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** All optional here: what is missing has an OAuth error of its own, chosen below. */
const formSchema = named(
  "TokenRequest",
  z.object({
    grant_type: z.string().max(100).optional(),
    client_assertion_type: z.string().max(200).optional(),
    client_assertion: z.string().max(16_000).optional(),
    client_id: z.string().max(200).optional(),
    scope: z.string().max(1_000).optional(),
  }),
);

const tokenSchema = named(
  "Token",
  z.object({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int(),
    scope: z.string(),
  }),
);

export const issueToken = defineRoute({
  method: "post",
  path: "/oauth/token",
  operationId: "issueToken",
  summary: "OAuth 2.0 client credentials with private_key_jwt (RFC 6749 §4.4, RFC 7523)",
  tag: "oauth",
  auth: "none",
  errorStyle: "oauth",
  request: {
    body: formBody(formSchema, {
      grant_type: "client_credentials",
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: "eyJhbGciOiJFUzI1NiJ9…",
      scope: "exchange:send exchange:receive",
    }),
  },
  responses: {
    200: jsonResponse("A bearer token of a few minutes.", {
      schema: tokenSchema,
      example: { access_token: "eyJhbGciOiJFUzI1NiJ9…", token_type: "Bearer", expires_in: 600, scope: "exchange:send" },
      headers: { Pragma: "`no-cache`." },
    }),
  },
  errors: [
    "CLIENT_REFUSED",
    "ASSERTION_REPLAYED",
    "SCOPE_MISSING",
    "GRANT_UNSUPPORTED",
    "RATE_LIMITED",
    "DATABASE_UNAVAILABLE",
    "CLOCK_STEPPED_BACK",
  ],
  handler: async ({ body, address }, { tokens, limits }) => {
    const asker = { client: claimedClient(body.client_assertion ?? ""), address };
    const token = await grant(body, tokens).catch(async (error: unknown) => {
      throw (isRefusal(error) ? await limits.countRefusal(asker) : null) ?? error;
    });
    // What it called itself is proven now.
    const { headers, refusal } = await limits.count(asker.client);
    if (refusal !== null) throw refusal;
    const { accessToken, expiresInSeconds, scope } = token;
    return json(
      200,
      { access_token: accessToken, token_type: "Bearer", expires_in: expiresInSeconds, scope },
      { headers: { ...headers, Pragma: "no-cache" } },
    );
  },
});

type Form = z.output<typeof formSchema>;

async function grant(body: Form, tokens: Tokens): Promise<IssuedToken> {
  const token = await tokens.grant(assertionOf(body), body.scope ?? null);
  // RFC 7521 §4.2: a `client_id` that is sent must be the one that the assertion proves. Our own token says which.
  if (body.client_id !== undefined && (await tokens.verify(token.accessToken)).clientId !== body.client_id) {
    throw new GatewayError("CLIENT_REFUSED", "`client_id` is not the client of the assertion");
  }
  return token;
}

/** The asker's doing, and not a fault of ours. */
const isRefusal = (error: unknown): boolean => error instanceof GatewayError && PROBLEM_KINDS[error.code].status < 500;

function assertionOf(form: Form): string {
  if (form.grant_type === undefined) throw new GatewayError("BODY_INVALID", "`grant_type` is missing");
  if (form.grant_type !== "client_credentials") {
    throw new GatewayError("GRANT_UNSUPPORTED", "only `client_credentials` is supported");
  }
  if (form.client_assertion === undefined || form.client_assertion_type !== ASSERTION_TYPE) {
    throw new GatewayError(
      "CLIENT_REFUSED",
      "the client must prove itself with a signed `client_assertion` (RFC 7523)",
    );
  }
  return form.client_assertion;
}
