import { describe, expect, it } from "vitest";
import { GatewayError, type ErrorCode } from "../../src/core/errors.ts";
import { aTokens, CALLERS, ISSUER } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named } from "./harness.ts";

const asked = askedOf(named("issueToken"));
const form = (members: Readonly<Record<string, string>>): string => new URLSearchParams(members).toString();
const complete = {
  grant_type: "client_credentials",
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: "eyJ.eyJ.sig",
};

describe("the token endpoint", () => {
  it.each([
    { name: "with a scope", members: { ...complete, scope: "exchange:send" }, scope: "exchange:send" },
    { name: "without a scope", members: complete, scope: null },
    { name: "with an empty scope, which counts as none", members: { ...complete, scope: "" }, scope: null },
    { name: "with a parameter that it does not know", members: { ...complete, resource: "x" }, scope: null },
    { name: "with the client's own id", members: { ...complete, client_id: "partner-client" }, scope: null },
  ])("gives a bearer token $name", async ({ members, scope }) => {
    const seen: unknown[] = [];
    const tokens = aTokens(CALLERS, {
      grant: (...args) => {
        seen.push(...args);
        return Promise.resolve({ accessToken: "partner", expiresInSeconds: 600, scope: "exchange:send" });
      },
    });
    const response = await aHouse({ tokens }).call({ ...asked, body: form(members) });
    expect(response.status).toBe(200);
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.headers["pragma"]).toBe("no-cache");
    expect(jsonOf(response)).toEqual({
      access_token: "partner",
      token_type: "Bearer",
      expires_in: 600,
      scope: "exchange:send",
    });
    expect(seen).toEqual(["eyJ.eyJ.sig", scope]);
  });

  const without = (name: keyof typeof complete): string =>
    form(Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name)));

  it.each([
    { name: "no grant type", body: without("grant_type"), status: 400, error: "invalid_request" },
    {
      name: "a password grant",
      body: form({ ...complete, grant_type: "password" }),
      status: 400,
      error: "unsupported_grant_type",
    },
    { name: "no assertion", body: without("client_assertion"), status: 401, error: "invalid_client" },
    { name: "no assertion type", body: without("client_assertion_type"), status: 401, error: "invalid_client" },
    {
      name: "a SAML assertion",
      body: form({ ...complete, client_assertion_type: "saml" }),
      status: 401,
      error: "invalid_client",
    },
    {
      name: "a client secret",
      body: form({ grant_type: "client_credentials", client_id: "a", client_secret: "b" }),
      status: 401,
      error: "invalid_client",
    },
    {
      name: "another client's id",
      body: form({ ...complete, client_id: "somebody-else" }),
      status: 401,
      error: "invalid_client",
    },
    {
      name: "a parameter that stands twice",
      body: `${form(complete)}&scope=a&scope=b`,
      status: 400,
      error: "invalid_request",
    },
    {
      name: "an assertion of 20 KB",
      body: form({ ...complete, client_assertion: "x".repeat(20_000) }),
      status: 400,
      error: "invalid_request",
    },
  ])("refuses $name", async ({ body, status, error }) => {
    const response = await aHouse().call({ ...asked, body });
    expect(response.status).toBe(status);
    expect(response.headers["content-type"]).toBe("application/json");
    expect(jsonOf(response)).toMatchObject({ error });
    expect(Object.keys(jsonOf(response))).toEqual(["error", "error_description"]);
    expect(response.headers["www-authenticate"] !== undefined).toBe(status === 401);
  });

  it.each<[ErrorCode, number, string]>([
    ["CLIENT_REFUSED", 401, "invalid_client"],
    ["ASSERTION_REPLAYED", 401, "invalid_client"],
    ["SCOPE_MISSING", 400, "invalid_scope"],
    ["DATABASE_UNAVAILABLE", 503, "temporarily_unavailable"],
    ["KEY_LOCKED", 500, "server_error"],
  ])("tells %s as %i %s", async (code, status, error) => {
    const tokens = aTokens(CALLERS, { grant: () => Promise.reject(new GatewayError(code, 'of `ours` "é" \\')) });
    const response = await aHouse({ tokens }).call({ ...asked, body: form(complete) });
    expect(response.status).toBe(status);
    expect(jsonOf(response)).toMatchObject({ error });
    expect(jsonOf(response)["error_description"]).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it("reads the form from the body only", async () => {
    const response = await aHouse().call({ ...asked, path: `${asked.path}?${form(complete)}` });
    expect(response.status).toBe(400);
  });
});

describe("discovery", () => {
  it.each(["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])(
    "at %s names where tokens and keys are",
    async (path) => {
      const response = await aHouse().call({ path });
      expect(response.headers["access-control-allow-origin"]).toBe("*");
      expect(jsonOf(response)).toMatchObject({
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/oauth/token`,
        jwks_uri: `${ISSUER}/.well-known/jwks.json`,
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
      });
    },
  );

  it("offers no symmetric and no empty algorithm", async () => {
    const response = await aHouse().call({ path: "/.well-known/oauth-authorization-server" });
    expect(jsonOf(response)["token_endpoint_auth_signing_alg_values_supported"]).toEqual(["ES256", "PS256", "RS256"]);
  });

  it("gives the public keys as they are", async () => {
    const house = aHouse();
    expect(jsonOf(await house.call({ path: "/.well-known/jwks.json" }))).toEqual({ keys: house.services.tokens.jwks });
  });
});
