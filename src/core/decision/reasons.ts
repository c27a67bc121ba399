/** Reason codes of domain.md §0.4 and design §12.1. A refusal is a value, so these are no errors. */
export const REASON_CODES = [
  "PARTNER_UNKNOWN",
  "REPLAY",
  "HEADER_MISMATCH",
  "QUESTION_UNKNOWN",
  "QUESTION_WAITS",
  "QUESTION_CLOSED",
  "PURPOSE_FORBIDDEN",
  "NO_CONTRACT",
  "CONTRACT_NOT_YET_VALID",
  "CONTRACT_EXPIRED",
  "CONTRACT_SUSPENDED",
  "CONTRACT_DRAFT",
  "CONTRACT_UNSIGNED",
  "PURPOSE_NOT_IN_CONTRACT",
  "DIRECTION_NOT_ALLOWED",
  "PROCESSOR_AGREEMENT_MISSING",
  "TRANSFER_MECHANISM_MISSING",
  "SUBJECT_UNKNOWN",
  "SUBJECT_AMBIGUOUS",
  "SUBJECT_NOT_LINKED_TO_PARTNER",
  "MANDATE_MISSING",
  "MANDATE_ENDED",
  "MANDATE_SCOPE",
  "MUNICIPALITY_MISMATCH",
  "REGISTER_STALE",
  "RETENTION_LAPSED",
  "ERASED",
  "RESTRICTED",
  "OBJECTED",
  "SIGNAL_REFUSED",
  "RECTIFICATION_PENDING",
  "CONSENT_MISSING",
  "CONSENT_WITHDRAWN",
  "CONSENT_EXPIRED",
  "CONSENT_SCOPE",
  "CONSENT_NOT_EXPLICIT",
  "CONSENT_NOT_WRITTEN",
  "CONSENT_WRONG_PERSON",
  "PRECONDITION_FAILED",
  "PRECONDITION_UNKNOWN",
  "LEGAL_ORDER_MISSING",
  "LEGAL_ORDER_INCOMPLETE",
  "LEGAL_ORDER_OUT_OF_SCOPE",
  "VOLUME_EXCEEDED",
  "TOO_SOON",
  "SOURCE_UNAVAILABLE",
  "FIELD_STRIPPED",
  "FIELD_MALFORMED",
  "NOT_ASKED",
  "PROHIBITED_REMOVED",
  "BSN_REDACTED",
  "ID_DOCUMENT_REJECTED",
  "SPECIAL_NOT_COVERED",
  "CRIMINAL_NOT_COVERED",
  "THIRD_PERSON_REMOVED",
  "SECRET_ADDRESS",
  "SUSPECTED_SPECIAL_TEXT",
  "EVIDENCE_ONLY",
  "REQUIRED_FIELD_MISSING",
  "NOTHING_LEFT",
  "APPROVAL_REQUIRED",
  "REJECTED_BY_APPROVER",
  "DROPPED_BY_APPROVER",
  "HOLD_EXPIRED",
  "BREAK_GLASS",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** `param` is a field name, or the id of a precondition, a limit or a refusal, never a value; `n` a count (`BSN_REDACTED(f,n)`). */
export interface Reason {
  readonly code: ReasonCode;
  readonly param?: string;
  readonly n?: number;
}

/** What was taken out of a text, whatever the outcome: these hold and deny nothing. */
export const NOTES: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["BSN_REDACTED", "ID_DOCUMENT_REJECTED"]);

/** `REQUIRED_FIELD_MISSING(birthDate)`, as domain.md prints it. */
export function printReason(reason: Reason): string {
  const inside = [reason.param, reason.n].filter((part) => part !== undefined);
  return inside.length === 0 ? reason.code : `${reason.code}(${inside.join(",")})`;
}
