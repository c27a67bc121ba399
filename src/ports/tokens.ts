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

/** One's own claim of a key; what it holds good for ends when another takes the key over. */
export interface KeyClaim {
  readonly key: string;
  readonly token: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

/** Answers kept for `Idempotency-Key` (72 hours). */
export interface IdempotencyStore {
  /** Tells one body from another, under a key of the installation's: nobody confirms a guess at what was sent by what is kept. */
  fingerprint(body: Uint8Array): string;
  /** Claims the key; the stored answer, or why not. A claim without an answer is given up after a minute. */
  claim(
    key: string,
    fingerprint: string,
  ): Promise<{ readonly claimed: KeyClaim } | "in-progress" | "other-body" | { readonly kept: KeptAnswer }>;
  /** Keeps the answer, if the claim is still this one. */
  finish(claim: KeyClaim, answer: KeptAnswer): Promise<void>;
  /** Frees the key, if the claim is still this one. */
  release(claim: KeyClaim): Promise<void>;
}
