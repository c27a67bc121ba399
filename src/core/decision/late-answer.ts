import type { Document, Header } from "../document/types.ts";
import type { Instant } from "../ids.ts";
import { printReason, type Reason, type ReasonCode } from "./reasons.ts";
import type { ApprovalState, CheckResult, Outcome, QuestionReason } from "./types.ts";

/**
 * How long a question can be answered after it was asked. A month is what the law itself gives for an answer (AVG 12(3)),
 * and what a parcel waits for (design §12.10); who needs to know later has to say so anew, with grounds that still hold.
 */
export const ANSWER_TERM_MS = 30 * 86_400_000;

/** A question as it was kept, and what became of it. */
export interface AskedQuestion {
  readonly document: Document;
  readonly askedAt: Instant;
  readonly outcome: Outcome;
  /** As the corporation sees them. */
  readonly reasons: readonly Reason[];
  /** Checks of its last decision. */
  readonly checks: readonly Pick<CheckResult, "reasons" | "compared">[];
  /** What was dropped by those who approved it; `null` where it never was held. */
  readonly dropped: readonly string[] | null;
}

/** A document that answers a pull afterwards, by its form. Who may send one is for check 1 to say. */
export const isLateAnswer = ({ direction, ask, replyTo }: Header): boolean =>
  direction === "pull" && ask === null && replyTo !== null;

const ENDED: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["REJECTED_BY_APPROVER", "HOLD_EXPIRED"]);

/** Why this question cannot be answered by that document; `null` where it can. One reason for all that it is not. */
export function whyUnanswerable(
  question: AskedQuestion | null,
  { answer, now }: { readonly answer: Header; readonly now: Instant },
): QuestionReason | null {
  if (question === null || !isAnswerTo(answer, question.document.header)) return "QUESTION_UNKNOWN";
  if (question.outcome === "hold") return "QUESTION_WAITS";
  const isEnded = question.reasons.some(({ code }) => ENDED.has(code));
  return isEnded || now - question.askedAt > ANSWER_TERM_MS ? "QUESTION_CLOSED" : null;
}

/** The same parties the other way round, and the same clause. */
function isAnswerTo(answer: Header, question: Header): boolean {
  const fits = (["covenant", "purpose", "direction", "message", "environment"] as const).every(
    (member) => answer[member] === question[member],
  );
  return fits && question.ask !== null && answer.to === question.from && answer.from === question.to;
}

/** What an approver saw of words holds for those words, and an answer may bring others. */
const OF_WORDS: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["SUSPECTED_SPECIAL_TEXT"]);

/** The approvals of a question's hold count for its answer: for what was seen and passed then, without what was dropped. */
export function approvalsOf({ checks, dropped }: AskedQuestion): ApprovalState {
  if (dropped === null) return { approved: false, dropped: [] };
  const passed = checks.filter(({ compared }) => compared["approved"] === true).flatMap(({ reasons }) => reasons);
  const only = new Set(passed.filter(({ code }) => !OF_WORDS.has(code)).map(printReason));
  return { approved: true, dropped, only };
}

/** Stands for a question that is not there: nothing is asked, about nobody. */
export function noQuestion({ header }: Document): Document {
  const { from, to } = header;
  return { header: { ...header, from: to, to: from, ask: [], replyTo: null }, subjects: [], data: {}, attachments: [] };
}
