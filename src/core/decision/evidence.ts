import type { Catalogue } from "../catalogue/types.ts";
import { factsOf } from "../covenant/condition.ts";
import type { Clause, Condition } from "../covenant/types.ts";

/** The field that says an address is secret: judged in every exchange, whatever its clause lists. */
export const SECRET_MARK = "addressIsSecret";
/** The field that carries a legal demand. */
export const LEGAL_ORDER = "legalOrder";

/** What the computed facts are worked out from. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["arrearsRisenMonths", ["arrearsMonths"]],
  ["phoneSupplied", ["phoneNumber", "mobilePhone"]],
  ["recipientIsNamed", ["recipientOfficer"]],
]);

const known = new WeakMap<Clause, { readonly catalogue: Catalogue; readonly names: ReadonlySet<string> }>();

/**
 * The fields by which a clause is judged: facts of its conditions that come from data, references of its relation,
 * limits, effects and identification, the legal order, and the mark of a secret address. Made once per clause.
 */
export function evidenceFields(clause: Clause, catalogue: Catalogue): ReadonlySet<string> {
  const made = known.get(clause);
  if (made?.catalogue === catalogue) return made.names;
  const names = new Set([SECRET_MARK, ...factFields(clause, catalogue), ...references(clause)]);
  known.set(clause, { catalogue, names });
  return names;
}

function factFields(clause: Clause, catalogue: Catalogue): string[] {
  const fields = [...clause.document.fields.values(), ...(clause.question?.fields.values() ?? [])];
  const conditions = [
    ...clause.preconditions.map(({ condition }) => condition),
    ...fields.flatMap(({ when }) => when ?? []),
  ];
  return fieldsCompared(conditions, catalogue);
}

/** The fields of the data that conditions compare, those that computed facts are worked out from included. */
export function fieldsCompared(conditions: readonly Condition[], catalogue: Catalogue): string[] {
  return conditions.flatMap(factsOf).flatMap((name) => {
    const fact = catalogue.facts.get(name);
    if (fact?.provider === "data") return [fact.field ?? name];
    return fact?.provider === "computed" ? (PARTS.get(name) ?? []) : [];
  });
}

function references(clause: Clause): string[] {
  return [
    ...(clause.relation?.ref == null ? [] : [clause.relation.ref]),
    ...clause.limits.flatMap(({ scope }) => (typeof scope === "object" ? [scope.fact] : [])),
    ...clause.effects.map(({ ref }) => ref),
    ...clause.identifiedBy.flatMap((way) => (typeof way === "object" && "ref" in way ? [way.ref] : [])),
    ...(clause.legalOrder === null ? [] : [LEGAL_ORDER]),
  ];
}
