/** Everything a client may be allowed to do over the API (design §6). */
export const SCOPES = [
  "exchange:send",
  "exchange:receive",
  "exchange:read",
  "covenant:read",
  "register:write",
  "hold:decide",
  "ledger:admin",
] as const;
export type Scope = (typeof SCOPES)[number];

const KNOWN: ReadonlySet<string> = new Set(SCOPES);

/**
 * The scopes of a grant: those asked for, or all of the client's when it asks for none by name (RFC 6749 §3.3). `null`
 * when it asks for one that is not its own, or when nothing is left.
 */
export function grantScopes(asked: string | null, own: readonly string[]): readonly string[] | null {
  const held = own.filter((scope) => KNOWN.has(scope));
  if (asked === null) return held.length === 0 ? null : held;
  const wanted = [...new Set(asked.split(" ").filter((scope) => scope !== ""))];
  return wanted.length > 0 && wanted.every((scope) => held.includes(scope)) ? wanted : null;
}
