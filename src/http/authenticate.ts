import { GatewayError, type ErrorCode } from "../core/errors.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Tokens } from "../ports/tokens.ts";
import { scopesOf, type Auth } from "./define-route.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const REALM = 'Bearer realm="uitwisselpoort"';

/**
 * Who calls, and that they may: `null` where nobody need be known. The token is taken from the header only, never from
 * query or body. Throws TOKEN_MISSING, TOKEN_REFUSED, TOKEN_EXPIRED or SCOPE_MISSING.
 */
export async function authenticate(
  { auth, authorization }: { readonly auth: Auth; readonly authorization: readonly string[] },
  tokens: Tokens,
): Promise<Caller | null> {
  if (auth === "none") return null;
  const [header, second] = authorization;
  if (header === undefined) {
    throw new GatewayError("TOKEN_MISSING", "this call needs an access token in the `Authorization` header");
  }
  const token = BEARER.exec(header)?.[1];
  // Two headers: a proxy before us may have read the other one.
  if (token === undefined || second !== undefined) {
    throw new GatewayError("TOKEN_REFUSED", "`Authorization` is not one bearer token");
  }
  const caller = await tokens.verify(token);
  requireAllowed(auth, caller);
  return caller;
}

const isPerson = ({ person, role }: Caller): boolean => person !== null && role !== null;

/** A person of the corporation; nobody of a partner is staff here, whatever its own client file says. */
export const isStaff = (caller: Caller): boolean => caller.party.role === "controller" && isPerson(caller);

function requireAllowed(given: Exclude<Auth, "none">, caller: Caller): void {
  // A person of the corporation is judged as such, whatever other scopes their client was given.
  const { staff } = given;
  const auth = staff !== undefined && isStaff(caller) ? ({ ...staff, who: "staff" } as const) : given;
  if (!auth.scopes.some((scope) => caller.scopes.has(scope))) {
    throw new GatewayError("SCOPE_MISSING", "the token does not hold a scope that this call needs", {
      remedy: `ask a token with the scope ${auth.scopes.join(" or ")}`,
    });
  }
  if (auth.who === "party") return;
  if (caller.party.role !== "controller" || isPerson(caller) !== (auth.who === "staff")) {
    const who = auth.who === "staff" ? "a person of the corporation" : "the corporation's own software";
    throw new GatewayError("SCOPE_MISSING", `this call is for ${who}`);
  }
  if (auth.roles !== undefined && (caller.role === null || !auth.roles.includes(caller.role))) {
    throw new GatewayError("SCOPE_MISSING", `this call is for the roles ${auth.roles.join(", ")}`);
  }
}

/** `WWW-Authenticate` (RFC 6750 §3): nothing but the kind of fault where no token was sent. */
export function challengeHeaders(code: ErrorCode | null, auth: Auth): Readonly<Record<string, string>> {
  if (auth === "none") return {};
  switch (code) {
    case "TOKEN_MISSING":
      return { "WWW-Authenticate": REALM };
    case "TOKEN_REFUSED":
    case "TOKEN_EXPIRED":
      return { "WWW-Authenticate": `${REALM}, error="invalid_token"` };
    case "SCOPE_MISSING":
      return { "WWW-Authenticate": `${REALM}, error="insufficient_scope", scope="${scopesOf(auth).join(" ")}"` };
    default:
      return {};
  }
}
