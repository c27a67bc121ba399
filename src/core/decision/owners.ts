import { consentOf, covers, demandsConsent, needsOwnConsent } from "./consent.ts";
import type { Context } from "./context.ts";
import { cellOf, type Cell } from "./matrix.ts";
import type { ReasonCode } from "./reasons.ts";
import { lifeHits, stateHits } from "./standing.ts";
import type { ResolvedSubject, SubjectState } from "./state.ts";

/** The persons, other than the main one, that a field is about. A part of a field counts for the whole of it. */
export function othersOf(name: string, { others }: Context): readonly ResolvedSubject[] {
  if (others.length === 0) return others;
  return others.filter(({ fields }) => fields.some((path) => overlap(path, name)));
}

const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const stateOf = ({ finding }: ResolvedSubject): SubjectState | null => (finding.found === "one" ? finding.state : null);

/** The states of those a field is about: other persons where it names them, else the main one. */
export function statesOf(name: string, context: Context): readonly SubjectState[] {
  const others = othersOf(name, context);
  const states = others.length > 0 ? others.map(stateOf) : [context.state];
  return states.filter((state) => state !== null);
}

/**
 * Why another person's data stay behind; `null` when they may pass. The whole matrix runs for each person (design §6),
 * but here a hold strips too: the officer who would have it released records the decision on the objection first.
 */
export function whyWithheld(person: ResolvedSubject, context: Context): ReasonCode | null {
  const state = stateOf(person);
  if (state === null) return whyUnfound(person, context);
  const hit = [...lifeHits(state, context), ...stateHits(state, context)].find(({ result }) => result !== "pass");
  if (hit !== undefined) return hit.code;
  return context.clause !== null && demandsConsent(context.clause) && needsOwnConsent(person)
    ? consentOf(state, context).failure
    : null;
}

/** Professionals need not be in the register; a person who may object must be, or be new where the clause allows it. */
function whyUnfound(person: ResolvedSubject, { clause, header }: Context): ReasonCode | null {
  if (!needsOwnConsent(person) || clause === null) return null;
  if (person.finding.found === "many") return "SUBJECT_AMBIGUOUS";
  const opens = person.finding.found === "new" && clause.subject === "mayCreate" && header.direction === "in";
  if (!opens) return "SUBJECT_UNKNOWN";
  return demandsConsent(clause) ? "CONSENT_MISSING" : null;
}

/** Whether everybody a field is about consented, explicitly where asked, to this category. */
export function isConsented(
  name: string,
  { context, explicit, category }: { context: Context; explicit: boolean; category: Parameters<typeof covers>[1] },
): boolean {
  const people = othersOf(name, context).filter(needsOwnConsent);
  const states = people.length > 0 ? people.map(stateOf) : [context.state];
  return states.every((state) => {
    const valid = consentOf(state, context).valid.filter((consent) => consent.explicit || !explicit);
    return covers(valid, category);
  });
}

/** The cell of a pending rectification of a field; `null` where none is pending. */
export function rectificationOf(name: string, context: Context): Cell | null {
  const none = context.others.length === 0 && context.state?.rectifications.length === 0;
  if (none || context.clause === null) return null;
  const pending = statesOf(name, context).some(({ rectifications }) =>
    rectifications.some((path) => overlap(path, name)),
  );
  return pending ? cellOf("rectification", context.clause.basis) : null;
}
