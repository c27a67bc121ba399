import { GatewayError, type ErrorCode } from "../core/errors.ts";

/** Besides the errors: two answers that are no errors in core, but are problem documents on the wire. */
export type ProblemCode = ErrorCode | "EXCHANGE_DENIED" | "NOT_READY";

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What the reader can do, where the error itself does not say it better. */
  readonly next: string;
  /** Set where the same request may succeed later: after how many seconds. */
  readonly retryAfterSeconds?: number;
}

const kind = (status: number, title: string, next: string): ProblemKind => ({ status, title, next });
const later = (status: number, title: string, next: string, retryAfterSeconds: number): ProblemKind => ({
  status,
  title,
  next,
  retryAfterSeconds,
});

const RESEAL = "sign and encrypt the document again, then send it";
const CHECK_KEYS = "compare your keys with those that the corporation has on record";
const FIX_JSON = "send one JSON object in UTF-8 without repeated keys";
const SEE_API = "see this call in GET /v1/openapi.json";
const SEND_AGAIN = "send the same again after `Retry-After`";
const NEW_TOKEN = "ask a token at POST /oauth/token";
const OURS = "tell the operator the `requestId`";
const internal: ProblemKind = kind(500, "The gateway failed", OURS);

/** The one place where an error has an HTTP status: a new code does not compile without one. */
export const PROBLEM_KINDS: Readonly<Record<ProblemCode, ProblemKind>> = {
  ID_MALFORMED: kind(400, "An identifier is malformed", SEE_API),
  PGP_MALFORMED: kind(400, "The body is no OpenPGP message", RESEAL),
  PGP_NOT_ENCRYPTED: kind(400, "The message is not encrypted", RESEAL),
  PGP_NOT_FOR_US: kind(400, "The message is not encrypted to this gateway", "encrypt to the gateway's current key"),
  PGP_UNSIGNED: kind(400, "The message is not signed", RESEAL),
  PGP_SIGNATURE_WRONG: kind(400, "The signature does not fit the message", RESEAL),
  PGP_SIGNER_UNKNOWN: kind(400, "The signing key is not on record for this party", CHECK_KEYS),
  PGP_SIGNATURES_MANY: kind(400, "The message has more than one signature", "sign with one key"),
  PGP_SIGNATURE_STALE: kind(400, "The signature was not made just now", "check this system's clock, then sign again"),
  PGP_KEY_EXPIRED: kind(400, "The signing key has expired", CHECK_KEYS),
  PGP_KEY_REVOKED: kind(400, "The signing key was revoked", CHECK_KEYS),
  PGP_KEY_WEAK: kind(400, "A key is too weak", "make a stronger key and have it recorded"),
  PGP_ALGORITHM_REFUSED: kind(400, "An algorithm of the message is refused", "use the defaults of current software"),
  PGP_RECIPIENT_OTHER: kind(400, "The signature names another recipient", "sign for this gateway"),
  PGP_CRITICAL_SUBPACKET: kind(400, "The signature demands what we do not know", "sign without critical extensions"),
  PGP_INTEGRITY: kind(400, "The message was damaged or altered", RESEAL),
  PGP_BOMB: kind(400, "The message unpacks to too much", "send it without compression, or in parts"),
  DOCUMENT_MALFORMED: kind(400, "The JSON is malformed", FIX_JSON),
  DOCUMENT_TOO_DEEP: kind(400, "The JSON nests too deep", FIX_JSON),
  DOCUMENT_DUPLICATE_KEY: kind(400, "The JSON repeats a key", FIX_JSON),
  DOCUMENT_FORBIDDEN_KEY: kind(400, "The JSON has a key that is never allowed", FIX_JSON),
  DOCUMENT_HEADER_INVALID: kind(400, "The document's header is invalid", "compare with the example of the clause"),
  DOCUMENT_INVALID: kind(400, "The document is invalid", "compare with the example of the clause"),
  ATTACHMENT_CONTENT_REFUSED: kind(400, "Attachments pass by reference only", "leave `content` out"),
  BODY_TOO_LARGE: kind(413, "The body is too large", "send less at a time"),
  BODY_INVALID: kind(400, "The body is invalid", SEE_API),
  QUERY_INVALID: kind(400, "The query is invalid", SEE_API),
  MEDIA_TYPE_UNSUPPORTED: kind(415, "The media type is not supported", SEE_API),
  NOT_ACCEPTABLE: kind(406, "No representation fits `Accept`", SEE_API),
  NOT_FOUND: kind(404, "Not found", SEE_API),
  METHOD_NOT_ALLOWED: kind(405, "The method is not allowed here", "use a method that `Allow` names"),
  MESSAGE_ID_REUSED: kind(409, "The `messageId` stands for another document", "give it a new `messageId`"),
  IDEMPOTENCY_KEY_INVALID: kind(400, "The `Idempotency-Key` is malformed", "send a UUID of your own"),
  IDEMPOTENCY_KEY_REUSED: kind(422, "The `Idempotency-Key` stands for another body", "send a new key"),
  IDEMPOTENCY_IN_PROGRESS: later(409, "The first request is still being handled", SEND_AGAIN, 2),
  PARCEL_WITHHELD: kind(403, "The parcel is not given out now", "ask the corporation whether it is resumed"),
  PARCEL_GONE: kind(410, "The parcel is no longer kept", "ask the sender to send it anew"),
  HOLD_ENDED: kind(409, "The hold has ended", "GET the exchange for its outcome"),
  APPROVER_NOT_ALLOWED: kind(403, "This person may not decide this hold", "ask one whom the clause names"),
  ACKNOWLEDGEMENT_INVALID: kind(400, "The acknowledgement is invalid", "sign exactly the statement that you send"),
  REGISTER_CONFLICT: kind(409, "The register does not fit this change", "read the detail, then send it again"),
  REGISTER_NAME_UNKNOWN: kind(
    422,
    "A name is not in the catalogue",
    "read `at` and `next`, then name it as it stands there",
  ),
  ALERT_TAKEN: kind(409, "The alert is somebody else's, or closed", "GET the alert for its owner and status"),
  TOKEN_MISSING: kind(401, "A token is needed", NEW_TOKEN),
  TOKEN_REFUSED: kind(401, "The token is refused", NEW_TOKEN),
  TOKEN_EXPIRED: kind(401, "The token has expired", NEW_TOKEN),
  SCOPE_MISSING: kind(403, "This client may not do this", "ask the corporation for the scope or role"),
  CLIENT_REFUSED: kind(401, "The client is refused", "check the client id, its key and the assertion's audience"),
  ASSERTION_REPLAYED: kind(401, "The assertion was used before", "make a new assertion for every token"),
  GRANT_UNSUPPORTED: kind(400, "The grant type is not supported", "use `client_credentials`"),
  RATE_LIMITED: later(429, "Too many requests", SEND_AGAIN, 1),
  STATE_MOVED: later(503, "The state kept changing while it was decided", SEND_AGAIN, 1),
  LEDGER_UNAVAILABLE: later(503, "The ledger cannot be written", SEND_AGAIN, 30),
  LEDGER_BEHIND: later(503, "The ledger is running behind", SEND_AGAIN, 5),
  CLOCK_STEPPED_BACK: later(503, "The gateway's clock has stepped back", SEND_AGAIN, 30),
  DATABASE_UNAVAILABLE: later(503, "The database cannot be reached", SEND_AGAIN, 30),
  EXCHANGE_DENIED: kind(403, "The exchange is denied", "read `reasons` and `fields`"),
  NOT_READY: later(503, "The gateway is not ready", SEND_AGAIN, 5),
  CONFIG_INVALID: internal,
  INSTALLATION_OTHER: internal,
  DATABASE_IN_USE: internal,
  CATALOGUE_MALFORMED: internal,
  COVENANT_MALFORMED: internal,
  COVENANT_ALTERED: internal,
  CATALOGUE_ALTERED: internal,
  COVENANT_DRAFT: internal,
  COVENANT_SIGNER_WRONG: internal,
  COVENANT_OVERLAP: internal,
  KEY_MISSING: internal,
  KEY_LOCKED: internal,
  KEY_MALFORMED: internal,
  MIGRATION_FAILED: internal,
  FOLDER_IN_USE: internal,
  LEDGER_MISMATCH: internal,
  LEDGER_ROLLED_BACK: internal,
  LEDGER_FORKED: internal,
  LEDGER_GUARD_MISSING: internal,
  LEDGER_GUARD_FOREIGN: internal,
  LEDGER_GUARD_UNREADABLE: internal,
  DESTROYED_KEYS_MISSING: internal,
  DESTROYED_KEYS_UNREADABLE: internal,
  LEDGER_MALFORMED: internal,
  LEDGER_OPENING_BROKEN: internal,
  WITNESS_UNREACHABLE: internal,
  WITNESS_REFUSED: internal,
  WITNESS_ANSWER_WRONG: internal,
  WITNESS_CLOCK_APART: internal,
  LEDGER_WITNESS_AHEAD: internal,
  CANONICAL_UNSUPPORTED: internal,
  INVARIANT_BROKEN: internal,
};

/** RFC 9457, with our members. A 500 has no code: what is wrong inside is for the log only. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code?: ProblemCode;
  readonly next?: string;
  readonly at?: string;
  readonly retryable: boolean;
  readonly requestId: string;
}

export const problemType = (code: ProblemCode): string => `/docs/problems#${code}`;

/** Whatever was thrown as a problem document: our own words for our own errors, a bare 500 for all else. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (!(error instanceof GatewayError) || PROBLEM_KINDS[error.code].status === 500) {
    const { title, status, next } = internal;
    const detail = "the request could not be handled; nothing of the reason is told here";
    return { type: "about:blank", title, status, detail, next, retryable: false, requestId };
  }
  const { status, title, next, retryAfterSeconds } = PROBLEM_KINDS[error.code];
  return {
    type: problemType(error.code),
    title,
    status,
    detail: error.message,
    code: error.code,
    next: error.remedy ?? next,
    ...(error.at === null ? {} : { at: error.at }),
    retryable: retryAfterSeconds !== undefined,
    requestId,
  };
}

/** `Retry-After` where the same request may succeed later; the error itself may know better when. */
export function retryHeaders(code: ProblemCode | undefined, error?: unknown): Readonly<Record<string, string>> {
  const known = error instanceof GatewayError ? error.retryAfterSeconds : null;
  const seconds = code === undefined ? undefined : (known ?? PROBLEM_KINDS[code].retryAfterSeconds);
  return seconds === undefined ? {} : { "Retry-After": String(seconds) };
}
