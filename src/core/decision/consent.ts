import { addMonths } from "../calendar.ts";
import type { Category } from "../catalogue/types.ts";
import type { Clause } from "../covenant/types.ts";
import type { Context } from "./context.ts";
import { cellOf } from "./matrix.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Consent, ResolvedSubject, SubjectState } from "./state.ts";

/** Why a consent does not count, the furthest from counting first: of several that fail, the nearest is reported. */
const NEARNESS = [
  "CONSENT_MISSING",
  "CONSENT_SCOPE",
  "CONSENT_WITHDRAWN",
  "CONSENT_EXPIRED",
  "CONSENT_WRONG_PERSON",
  "CONSENT_NOT_WRITTEN",
  "CONSENT_NOT_EXPLICIT",
] as const satisfies readonly ReasonCode[];
type Failure = (typeof NEARNESS)[number];

export interface ConsentStanding {
  /** The consents that count for this clause at this instant. */
  readonly valid: readonly Consent[];
  /** Why none counts; `null` when one does. */
  readonly failure: Failure | null;
}

/** Consent is asked by the clause itself or by a basis that rests on it: forgetting the one does not lift the other. */
export const demandsConsent = (clause: Clause): boolean =>
  clause.consent.required !== "none" || cellOf("no-consent", clause.basis) === "deny";

/** Professionals act in their trade (S-29): the tenant's consent, not theirs, carries an exchange about the tenant. */
export const needsOwnConsent = ({ role }: ResolvedSubject): boolean => role !== "guide" && role !== "official";

/**
 * The consents of one person that count: to this partner, for this purpose, by the right person, given and neither
 * withdrawn nor expired at this very instant, in writing or explicit where the clause asks it of the whole (AVG 7, 9(2)(a)).
 */
export function consentOf(state: SubjectState | null, context: Context): ConsentStanding {
  const judged = (state?.consents ?? []).map((consent) => ({
    consent,
    failure: failureOf(consent, { state, context }),
  }));
  const valid = judged.filter(({ failure }) => failure === null).map(({ consent }) => consent);
  if (valid.length > 0) return { valid, failure: null };
  const nearest = Math.max(0, ...judged.map(({ failure }) => NEARNESS.indexOf(failure ?? "CONSENT_MISSING")));
  return { valid, failure: NEARNESS[nearest] ?? "CONSENT_MISSING" };
}

interface About {
  readonly state: SubjectState | null;
  readonly context: Context;
}

function failureOf(consent: Consent, { state, context }: About): Failure | null {
  const { clause, partnerId } = context;
  const { now } = context.case;
  if (clause === null || consent.givenAt > now) return "CONSENT_MISSING";
  // One consent is one party and one purpose (domain.md §4.1): consent to Humanitas is none to Schuldhulpbuddy's.
  if (consent.party !== partnerId || consent.purpose !== clause.purpose) return "CONSENT_SCOPE";
  if (consent.withdrawnAt !== null && consent.withdrawnAt <= now) return "CONSENT_WITHDRAWN";
  if (endOf(consent, clause) <= now) return "CONSENT_EXPIRED";
  if (consent.givenBy !== state?.consentBy) return "CONSENT_WRONG_PERSON";
  if (clause.consent.written === true && !consent.written) return "CONSENT_NOT_WRITTEN";
  return clause.consent.required === "explicit" && !consent.explicit ? "CONSENT_NOT_EXPLICIT" : null;
}

/** A consent ends at its own end or when it is no longer fresh, whichever comes first. */
function endOf({ expiresAt, givenAt }: Consent, { consent: { maxMonths } }: Clause): number {
  return Math.min(expiresAt ?? Infinity, maxMonths === null ? Infinity : addMonths(givenAt, maxMonths));
}

/** References and the consent's own record are no matter that a person consents to. */
const WITHOUT_CONSENT: ReadonlySet<Category> = new Set<Category>(["technical", "consent"]);

/** Whether one of these consents names the category. */
export const covers = (consents: readonly Consent[], category: Category): boolean =>
  WITHOUT_CONSENT.has(category) || consents.some((consent) => consent.categories.includes(category));
