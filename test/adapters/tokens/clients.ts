import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import type { ClientKey, Party, PartyClient } from "../../../src/core/catalogue/party.ts";
import { createTokens } from "../../../src/adapters/tokens/tokens.ts";
import type { TokenKeys } from "../../../src/adapters/tokens/access-token.ts";
import type { UsedAssertions } from "../../../src/adapters/tokens/used-assertions.ts";

export const ISSUER = "https://poort.example";
export const TOKEN_URL = "https://poort.example/oauth/token";
export const NOW = Date.UTC(2026, 10, 22, 10);
export const nowSeconds = NOW / 1000;

export const ec = (namedCurve = "P-256") => generateKeyPairSync("ec", { namedCurve });
export const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });

export const jwkOf = (key: KeyObject): Record<string, string> => {
  const entries = Object.entries(key.export({ format: "jwk" }));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
};
export const aKey = (kid: string, alg: ClientKey["alg"], key: KeyObject): ClientKey => ({ kid, alg, jwk: jwkOf(key) });

export const aClient = (change: Partial<PartyClient> = {}): PartyClient => ({
  clientId: "entree-portal",
  operator: null,
  scopes: ["exchange:send", "exchange:receive"],
  keys: [],
  person: null,
  role: null,
  ...change,
});

export const aParty = (clients: readonly PartyClient[], change: Partial<Party> = {}): Party => ({
  id: "entree",
  name: "Entree",
  role: "co-controller",
  contact: { email: "info@entree.example", phone: null, address: null },
  municipalityCodes: [],
  fingerprints: [],
  clients,
  agreements: [],
  outsideEea: false,
  ...change,
});

export function aTokenKey(kid = "t1"): TokenKeys & { readonly jwks: readonly Record<string, string>[] } {
  const pair = ec();
  return {
    kid,
    privateKey: pair.privateKey,
    publicKeys: new Map([[kid, pair.publicKey]]),
    jwks: [jwkOf(pair.publicKey)],
  };
}

/** A world whose parties, clock and suspensions a test may change between two calls. */
export function aWorld(parties: readonly Party[], usedAssertions: UsedAssertions) {
  const world = { now: NOW, parties, suspended: new Set<string>(), keys: aTokenKey(), ids: 0 };
  const tokens = createTokens({
    contracts: {
      findClient: (clientId) => {
        const party = world.parties.find(({ clients }) => clients.some((client) => client.clientId === clientId));
        const client = party?.clients.find((one) => one.clientId === clientId);
        return Promise.resolve(party && client ? { party, keys: client.keys } : null);
      },
      isActive: (id) => Promise.resolve(!world.suspended.has(id)),
    },
    usedAssertions,
    keys: world.keys,
    issuer: ISSUER,
    tokenUrl: TOKEN_URL,
    now: () => world.now,
    newId: () => `id-${String(++world.ids).padStart(20, "0")}`,
  });
  return { world, tokens };
}

export const claims = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  iss: "entree-portal",
  sub: "entree-portal",
  aud: ISSUER,
  iat: nowSeconds,
  exp: nowSeconds + 120,
  jti: "0123456789abcdef-1",
  ...change,
});

export interface Signing {
  readonly key: KeyObject | string | Buffer;
  readonly alg: jwt.Algorithm;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Any header, any claims: jsonwebtoken refuses to sign some of what an attacker would. */
export function sign(payload: Readonly<Record<string, unknown>>, { key, alg, header }: Signing): string {
  const merged = { alg, kid: "k1", ...header } as jwt.JwtHeader;
  return jwt.sign(JSON.stringify(payload), key, {
    algorithm: alg,
    header: merged,
    allowInsecureKeySizes: true,
    allowInvalidAsymmetricKeyTypes: true,
  });
}

/** Signs by hand what the library would not: a public key used as a shared secret. */
export function hs256(payload: object, { secret, header }: { secret: string | Buffer; header?: object }): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const body = `${encode({ alg: "HS256", kid: "k1", ...header })}.${encode(payload)}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
