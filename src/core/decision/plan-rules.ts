import type { FieldDefinition } from "../catalogue/types.ts";
import type { ClauseField } from "../covenant/types.ts";
import { isBsnName } from "../minimise/bsn-words.ts";
import { judgeCondition } from "./conditions.ts";
import { demandsConsent } from "./consent.ts";
import { groundOf, type Context } from "./context.ts";
import { evidenceFields } from "./evidence.ts";
import { fieldsDemanded } from "./legal-order.ts";
import { isConsented, othersOf, rectificationOf, whyWithheld } from "./owners.ts";
import type { ReasonCode } from "./reasons.ts";
import { isInScope, relationOf } from "./relation.ts";
import { isSecretAddress, requiresAddress } from "./secret-address.ts";
import { whyNotCovered } from "./special.ts";

export interface Candidate {
  readonly name: string;
  /** As the leg lists it; `null` when it does not. */
  readonly listed: ClauseField | null;
  /** `null`: a field that the catalogue does not know. */
  readonly definition: FieldDefinition | null;
}

/** Why a field stays behind; `null` when this rule lets it pass. */
export type Rule = (candidate: Candidate, context: Context) => ReasonCode | null;

/** Class X, whatever the clause says (S-72), and what is a BSN by its name alone (Annex B rule 3). */
const prohibited: Rule = ({ name, definition }) => {
  const isX = definition === null ? isBsnName(name) : definition.sensitivity === "X";
  return isX ? "PROHIBITED_REMOVED" : null;
};

/** Without a clause nothing is agreed; the reason is that of check 2, or that there is no question to answer. */
const withoutClause: Rule = (_candidate, { clause, contract, case: { late } }) =>
  clause === null ? (contract.missing ?? late?.refused ?? "NO_CONTRACT") : null;

const alwaysDropped: Rule = ({ definition }) => (definition?.alwaysDropped === true ? "FIELD_STRIPPED" : null);

/** What is asked on an order, and is not what its article reaches, is refused for that reason and no other (C-21). */
const outsideArticle: Rule = ({ name, listed }, { clause, header }) =>
  clause !== null && clause.legalOrder !== null && listed === null && header.ask?.includes(name) === true
    ? "LEGAL_ORDER_OUT_OF_SCOPE"
    : null;

/** Everything not listed stays behind; evidence that was judged is told apart from what had no business here. */
const unlisted: Rule = ({ name, listed, definition }, { clause, case: { catalogue } }) => {
  if (listed !== null && listed.transform.id !== "drop" && definition !== null) return null;
  return clause !== null && evidenceFields(clause, catalogue).has(name) ? "EVIDENCE_ONLY" : "FIELD_STRIPPED";
};

/** Only what was asked is answered; what the clause requires belongs to every answer, or it could not be read. */
const notAsked: Rule = ({ name, listed }, { header }) =>
  header.direction !== "pull" || header.ask?.includes(name) === true || listed?.required === true ? null : "NOT_ASKED";

/** An answer to an order holds what the order demands and no more (C-21). */
const notDemanded: Rule = ({ name }, context) =>
  fieldsDemanded(context)?.includes(name) === false ? "LEGAL_ORDER_OUT_OF_SCOPE" : null;

/** Another person's objection, restriction or missing consent strips that person's fields, not the exchange (design §6). */
const anothersState: Rule = ({ name }, context) => {
  if (context.others.length === 0) return null;
  const codes = othersOf(name, context).flatMap((person) => whyWithheld(person, context) ?? []);
  // Of several persons' reasons one is given, and the order in which the document names them does not choose it.
  return codes.sort()[0] ?? null;
};

const outsideMandate: Rule = ({ definition }, context) => {
  if (context.clause?.relation?.kind !== "mandate" || definition === null) return null;
  const mandate = relationOf(context)?.relation ?? null;
  return mandate === null || isInScope(mandate, definition) ? null : "MANDATE_SCOPE";
};

const notCovered: Rule = ({ listed, definition }, context) =>
  listed === null || definition === null ? null : whyNotCovered({ field: listed, definition }, context);

const notConsented: Rule = ({ name, definition }, context) => {
  if (context.clause === null || definition === null || !demandsConsent(context.clause)) return null;
  const consented = isConsented(name, { context, explicit: false, category: definition.category });
  return consented ? null : "CONSENT_SCOPE";
};

/** A required field under rectification is kept for check 5, which holds, or sends it marked `disputed`. */
const underRectification: Rule = ({ name, listed }, context) => {
  const cell = rectificationOf(name, context);
  const strips = cell === "strip" || ((cell === "strip-or-hold" || cell === "strip-or-dispute") && !listed?.required);
  return strips ? "RECTIFICATION_PENDING" : null;
};

/** Where the clause cannot do without an address, check 9 holds for a person instead. */
const secretAddress: Rule = ({ name }, context) =>
  isSecretAddress(name, context) && !requiresAddress(context) ? "SECRET_ADDRESS" : null;

const droppedByApprover: Rule = ({ name }, { case: { approvals } }) =>
  approvals.dropped.includes(name) ? "DROPPED_BY_APPROVER" : null;

/** Released only while its condition holds; unknown counts as not. */
const conditionUnmet: Rule = ({ listed }, context) => {
  if (listed === null || listed.when === null) return null;
  return judgeCondition(listed.when, groundOf(context)) === true ? null : "FIELD_STRIPPED";
};

/** For what is passed on: the first rule that speaks decides. */
export const bodyRules: readonly Rule[] = [
  prohibited,
  withoutClause,
  alwaysDropped,
  outsideArticle,
  unlisted,
  notAsked,
  notDemanded,
  anothersState,
  outsideMandate,
  notCovered,
  notConsented,
  underRectification,
  secretAddress,
  droppedByApprover,
  conditionUnmet,
];

/** For a question: only what anybody could see who knows the covenant. */
export const questionRules: readonly Rule[] = [prohibited, withoutClause, alwaysDropped, unlisted];

export function whyWithheldBy(rules: readonly Rule[], candidate: Candidate, context: Context): ReasonCode | null {
  for (const rule of rules) {
    const code = rule(candidate, context);
    if (code !== null) return code;
  }
  return null;
}
