import type { Refusal } from "../catalogue/types.ts";
import type { Reason, ReasonCode } from "./reasons.ts";

interface ReasonText {
  /** What happened, one sentence. `{}` stands for the reason's parameter: a field, precondition or limit id. */
  readonly says: string;
  /** What the reader can do about it. */
  readonly next: string;
}

const ASK_OFFICER = "ask the privacy officer of the corporation";
const TEXTS: Readonly<Record<ReasonCode, ReasonText>> = {
  PARTNER_UNKNOWN: { says: "the party is not known or not active", next: ASK_OFFICER },
  REPLAY: { says: "this message was seen before", next: "send a new message with a new `messageId`" },
  HEADER_MISMATCH: {
    says: "the signed header does not fit the token, the parties or this environment",
    next: "compare `from`, `to`, `direction` and `environment` with your profile",
  },
  QUESTION_UNKNOWN: {
    says: "`replyTo` names no question of this party under this clause that is still kept",
    next: "send the question's `messageId`, and its `to`, `covenant`, `purpose` and `message`",
  },
  QUESTION_WAITS: {
    says: "the question itself still waits for a person",
    next: "have its hold decided, then send the answer as a new document",
  },
  QUESTION_CLOSED: {
    says: "the question was rejected, lapsed, or was asked more than 30 days ago",
    next: "nothing: the party may ask again",
  },
  PURPOSE_FORBIDDEN: {
    says: "this purpose is forbidden for every party",
    next: "no covenant can allow it; do not send it",
  },
  NO_CONTRACT: { says: "no covenant with this party under this id", next: "GET /v1/covenants lists yours" },
  CONTRACT_NOT_YET_VALID: { says: "the covenant is not in force yet", next: "send it after its first day" },
  CONTRACT_EXPIRED: { says: "the covenant has ended", next: `${ASK_OFFICER} about its successor` },
  CONTRACT_SUSPENDED: { says: "the covenant is suspended", next: ASK_OFFICER },
  CONTRACT_DRAFT: { says: "the covenant is a draft", next: "wait until it is signed and published" },
  CONTRACT_UNSIGNED: { says: "the covenant lacks a signature", next: "have every party sign the published file" },
  PURPOSE_NOT_IN_CONTRACT: {
    says: "the covenant has no clause for this purpose and message",
    next: "GET /v1/covenants/{id} lists its clauses",
  },
  DIRECTION_NOT_ALLOWED: {
    says: "the covenant allows this purpose in another direction only",
    next: "GET /v1/covenants/{id} lists its clauses",
  },
  PROCESSOR_AGREEMENT_MISSING: { says: "no processing agreement is in force", next: ASK_OFFICER },
  TRANSFER_MECHANISM_MISSING: { says: "no transfer mechanism outside the EEA is in force", next: ASK_OFFICER },
  SUBJECT_UNKNOWN: {
    says: "no person that you may ask or tell about was found",
    next: "check the reference or the name, birth date and address that you sent",
  },
  SUBJECT_AMBIGUOUS: {
    says: "more than one person fits, or the reference is of another than the name",
    next: "compare reference, name and birth date, or send more of the match keys",
  },
  SUBJECT_NOT_LINKED_TO_PARTNER: { says: "the party has no tie with this person", next: "have the tie recorded first" },
  MANDATE_MISSING: { says: "no mandate for this person is recorded", next: "have the court order recorded first" },
  MANDATE_ENDED: { says: "the mandate has ended", next: "only the closing statement can follow" },
  MANDATE_SCOPE: { says: "the mandate does not cover this", next: "ask only what the order covers" },
  MUNICIPALITY_MISMATCH: { says: "the address lies in another municipality", next: "send it to that municipality" },
  REGISTER_STALE: {
    says: "the register was not synchronised in the last 24 hours",
    next: "synchronise; it is decided again",
  },
  RETENTION_LAPSED: { says: "the retention term has passed", next: "nothing: these data may not be used" },
  ERASED: { says: "the data were erased", next: "nothing: these data may not be used" },
  RESTRICTED: { says: "processing is restricted (AVG 18)", next: "wait until the restriction is lifted" },
  OBJECTED: { says: "an objection stands (AVG 21)", next: "wait for the decision on the objection" },
  SIGNAL_REFUSED: { says: "the tenant refused to be signalled", next: "do not signal this tenant" },
  RECTIFICATION_PENDING: { says: "`{}` is being rectified", next: "wait until the rectification is decided" },
  CONSENT_MISSING: { says: "no consent is recorded for this party and purpose", next: "ask the person and record it" },
  CONSENT_WITHDRAWN: { says: "consent was withdrawn", next: "stop; ask anew only if the person wishes" },
  CONSENT_EXPIRED: { says: "consent has expired", next: "ask the person again" },
  CONSENT_SCOPE: { says: "consent does not cover `{}`", next: "send less, or ask for consent that covers it" },
  CONSENT_NOT_EXPLICIT: { says: "consent is not explicit (AVG 9(2)(a))", next: "ask for explicit consent" },
  CONSENT_NOT_WRITTEN: { says: "consent was not given in writing", next: "ask for it on a form or with a signature" },
  CONSENT_WRONG_PERSON: { says: "consent was given by somebody who may not", next: "ask the person who may" },
  PRECONDITION_FAILED: { says: "precondition {} is not met", next: "see the clause; send again when it is met" },
  PRECONDITION_UNKNOWN: {
    says: "precondition {} cannot be judged: a fact is missing",
    next: "supply the fact, or wait for approval",
  },
  LEGAL_ORDER_MISSING: { says: "a legal order is required", next: "send `legalOrder` with the question" },
  LEGAL_ORDER_INCOMPLETE: {
    says: "the legal order lacks a valid {}",
    next: "complete the order; its date may not lie ahead, nor its deadline behind",
  },
  LEGAL_ORDER_OUT_OF_SCOPE: { says: "the article does not carry {}", next: "ask under an article that does" },
  VOLUME_EXCEEDED: { says: "limit {} is reached", next: "wait for the next period, or for approval" },
  TOO_SOON: { says: "limit {} for this person is reached", next: "wait for the next period, or for approval" },
  SOURCE_UNAVAILABLE: {
    says: "a source of the corporation did not answer",
    next: "send the same document again later",
  },
  FIELD_STRIPPED: { says: "`{}` is not agreed here, or not at this stage", next: "leave it out" },
  FIELD_MALFORMED: { says: "`{}` is not of its type", next: "see the clause's schema" },
  NOT_ASKED: { says: "`{}` was not asked", next: "name it in `ask`" },
  PROHIBITED_REMOVED: { says: "`{}` is never exchanged", next: "leave it out, always" },
  BSN_REDACTED: { says: "a citizen service number was removed from `{}`", next: "make BSNs unreadable before sending" },
  ID_DOCUMENT_REJECTED: { says: "`{}` held an identity document", next: "never send identity documents" },
  SPECIAL_NOT_COVERED: {
    says: "`{}` is special-category data without cover",
    next: "leave it out, or have explicit consent",
  },
  CRIMINAL_NOT_COVERED: { says: "`{}` is criminal data without cover", next: "leave it out" },
  THIRD_PERSON_REMOVED: { says: "other persons were removed from `{}`", next: "write about the subject only" },
  SECRET_ADDRESS: { says: "the address is secret", next: "wait: a person decides" },
  SUSPECTED_SPECIAL_TEXT: { says: "`{}` seems to speak of health or crime", next: "wait: a person decides" },
  EVIDENCE_ONLY: { says: "`{}` was used to judge and is not passed on", next: "nothing" },
  REQUIRED_FIELD_MISSING: {
    says: "`{}` is required and absent after minimising",
    next: "supply it in the agreed form",
  },
  NOTHING_LEFT: { says: "no field was left to pass on", next: "send fields that the clause allows" },
  APPROVAL_REQUIRED: { says: "a person must approve this", next: "wait; the outcome follows at this exchange" },
  REJECTED_BY_APPROVER: { says: "an approver rejected it", next: ASK_OFFICER },
  DROPPED_BY_APPROVER: { says: "an approver dropped `{}`", next: "nothing" },
  HOLD_EXPIRED: { says: "nobody approved it in five working days", next: "send a new document" },
  BREAK_GLASS: { says: "released in an emergency, reviewed afterwards", next: "nothing" },
};

/** A reason as a partner's developer reads it: what happened and what to do. Names only, never a value. */
export function explainReason(reason: Reason): { readonly says: string; readonly next: string } {
  const text = TEXTS[reason.code];
  // By function: a `$&` in a name would otherwise be taken for a pattern.
  return { says: text.says.replace("{}", () => reason.param ?? "a field"), next: text.next };
}

/**
 * The same of a reason of a whole exchange. Of what is refused by design the entry of `refused.yaml` is named, and its own
 * `why` is what to do. (The same code on a field bears the field's name.)
 */
export function explainRefusal(
  reason: Reason,
  refusals: ReadonlyMap<string, Refusal>,
): { readonly says: string; readonly next: string } {
  const refusal = reason.code === "NO_CONTRACT" ? refusals.get(reason.param ?? "") : undefined;
  if (refusal === undefined) return explainReason(reason);
  return { says: `no covenant is made for this: \`${refusal.id}\` is refused by design`, next: refusal.why };
}
