import type { FieldDefinition } from "../catalogue/types.ts";
import type { Context } from "./context.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Relation } from "./state.ts";
import { valueAt } from "./values.ts";

export type RelationFound =
  { readonly relation: Relation; readonly missing: null } | { readonly relation: null; readonly missing: ReasonCode };

/**
 * The tie between partner and person that a clause asks for: of its kind, with this partner, in force at this instant,
 * and under the reference that the data name where the rule says so. `null` when the clause asks for none.
 */
export function relationOf({ case: { document, now }, clause, partnerId, state }: Context): RelationFound | null {
  const rule = clause?.relation ?? null;
  if (rule === null) return null;
  const ref = rule.ref === null ? null : (valueAt(document.data, rule.ref) ?? undefined);
  const mine = (state?.relations ?? []).filter(
    (relation) => relation.kind === rule.kind && relation.party === partnerId && (ref === null || relation.ref === ref),
  );
  const relation = mine.find(({ from, until }) => from <= now && (until === null || now < until));
  if (relation !== undefined) return { relation, missing: null };
  if (rule.kind !== "mandate") return { relation: null, missing: "SUBJECT_NOT_LINKED_TO_PARTNER" };
  return { relation: null, missing: mine.some(({ from }) => from <= now) ? "MANDATE_ENDED" : "MANDATE_MISSING" };
}

/** Naming the person and quoting a reference belong to any mandate; everything else is in its scope or out of it. */
export function isInScope({ scope }: Relation, { name, category }: FieldDefinition): boolean {
  if (scope.length === 0 || category === "technical" || category === "identification") return true;
  return scope.includes(name) || scope.includes(category);
}
