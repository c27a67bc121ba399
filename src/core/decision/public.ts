import { reasonOf } from "./check-result.ts";
import type { Context } from "./context.ts";
import { isBlindHold, isContractual, isRetryable, notesIn, type Judged } from "./outcome.ts";
import { printReason, type Reason, type ReasonCode } from "./reasons.ts";
import type { CheckResult, Decision, Outcome, Verdict } from "./types.ts";

/**
 * What a partner may know of a decision. It learns what it needs to repair its document, and never whether a person exists
 * whom it has no business to know of (design §6, errors). So:
 *
 * - Unknown, unlinked, erased, lapsed, objecting and restricted persons give one reason, `SUBJECT_UNKNOWN`, and no verdicts.
 *   An ended mandate is among them: that it ended would say that the person is still here. A mandate that stands but does
 *   not reach is not: its holder may know the person.
 * - Where the clause asks for no tie, the answer itself is what a partner is entitled to; refused, it is entitled to
 *   nothing, so every refusal about the person is that same reason: whether a consent exists would tell as much.
 * - Where the clause asks for a tie and it stands, what concerns that tie is told: a consent withdrawn, a fact that fails.
 * - Faults of the document itself come first and do not depend on the person (`document-faults.ts`).
 * - A question that must be approved is held for all alike.
 * - A hold says that a person decides, not what about.
 * - Where a clause lets in persons whom we do not know, of one whom we do know is told what is told of a newcomer, or that
 *   it waits (`newcomer.ts`).
 */
const NEUTRAL: Reason = { code: "SUBJECT_UNKNOWN" };
const WAITS: Reason = { code: "APPROVAL_REQUIRED" };

const NEVER_TOLD: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "SUBJECT_UNKNOWN",
  "SUBJECT_NOT_LINKED_TO_PARTNER",
  "MANDATE_MISSING",
  "MANDATE_ENDED",
  "ERASED",
  "RETENTION_LAPSED",
  "OBJECTED",
  "RESTRICTED",
  "SIGNAL_REFUSED",
]);
/** Holds that say nothing of a person. */
const IMPERSONAL: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "APPROVAL_REQUIRED",
  "VOLUME_EXCEEDED",
  "SUSPECTED_SPECIAL_TEXT",
  "REGISTER_STALE",
  "SUBJECT_AMBIGUOUS",
]);
/** Holds that a partner with a standing tie may repair. */
const TOLD_WHEN_LINKED: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["PRECONDITION_UNKNOWN", "TOO_SOON"]);
/** Why a single field of a partner's own document stayed behind, where that speaks of a person. */
const PERSONAL: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...NEVER_TOLD,
  "SUBJECT_AMBIGUOUS",
  "RECTIFICATION_PENDING",
  "SECRET_ADDRESS",
  "CONSENT_MISSING",
  "CONSENT_WITHDRAWN",
  "CONSENT_EXPIRED",
  "CONSENT_SCOPE",
  "CONSENT_NOT_EXPLICIT",
  "CONSENT_NOT_WRITTEN",
  "CONSENT_WRONG_PERSON",
]);

/** The reasons for the other side, of an outcome that `outcomeOf` found. */
export function publicReasonsOf({ checks, context, faults }: Judged, outcome: Outcome): readonly Reason[] {
  if (outcome === "allow") return context.header.direction === "in" ? notesIn(checks) : [];
  const contractual = checks.filter(isContractual).flatMap(({ reasons }) => reasons);
  if (contractual.length > 0) return contractual;
  if (faults.length > 0) return unique(faults);
  if (outcome === "hold") return isBlindHold(context) ? [WAITS] : holdReasons(checks, context);
  return denyReasons(checks, context);
}

/** The tie that the clause asks for stands: the partner knows the person, and may. */
const isLinked = (checks: readonly CheckResult[], { clause }: Context): boolean =>
  clause !== null &&
  clause.relation !== null &&
  checks.some(({ name, result }) => name === "subject" && result === "pass");

function denyReasons(checks: readonly CheckResult[], context: Context): readonly Reason[] {
  const denials = checks.filter(({ result }) => result === "deny");
  const personal = denials.filter(({ number }) => number <= 8).flatMap(({ reasons }) => reasons);
  if (personal.length === 0) return unique(denials.flatMap(({ reasons }) => reasons));
  const told = isLinked(checks, context) && !personal.some(({ code }) => NEVER_TOLD.has(code));
  return told ? unique(personal.map(withoutOthers)) : [NEUTRAL];
}

/** That a consent exists to somebody else, or for something else, is not this partner's to know. */
const withoutOthers = (reason: Reason): Reason =>
  reason.code === "CONSENT_SCOPE" && reason.param === undefined ? reasonOf("CONSENT_MISSING") : reason;

function holdReasons(checks: readonly CheckResult[], context: Context): readonly Reason[] {
  const linked = isLinked(checks, context);
  const held = checks.filter(({ result }) => result === "hold").flatMap(({ reasons }) => reasons);
  return unique(
    held.map((reason) => {
      if (reason.code === "APPROVAL_REQUIRED") return WAITS;
      const told = IMPERSONAL.has(reason.code) || (linked && TOLD_WHEN_LINKED.has(reason.code));
      return told ? reason : WAITS;
    }),
  );
}

const unique = (reasons: readonly Reason[]): readonly Reason[] => [
  ...new Map(reasons.map((reason) => [printReason(reason), reason])).values(),
];

export interface Shown {
  readonly context: Context;
  readonly outcome: Outcome;
  readonly publicReasons: readonly Reason[];
}

/**
 * The verdicts for the other side. Of what goes out it sees what it gets; of its own document what stayed behind and why,
 * unless that speaks of a person; of an answer what it asked, where withheld and not held look the same. Of a hold or a
 * refusal it sees only what the document and the clause alone decide.
 */
export function publicVerdictsOf(verdicts: readonly Verdict[], shown: Shown): readonly Verdict[] {
  const { context, outcome, publicReasons } = shown;
  const { direction, ask } = context.header;
  const released = verdicts.filter(({ verdict }) => verdict !== "withheld");
  if (outcome === "allow") {
    if (direction === "in") return verdicts.map((verdict) => withoutPerson(verdict));
    const withheld = verdicts.filter(({ field, verdict }) => verdict === "withheld" && ask?.includes(field) === true);
    return [...released, ...withheld.map((verdict) => asNotHeld(verdict, context))]
      .map((verdict) =>
        verdict.verdict === "withheld" || verdict.reason === null ? verdict : { ...verdict, reason: null },
      )
      .sort((a, b) => (a.field < b.field ? -1 : 1));
  }
  if (direction !== "in" || publicReasons.some(({ code }) => code === NEUTRAL.code)) return [];
  const [reason = null] = publicReasons;
  return verdicts
    .filter((verdict) => outcome === "deny" || isStatic(verdict, context))
    .map((verdict) => (isStatic(verdict, context) ? verdict : { ...verdict, ...WITHHELD, reason }));
}

const WITHHELD = { verdict: "withheld", transform: null } as const;

/** Anybody who knows the clause and the document could have told: prohibited, not listed, or not what its order reaches. */
function isStatic({ field, reason }: Verdict, { clause }: Context): boolean {
  if (reason?.code === "LEGAL_ORDER_OUT_OF_SCOPE") return true;
  if (reason?.code === "PROHIBITED_REMOVED") return clause?.document.fields.has(field) !== true;
  const listed = clause?.document.fields.has(field) === true;
  return !listed && (reason?.code === "FIELD_STRIPPED" || reason?.code === "EVIDENCE_ONLY");
}

const withoutPerson = (verdict: Verdict): Verdict =>
  verdict.reason !== null && PERSONAL.has(verdict.reason.code)
    ? { ...verdict, reason: reasonOf("FIELD_STRIPPED", verdict.field) }
    : verdict;

const asNotHeld = (verdict: Verdict, context: Context): Verdict =>
  isStatic(verdict, context) ? verdict : { ...verdict, reason: null };

export interface DecisionView {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly verdicts: readonly Verdict[];
  readonly questionVerdicts: readonly Verdict[];
  readonly retryable: boolean;
}

/** A decision as one side may see it. The corporation knows its tenants and sees why; a partner sees the public side. */
export function viewFor(decision: Decision, audience: "partner" | "controller"): DecisionView {
  const { outcome, questionVerdicts } = decision;
  if (audience === "controller") {
    const { reasons, verdicts, retryable } = decision;
    return { outcome, reasons, verdicts, questionVerdicts, retryable };
  }
  const { publicReasons: reasons, publicVerdicts: verdicts } = decision;
  return { outcome, reasons, verdicts, questionVerdicts, retryable: isRetryable(outcome, reasons) };
}
