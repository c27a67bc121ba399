import { GatewayError } from "../../core/errors.ts";
import type { Party, PartyClient } from "../../core/catalogue/party.ts";
import type { Caller, Contracts } from "../../ports/contracts.ts";
import type { IssuedToken, Tokens } from "../../ports/tokens.ts";
import {
  createAccessTokenVerifier,
  refused,
  signAccessToken,
  TOKEN_SECONDS,
  type AccessClaims,
  type TokenKeys,
} from "./access-token.ts";
import { verifyAssertion } from "./assertion.ts";
import { grantScopes } from "./scopes.ts";
import type { UsedAssertions } from "./used-assertions.ts";

export interface TokensOptions {
  readonly contracts: Pick<Contracts, "findClient" | "isActive">;
  readonly usedAssertions: UsedAssertions;
  readonly keys: TokenKeys & { readonly jwks: Tokens["jwks"] };
  /** Public URL of this installation: issuer of tokens and audience of assertions and tokens alike. */
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly now: () => number;
  readonly newId: () => string;
}

interface Client {
  readonly party: Party;
  readonly client: PartyClient;
}

/** The one door of tokens (RFC 6749 §4.4, 7523, 9068). Party and client are looked up anew for every token and every call. */
export function createTokens(options: TokensOptions): Tokens {
  const verifyToken = createAccessTokenVerifier(options.keys, options.issuer);
  const nowSeconds = (): number => Math.floor(options.now() / 1000);

  return { grant, verify, jwks: options.keys.jwks };

  async function grant(assertion: string, scope: string | null): Promise<IssuedToken> {
    const at = nowSeconds();
    const proof = await verifyAssertion({
      assertion,
      audiences: [options.issuer, options.tokenUrl],
      nowSeconds: at,
      keysOf: async (clientId) => (await options.contracts.findClient(clientId))?.keys ?? null,
    });
    const caller = await findActive(proof.clientId);
    if (caller === null) throw new GatewayError("CLIENT_REFUSED", "the client or its party is not active here");
    // Remembered only once proven, so that strangers cannot fill the table.
    if (!(await options.usedAssertions.claim(proof.clientId, proof.jti, proof.rememberUntil * 1000))) {
      throw new GatewayError("ASSERTION_REPLAYED", "this assertion was used before", {
        remedy: "sign a new one, with a fresh jti",
      });
    }
    const scopes = grantScopes(scope, caller.client.scopes);
    if (scopes === null) throw new GatewayError("SCOPE_MISSING", "the client does not hold every scope it asks for");
    const claims = claimsOf(caller, { scope: scopes.join(" "), at });
    return { accessToken: signAccessToken(claims, options.keys), expiresInSeconds: TOKEN_SECONDS, scope: claims.scope };
  }

  async function verify(accessToken: string): Promise<Caller> {
    const claims = verifyToken(accessToken, nowSeconds());
    const found = await findActive(claims.client_id);
    if (found === null || !stillSays(found, claims)) throw refused();
    const { party, client } = found;
    const scopes = new Set(claims.scope.split(" ").filter((scope) => client.scopes.includes(scope)));
    return { party, clientId: client.clientId, scopes, person: client.person, role: client.role };
  }

  async function findActive(clientId: string): Promise<Client | null> {
    const found = await options.contracts.findClient(clientId);
    const client = found?.party.clients.find((one) => one.clientId === clientId);
    if (found === null || client === undefined) return null;
    const { party } = found;
    const active = await options.contracts.isActive(party.id);
    // An operator that is suspended speaks for nobody.
    const operated = client.operator === null || (await options.contracts.isActive(client.operator));
    return active && operated ? { party, client } : null;
  }

  function claimsOf({ party, client }: Client, grant: { readonly scope: string; readonly at: number }): AccessClaims {
    return {
      iss: options.issuer,
      sub: client.clientId,
      client_id: client.clientId,
      azp: client.clientId,
      aud: options.issuer,
      exp: grant.at + TOKEN_SECONDS,
      iat: grant.at,
      jti: options.newId(),
      scope: grant.scope,
      party: party.id,
      ...(client.person === null ? {} : { person: client.person }),
      ...(client.role === null ? {} : { role: client.role }),
    };
  }
}

/** A client that moved to another party, person or role since needs a new token. */
const stillSays = ({ party, client }: Client, claims: AccessClaims): boolean =>
  claims.party === party.id &&
  claims.person === (client.person ?? undefined) &&
  claims.role === (client.role ?? undefined);
