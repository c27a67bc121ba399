import type { Basis } from "../catalogue/types.ts";
import {
  printApproval,
  printCondition,
  printConsent,
  printIdentification,
  printInform,
  printLimit,
  printOrder,
  printRelation,
  printRetention,
  printTransform,
} from "./print.ts";
import type { Clause, ClauseField, Direction, Leg, Precondition } from "./types.ts";

/** A field as a clause lets it through, in the notation of the files. */
export interface FieldDescription {
  readonly name: string;
  readonly leg: "document" | "question";
  readonly transform: string;
  readonly required: boolean;
  /** Condition under which it passes. */
  readonly when: string | null;
  /** What explicit consent and approval let through instead. */
  readonly lifted: string | null;
  readonly approval: string | null;
}

/** Everything that a clause says, as a person reads it: for explaining, for exports and for the register of processing. */
export interface ClauseDescription {
  readonly clause: string;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  readonly parties: readonly string[];
  readonly basis: Basis;
  readonly law: readonly string[];
  readonly article9: string | null;
  readonly article10: string | null;
  readonly subject: Clause["subject"];
  readonly identifiedBy: readonly string[];
  readonly relation: string | null;
  readonly consent: string;
  readonly legalOrder: string | null;
  readonly preconditions: readonly PreconditionDescription[];
  readonly fields: readonly FieldDescription[];
  /** At least one field of each group must be left. */
  readonly requiredOneOf: readonly (readonly string[])[];
  readonly limits: readonly { readonly id: string; readonly limit: string }[];
  readonly batchMax: number | null;
  readonly approval: string | null;
  readonly inform: string;
  readonly duties: readonly DutyDescription[];
  readonly retention: { readonly here: string; readonly there: string };
  readonly statement: readonly string[];
}

export interface PreconditionDescription {
  readonly id: string;
  readonly nl: string;
  readonly that: string;
  readonly otherwise: "deny" | "hold";
  readonly unknown: "deny" | "hold";
  /** Who passes its hold; `null`: those of the clause, else the privacy officer. */
  readonly approval: string | null;
}

export interface DutyDescription {
  readonly id: string;
  readonly nl: string;
  readonly who: "here" | "there";
  readonly within: string;
}

export function describeClause(clause: Clause): ClauseDescription {
  const { id, purpose, direction, message, parties, basis, law, article9, article10, subject, batchMax } = clause;
  const { relation, legalOrder, approval, retentionHere, retentionThere, statement, question } = clause;
  return {
    clause: id,
    ...{ purpose, direction, message, parties, basis, law, article9, article10, subject, batchMax, statement },
    identifiedBy: clause.identifiedBy.map(printIdentification),
    relation: relation === null ? null : printRelation(relation),
    consent: printConsent(clause.consent),
    legalOrder: legalOrder === null ? null : printOrder(legalOrder),
    preconditions: clause.preconditions.map(describePrecondition),
    fields: [...(question === null ? [] : fieldsOf(question, "question")), ...fieldsOf(clause.document, "document")],
    requiredOneOf: [...(question?.requiredOneOf ?? []), ...clause.document.requiredOneOf],
    limits: clause.limits.map((limit) => ({ id: limit.id, limit: printLimit(limit) })),
    approval: approval === null ? null : printApproval(approval),
    inform: printInform(clause.inform),
    duties: clause.duties.map(({ id: name, nl, who, within }) => ({ id: name, nl, who, within })),
    retention: { here: printRetention(retentionHere), there: printRetention(retentionThere) },
  };
}

const describePrecondition = (rule: Precondition): PreconditionDescription => ({
  id: rule.id,
  nl: rule.nl,
  that: printCondition(rule.condition),
  otherwise: rule.onFalse,
  unknown: rule.onUnknown,
  approval: rule.approval === undefined ? null : printApproval(rule.approval),
});

const fieldsOf = ({ fields }: Leg, leg: FieldDescription["leg"]): FieldDescription[] =>
  [...fields.values()].map((field) => describeField(field, leg));

export function describeField(field: ClauseField, leg: FieldDescription["leg"]): FieldDescription {
  const { name, transform, required, when, lifted, approval } = field;
  return {
    name,
    leg,
    transform: printTransform(transform),
    required,
    when: when === null ? null : printCondition(when),
    lifted: lifted === null ? null : `${printTransform(lifted.transform)} by ${printApproval(lifted.approval)}`,
    approval: approval === null ? null : printApproval(approval),
  };
}
