import type { Caller } from "./contracts.ts";

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
}

/** OAuth 2.0 client credentials with private_key_jwt (RFC 6749, 7523, 9068). */
export interface Tokens {
  /** Verifies the assertion and gives a token; throws CLIENT_REFUSED, ASSERTION_REPLAYED or SCOPE_MISSING. */
  grant(assertion: string, scope: string | null): Promise<IssuedToken>;
  /** Throws TOKEN_REFUSED or TOKEN_EXPIRED; a suspended party's token is refused at once. */
  verify(accessToken: string): Promise<Caller>;
  /** Public keys that tokens are signed with. */
  readonly jwks: readonly Readonly<Record<string, string>>[];
}

/** Answers kept for `Idempotency-Key` (72 hours). */
export interface IdempotencyStore {
  /** Claims the key; `"claimed"`, the stored answer, or why not. */
  claim(
    key: string,
    fingerprint: string,
  ): Promise<"claimed" | "in-progress" | "other-body" | { readonly status: number; readonly body: string }>;
  finish(key: string, answer: { readonly status: number; readonly body: string }): Promise<void>;
  release(key: string): Promise<void>;
}
