/**
 * Every way in which this product throws. A refusal of an exchange is no error: it is a decision with reasons
 * (`decision/reasons.ts`). The HTTP status of each code stands in `http/problem.ts` and nowhere else.
 */
export type ErrorCode =
  // what a partner sent
  | "ID_MALFORMED"
  | "PGP_MALFORMED"
  | "PGP_NOT_ENCRYPTED"
  | "PGP_NOT_FOR_US"
  | "PGP_UNSIGNED"
  | "PGP_SIGNATURE_WRONG"
  | "PGP_SIGNER_UNKNOWN"
  | "PGP_SIGNATURES_MANY"
  | "PGP_SIGNATURE_STALE"
  | "PGP_KEY_EXPIRED"
  | "PGP_KEY_REVOKED"
  | "PGP_KEY_WEAK"
  | "PGP_ALGORITHM_REFUSED"
  | "PGP_RECIPIENT_OTHER"
  | "PGP_CRITICAL_SUBPACKET"
  | "PGP_INTEGRITY"
  | "PGP_BOMB"
  | "DOCUMENT_MALFORMED"
  | "DOCUMENT_TOO_DEEP"
  | "DOCUMENT_DUPLICATE_KEY"
  | "DOCUMENT_FORBIDDEN_KEY"
  | "DOCUMENT_HEADER_INVALID"
  | "DOCUMENT_INVALID"
  | "ATTACHMENT_CONTENT_REFUSED"
  | "BODY_TOO_LARGE"
  | "BODY_INVALID"
  | "QUERY_INVALID"
  | "MEDIA_TYPE_UNSUPPORTED"
  | "NOT_ACCEPTABLE"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "MESSAGE_ID_REUSED"
  | "IDEMPOTENCY_KEY_INVALID"
  | "IDEMPOTENCY_KEY_REUSED"
  | "IDEMPOTENCY_IN_PROGRESS"
  | "PARCEL_GONE"
  | "PARCEL_WITHHELD"
  | "HOLD_ENDED"
  | "APPROVER_NOT_ALLOWED"
  | "ACKNOWLEDGEMENT_INVALID"
  | "REGISTER_CONFLICT"
  | "REGISTER_NAME_UNKNOWN"
  | "ALERT_TAKEN"
  // who is asking
  | "TOKEN_MISSING"
  | "TOKEN_REFUSED"
  | "TOKEN_EXPIRED"
  | "SCOPE_MISSING"
  | "CLIENT_REFUSED"
  | "ASSERTION_REPLAYED"
  | "GRANT_UNSUPPORTED"
  | "RATE_LIMITED"
  // what we cannot do now
  | "STATE_MOVED"
  | "LEDGER_UNAVAILABLE"
  | "LEDGER_BEHIND"
  | "CLOCK_STEPPED_BACK"
  | "DATABASE_UNAVAILABLE"
  // what a witness did not do; the ledger goes on
  | "WITNESS_UNREACHABLE"
  | "WITNESS_REFUSED"
  | "WITNESS_ANSWER_WRONG"
  | "WITNESS_CLOCK_APART"
  | "LEDGER_WITNESS_AHEAD"
  // what is wrong with this installation
  | "CONFIG_INVALID"
  | "INSTALLATION_OTHER"
  | "DATABASE_IN_USE"
  | "CATALOGUE_MALFORMED"
  | "CATALOGUE_ALTERED"
  | "COVENANT_MALFORMED"
  | "COVENANT_ALTERED"
  | "COVENANT_DRAFT"
  | "COVENANT_SIGNER_WRONG"
  | "COVENANT_OVERLAP"
  | "KEY_MISSING"
  | "KEY_LOCKED"
  | "KEY_MALFORMED"
  | "MIGRATION_FAILED"
  | "FOLDER_IN_USE"
  | "LEDGER_MISMATCH"
  | "LEDGER_ROLLED_BACK"
  | "LEDGER_FORKED"
  | "LEDGER_GUARD_MISSING"
  | "LEDGER_GUARD_FOREIGN"
  | "LEDGER_GUARD_UNREADABLE"
  | "DESTROYED_KEYS_MISSING"
  | "DESTROYED_KEYS_UNREADABLE"
  | "LEDGER_MALFORMED"
  | "LEDGER_OPENING_BROKEN"
  | "CANONICAL_UNSUPPORTED"
  | "INVARIANT_BROKEN";

export interface ErrorDetails extends ErrorOptions {
  /** What the reader can do about it, one sentence, our own names only. */
  readonly remedy?: string;
  /** Where in the input, as our own names and positions: `header.purpose`, `fields.yaml:12`. Never a value. */
  readonly at?: string;
  /** When the same may succeed, where that is known better than by the code. */
  readonly retryAfterSeconds?: number;
}

/** Broken or hostile, never a refusal. The message holds our own names only, never a value from a document, token or key. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: ErrorCode;
  readonly remedy: string | null;
  readonly at: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.remedy = details.remedy ?? null;
    this.at = details.at ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}
