import jwt from "jsonwebtoken";
import { describe, expect, it } from "vitest";
import type { Party } from "../../../src/core/catalogue/party.ts";
import type { aTokenKey } from "./clients.ts";
import { aClient, aKey, aParty, aWorld, claims, ec, hs256, ISSUER, NOW, nowSeconds, sign } from "./clients.ts";

const pair = ec();
const keys = [aKey("k1", "ES256", pair.publicKey)];
const entree = aParty([aClient({ keys })]);
const staff = aParty(
  [aClient({ clientId: "jansen", keys, scopes: ["hold:decide"], person: "p-17", role: "privacy-officer" })],
  { id: "oosterpoort", role: "controller" },
);

function anInstallation(parties: readonly Party[] = [entree, staff]) {
  const seen = new Set<string>();
  const { world, tokens } = aWorld(parties, {
    claim: (client, jti) => Promise.resolve(!seen.has(client + jti) && seen.add(client + jti).size > 0),
    forgetExpired: () => Promise.resolve(),
  });
  let n = 0;
  const grant = (clientId = "entree-portal", scope: string | null = null) =>
    tokens.grant(
      sign(claims({ iss: clientId, sub: clientId, jti: `0123456789abcdef-${++n}` }), {
        key: pair.privateKey,
        alg: "ES256",
      }),
      scope,
    );
  return { world, tokens, grant };
}

describe("a granted token", () => {
  it("is an ES256 JWT of type at+jwt with every claim, for ten minutes", async () => {
    const { world, grant } = anInstallation();
    const decoded = jwt.decode((await grant()).accessToken, { complete: true });
    expect(decoded?.header).toEqual({ alg: "ES256", typ: "at+jwt", kid: world.keys.kid });
    expect(decoded?.payload).toEqual({
      iss: ISSUER,
      sub: "entree-portal",
      client_id: "entree-portal",
      azp: "entree-portal",
      aud: ISSUER,
      iat: nowSeconds,
      exp: nowSeconds + 600,
      jti: expect.stringMatching(/^id-/) as string,
      scope: "exchange:send exchange:receive",
      party: "entree",
    });
  });

  it("names person and role for staff only", async () => {
    const { tokens, grant } = anInstallation();
    const { accessToken } = await grant("jansen");
    expect(await tokens.verify(accessToken)).toEqual({
      party: staff,
      clientId: "jansen",
      scopes: new Set(["hold:decide"]),
      person: "p-17",
      role: "privacy-officer",
    });
  });

  it("holds the scopes asked for, once each", async () => {
    const { grant } = anInstallation();
    expect((await grant("entree-portal", "exchange:send exchange:send")).scope).toBe("exchange:send");
  });

  it.each(["ledger:admin", "exchange:send register:write", "", " ", "exchange:send\nledger:admin", "EXCHANGE:SEND"])(
    "is not given for the scope %j",
    async (scope) => {
      await expect(anInstallation().grant("entree-portal", scope)).rejects.toMatchObject({ code: "SCOPE_MISSING" });
    },
  );

  it("is not given for a scope that only the party file knows", async () => {
    const { grant } = anInstallation([aParty([aClient({ keys, scopes: ["everything"] })])]);
    await expect(grant()).rejects.toMatchObject({ code: "SCOPE_MISSING" });
  });
});

describe("the token endpoint", () => {
  it("refuses an assertion the second time", async () => {
    const { tokens } = anInstallation();
    const assertion = sign(claims(), { key: pair.privateKey, alg: "ES256" });
    await tokens.grant(assertion, null);
    await expect(tokens.grant(assertion, null)).rejects.toMatchObject({ code: "ASSERTION_REPLAYED" });
  });

  it("refuses a suspended party and a client of a suspended operator", async () => {
    const operated = aParty([aClient({ keys, operator: "supplier" })]);
    const { world, grant } = anInstallation([operated]);
    world.suspended.add("supplier");
    await expect(grant()).rejects.toMatchObject({ code: "CLIENT_REFUSED" });
    world.suspended = new Set(["entree"]);
    await expect(grant()).rejects.toMatchObject({ code: "CLIENT_REFUSED" });
  });
});

describe("verification of an access token", () => {
  const accessClaims = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
    iss: ISSUER,
    sub: "entree-portal",
    client_id: "entree-portal",
    azp: "entree-portal",
    aud: ISSUER,
    exp: nowSeconds + 600,
    iat: nowSeconds,
    jti: "id-1",
    scope: "exchange:send",
    party: "entree",
    ...change,
  });
  const header = { typ: "at+jwt", kid: "t1" };

  it("takes what the endpoint gave, until it expires", async () => {
    const { world, tokens, grant } = anInstallation();
    const { accessToken } = await grant();
    for (const minutes of [0, 1, 5]) {
      world.now = NOW + minutes * 60_000;
      expect((await tokens.verify(accessToken)).party.id).toBe("entree");
    }
    world.now = NOW + 600_000;
    await expect(tokens.verify(accessToken)).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
  });

  it("expires also a token it has proven seconds ago", async () => {
    const { world, tokens, grant } = anInstallation();
    const { accessToken } = await grant();
    world.now = NOW + 599_000;
    await tokens.verify(accessToken);
    world.now = NOW + 600_000;
    await expect(tokens.verify(accessToken)).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
  });

  it.each<{ name: string; change: (world: ReturnType<typeof anInstallation>["world"]) => void }>([
    { name: "party was suspended", change: (world) => void world.suspended.add("entree") },
    { name: "party is gone", change: (world) => (world.parties = [staff]) },
    { name: "client is gone", change: (world) => (world.parties = [{ ...entree, clients: [] }]) },
    { name: "client went to another party", change: (world) => (world.parties = [{ ...entree, id: "other" }]) },
    {
      name: "client got a person",
      change: (world) => (world.parties = [aParty([aClient({ keys, person: "p-1", role: "fg" })])]),
    },
  ])("refuses at once when since then the $name", async ({ change }) => {
    const { world, tokens, grant } = anInstallation();
    const { accessToken } = await grant();
    await tokens.verify(accessToken);
    change(world);
    await expect(tokens.verify(accessToken)).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
  });

  it("drops a scope that the client lost since", async () => {
    const { world, tokens, grant } = anInstallation();
    const { accessToken } = await grant();
    world.parties = [aParty([aClient({ keys, scopes: ["exchange:receive"] })])];
    expect((await tokens.verify(accessToken)).scopes).toEqual(new Set(["exchange:receive"]));
  });

  it.each<{ name: string; token: (key: ReturnType<typeof aTokenKey>) => string }>([
    { name: "another's signature", token: () => sign(accessClaims(), { key: pair.privateKey, alg: "ES256", header }) },
    {
      name: "the type JWT",
      token: (t) => sign(accessClaims(), { key: t.privateKey, alg: "ES256", header: { ...header, typ: "JWT" } }),
    },
    { name: "no type", token: (t) => sign(accessClaims(), { key: t.privateKey, alg: "ES256", header: { kid: "t1" } }) },
    {
      name: "another issuer",
      token: (t) => sign(accessClaims({ iss: "https://x.example" }), { key: t.privateKey, alg: "ES256", header }),
    },
    {
      name: "another audience",
      token: (t) => sign(accessClaims({ aud: "https://x.example" }), { key: t.privateKey, alg: "ES256", header }),
    },
    {
      name: "a kid that is not ours",
      token: (t) => sign(accessClaims(), { key: t.privateKey, alg: "ES256", header: { ...header, kid: "k1" } }),
    },
    {
      name: "no expiry",
      token: (t) => sign(accessClaims({ exp: undefined }), { key: t.privateKey, alg: "ES256", header }),
    },
    {
      name: "an HMAC under the public key",
      token: (t) =>
        hs256(accessClaims(), { secret: t.publicKeys.get("t1")!.export({ type: "spki", format: "pem" }), header }),
    },
    {
      name: "a claim nobody knows",
      token: (t) => sign(accessClaims({ admin: true }), { key: t.privateKey, alg: "ES256", header }),
    },
    { name: "words", token: () => "Bearer" },
    { name: "no bound", token: () => "x".repeat(5_000) },
  ])("refuses $name", async ({ token }) => {
    const { world, tokens } = anInstallation();
    await expect(tokens.verify(token(world.keys))).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
  });

  it("refuses a client's own assertion as a token", async () => {
    const { tokens } = anInstallation();
    const assertion = sign(claims(), { key: pair.privateKey, alg: "ES256", header: { typ: "at+jwt" } });
    await expect(tokens.verify(assertion)).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
  });
});
