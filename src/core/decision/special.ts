import { classesOf } from "../catalogue/look-up.ts";
import type { FieldDefinition, Sensitivity } from "../catalogue/types.ts";
import type { Clause, ClauseField } from "../covenant/types.ts";
import type { Context } from "./context.ts";
import { isConsented } from "./owners.ts";
import type { ReasonCode } from "./reasons.ts";
import { valueAt } from "./values.ts";

export interface Listed {
  readonly field: ClauseField;
  readonly definition: FieldDefinition;
}

/** What the value that the body holds tells of; a code can tell more than its field (domain.md §2.2). */
const classesIn = (name: string, { body, case: { catalogue } }: Context): ReadonlySet<Sensitivity> =>
  classesOf(catalogue, name, body === null ? null : valueAt(body, name));

/**
 * Why a field of class B or C may not pass; `null` when it may. It needs an Article 9 or 10 ground in its clause, and
 * where the clause rests that on consent, explicit consent that names its category. A code that makes an ordinary field
 * special is no matter here: minimising reduces it, unless it is lifted.
 */
export function whyNotCovered(listed: Listed, context: Context): ReasonCode | null {
  const { clause } = context;
  const kind = listed.definition.sensitivity;
  if (clause === null || (kind !== "B" && kind !== "C")) return null;
  const { category } = listed.definition;
  const ground = kind === "B" ? clause.article9 : clause.article10;
  const consented =
    !clause.consent.explicitForSpecial || isConsented(listed.field.name, { context, explicit: true, category });
  if (ground !== null && consented) return null;
  return kind === "B" ? "SPECIAL_NOT_COVERED" : "CRIMINAL_NOT_COVERED";
}

/**
 * Whether a special code may go as it is (C-02): the clause knows a gentler transform and names the Article 9 or 10 ground
 * for it, the value holds such a code, and where the clause rests that ground on consent, explicit consent names what the
 * code tells, health or crime, whatever category its field has. A person must still approve.
 */
export function isLifted({ field }: Listed, context: Context): boolean {
  const { clause } = context;
  if (clause === null || field.lifted === null) return false;
  // A value may tell of both, as a code of health in a field about crime: each needs its own ground.
  const kinds = [...classesIn(field.name, context)].filter((kind) => kind === "B" || kind === "C");
  return kinds.length > 0 && kinds.every((kind) => isCarried(kind, { name: field.name, clause, context }));
}

interface Special {
  readonly name: string;
  readonly clause: Clause;
  readonly context: Context;
}

function isCarried(kind: "B" | "C", { name, clause, context }: Special): boolean {
  if ((kind === "B" ? clause.article9 : clause.article10) === null) return false;
  const category = kind === "B" ? "health" : "criminal";
  return !clause.consent.explicitForSpecial || isConsented(name, { context, explicit: true, category });
}
