import type { KeyObject } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { UsedAssertions } from "../../../src/adapters/tokens/used-assertions.ts";
import {
  aClient,
  aKey,
  aParty,
  aWorld,
  claims,
  ec,
  hs256,
  ISSUER,
  jwkOf,
  nowSeconds,
  rsa,
  sign,
  TOKEN_URL,
} from "./clients.ts";

const good = ec();
const other = ec();
const rsaKey = rsa(2048);
const weak = rsa(1024);
const bigCurve = ec("secp256k1");

const party = aParty([
  aClient({
    keys: [
      aKey("k1", "ES256", good.publicKey),
      aKey("ps", "PS256", rsaKey.publicKey),
      aKey("rs", "RS256", rsaKey.publicKey),
      aKey("weak", "RS256", weak.publicKey),
      aKey("p384", "ES256", bigCurve.publicKey),
      { kid: "broken", alg: "ES256", jwk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" } },
    ],
  }),
  aClient({ clientId: "entree-batch", keys: [aKey("k1", "ES256", other.publicKey)] }),
]);

/** Remembers in the test alone; the real table has tests of its own. */
function remembering(): UsedAssertions & { readonly seen: Set<string> } {
  const seen = new Set<string>();
  return {
    seen,
    claim: (clientId, jti) =>
      Promise.resolve(!seen.has(`${clientId} ${jti}`) && seen.add(`${clientId} ${jti}`).size > 0),
    forgetExpired: () => Promise.resolve(),
  };
}

const grant = (assertion: string, used = remembering()) => aWorld([party], used).tokens.grant(assertion, null);
const es256 = (payload: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  sign(payload, { key: good.privateKey, alg: "ES256", header });

describe("grants a token for an assertion", () => {
  it.each([
    { name: "signed with ES256", assertion: () => es256(claims()) },
    {
      name: "signed with PS256",
      assertion: () => sign(claims(), { key: rsaKey.privateKey, alg: "PS256", header: { kid: "ps" } }),
    },
    {
      name: "signed with RS256",
      assertion: () => sign(claims(), { key: rsaKey.privateKey, alg: "RS256", header: { kid: "rs" } }),
    },
    { name: "aimed at the token URL", assertion: () => es256(claims({ aud: TOKEN_URL })) },
    { name: "with its one audience in a list", assertion: () => es256(claims({ aud: [ISSUER] })) },
    { name: "that expired within the clocks' difference", assertion: () => es256(claims({ exp: nowSeconds - 59 })) },
    { name: "that lives the longest we take", assertion: () => es256(claims({ exp: nowSeconds + 360 })) },
    {
      name: "from a clock a minute ahead",
      assertion: () => es256(claims({ iat: nowSeconds + 60, nbf: nowSeconds + 60 })),
    },
    { name: "with the type RFC 7523bis wants", assertion: () => es256(claims(), { typ: "client-authentication+jwt" }) },
    { name: "with a certificate chain, which is not looked at", assertion: () => es256(claims(), { x5c: ["AAAA"] }) },
  ])("$name", async ({ assertion }) => {
    expect(await grant(assertion())).toMatchObject({ expiresInSeconds: 600, scope: "exchange:send exchange:receive" });
  });
});

const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
const unsigned = (alg: string): string => {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg, kid: "k1" })}.${encode(claims())}.`;
};

describe("refuses as CLIENT_REFUSED", () => {
  let tampered: string;
  beforeAll(() => {
    const [header, , signature] = es256(claims()).split(".");
    const body = Buffer.from(JSON.stringify(claims({ exp: nowSeconds + 300 }))).toString("base64url");
    tampered = [header, body, signature].join(".");
  });

  it.each<{ name: string; assertion: () => string }>([
    {
      name: "our public key as an HMAC secret, as PEM",
      assertion: () => hs256(claims(), { secret: pem(good.publicKey) }),
    },
    {
      name: "our public key as an HMAC secret, as DER",
      assertion: () => hs256(claims(), { secret: good.publicKey.export({ type: "spki", format: "der" }) }),
    },
    {
      name: "our public key as an HMAC secret, as JWK",
      assertion: () => hs256(claims(), { secret: JSON.stringify(jwkOf(good.publicKey)) }),
    },
    { name: "an empty HMAC secret", assertion: () => hs256(claims(), { secret: "" }) },
    { name: "no signature: none", assertion: () => unsigned("none") },
    { name: "no signature: None", assertion: () => unsigned("None") },
    { name: "no signature under ES256", assertion: () => unsigned("ES256") },
    {
      name: "PS256 with a key registered for RS256",
      assertion: () => sign(claims(), { key: rsaKey.privateKey, alg: "PS256", header: { kid: "rs" } }),
    },
    {
      name: "RS256 with a key registered for PS256",
      assertion: () => sign(claims(), { key: rsaKey.privateKey, alg: "RS256", header: { kid: "ps" } }),
    },
    {
      name: "RS512, which nobody agreed on",
      assertion: () => sign(claims(), { key: rsaKey.privateKey, alg: "RS512", header: { kid: "rs" } }),
    },
    {
      name: "an RSA key of 1024 bits",
      assertion: () => sign(claims(), { key: weak.privateKey, alg: "RS256", header: { kid: "weak" } }),
    },
    {
      name: "a key on another curve",
      assertion: () => sign(claims(), { key: bigCurve.privateKey, alg: "ES256", header: { kid: "p384" } }),
    },
    { name: "a party file with a broken key", assertion: () => es256(claims(), { kid: "broken" }) },
    {
      name: "a key it brings along",
      assertion: () => sign(claims(), { key: other.privateKey, alg: "ES256", header: { jwk: jwkOf(other.publicKey) } }),
    },
    {
      name: "a key it brings along beside a good signature",
      assertion: () => es256(claims(), { jwk: jwkOf(good.publicKey) }),
    },
    { name: "a key at an address it names", assertion: () => es256(claims(), { jku: "https://evil.example/jwks" }) },
    {
      name: "a certificate at an address it names",
      assertion: () => es256(claims(), { x5u: "https://evil.example/x5u" }),
    },
    { name: "an extension it calls critical", assertion: () => es256(claims(), { crit: ["exp"] }) },
    { name: "an unencoded payload", assertion: () => es256(claims(), { b64: false }) },
    { name: "an access token's type", assertion: () => es256(claims(), { typ: "at+jwt" }) },
    { name: "no kid", assertion: () => es256(claims(), { kid: undefined }) },
    { name: "a kid nobody has", assertion: () => es256(claims(), { kid: "k9" }) },
    { name: "a kid aimed at a file", assertion: () => es256(claims(), { kid: "../../dev/null" }) },
    { name: "another's key", assertion: () => sign(claims(), { key: other.privateKey, alg: "ES256" }) },
    {
      name: "another client's key of the same party",
      assertion: () =>
        sign(claims({ iss: "entree-portal", sub: "entree-portal" }), { key: other.privateKey, alg: "ES256" }),
    },
    { name: "claims changed after signing", assertion: () => tampered },
    { name: "an issuer nobody knows", assertion: () => es256(claims({ iss: "nobody", sub: "nobody" })) },
    { name: "a subject other than its issuer", assertion: () => es256(claims({ sub: "entree-batch" })) },
    { name: "no subject", assertion: () => es256(claims({ sub: undefined })) },
    { name: "another server's audience", assertion: () => es256(claims({ aud: "https://other.example" })) },
    { name: "our audience with a slash", assertion: () => es256(claims({ aud: `${ISSUER}/` })) },
    { name: "two audiences", assertion: () => es256(claims({ aud: [ISSUER, "https://other.example"] })) },
    { name: "no audience", assertion: () => es256(claims({ aud: undefined })) },
    { name: "no expiry", assertion: () => es256(claims({ exp: undefined })) },
    { name: "an expiry in words", assertion: () => es256(claims({ exp: "2999-01-01" })) },
    { name: "an expiry beyond the clocks' difference", assertion: () => es256(claims({ exp: nowSeconds - 60 })) },
    { name: "too long a life", assertion: () => es256(claims({ exp: nowSeconds + 361 })) },
    { name: "no time of issue", assertion: () => es256(claims({ iat: undefined })) },
    { name: "a time of issue in the future", assertion: () => es256(claims({ iat: nowSeconds + 61 })) },
    { name: "a time of issue long ago", assertion: () => es256(claims({ iat: nowSeconds - 361 })) },
    { name: "not yet valid", assertion: () => es256(claims({ nbf: nowSeconds + 61 })) },
    { name: "no jti", assertion: () => es256(claims({ jti: undefined })) },
    { name: "a short jti", assertion: () => es256(claims({ jti: "0123456789abcde" })) },
    { name: "a jti with a null in it", assertion: () => es256(claims({ jti: "0123456789abcdef\u0000" })) },
    { name: "an endless jti", assertion: () => es256(claims({ jti: "x".repeat(129) })) },
    { name: "an endless assertion", assertion: () => es256(claims({ jti: "x".repeat(9_000) })) },
    { name: "words", assertion: () => "good morning" },
    { name: "nothing", assertion: () => "" },
    { name: "dots", assertion: () => ".." },
    {
      name: "a payload that is no object",
      assertion: () => `${Buffer.from('{"alg":"ES256","kid":"k1"}').toString("base64url")}.bnVsbA.AAAA`,
    },
  ])("$name", async ({ assertion }) => {
    const used = remembering();
    await expect(grant(assertion(), used)).rejects.toMatchObject({ code: "CLIENT_REFUSED" });
    expect(used.seen).toEqual(new Set());
  });
});
