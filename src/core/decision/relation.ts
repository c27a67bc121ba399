import { addDuration } from "../calendar.ts";
import type { FieldDefinition } from "../catalogue/types.ts";
import type { Instant } from "../ids.ts";
import type { Context } from "./context.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Relation } from "./state.ts";
import { valueAt } from "./values.ts";

export type RelationFound =
  { readonly relation: Relation; readonly missing: null } | { readonly relation: null; readonly missing: ReasonCode };

/**
 * The tie between partner and person that a clause asks for: of its kind, with this partner, in force at this instant
 * or ended not longer ago than the rule says, and under the reference that the data name where it says so. `null` when the
 * clause asks for none.
 */
export function relationOf({ case: { document, now }, clause, partnerId, state }: Context): RelationFound | null {
  const rule = clause?.relation ?? null;
  if (rule === null) return null;
  const ref = rule.ref === null ? null : (valueAt(document.data, rule.ref) ?? undefined);
  const mine = (state?.relations ?? []).filter(
    (relation) => relation.kind === rule.kind && relation.party === partnerId && (ref === null || relation.ref === ref),
  );
  const { endedWithin } = rule;
  const fits = (one: Relation): boolean =>
    endedWithin === undefined
      ? stands(one, now)
      : hasEnded(one, now) && now < addDuration(one.until ?? now, endedWithin);
  const relation = mine.find(fits);
  if (relation !== undefined) return { relation, missing: null };
  if (rule.kind !== "mandate") return { relation: null, missing: "SUBJECT_NOT_LINKED_TO_PARTNER" };
  // What is for afterwards is outside a mandate that still runs.
  if (mine.some((one) => stands(one, now))) return { relation: null, missing: "MANDATE_SCOPE" };
  return { relation: null, missing: mine.some(({ from }) => from <= now) ? "MANDATE_ENDED" : "MANDATE_MISSING" };
}

const stands = ({ from, until }: Relation, now: Instant): boolean => from <= now && (until === null || now < until);
const hasEnded = ({ from, until }: Relation, now: Instant): boolean => from <= now && until !== null && until <= now;

/** Naming the person and quoting a reference belong to any mandate; everything else is in its scope or out of it. */
export function isInScope({ scope }: Relation, { name, category }: FieldDefinition): boolean {
  if (scope.length === 0 || category === "technical" || category === "identification") return true;
  return scope.includes(name) || scope.includes(category);
}
