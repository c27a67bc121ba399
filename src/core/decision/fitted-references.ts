import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Clause } from "../covenant/types.ts";
import type { Data, Document, Value } from "../document/types.ts";
import { fit } from "../minimise/fit.ts";

/**
 * A document whose references stand in the one spelling of their type, as they are released: what is found, tied and
 * counted by them then means the same however it was written (`Z-1`, ` Z-1`, an accent composed or not, a number bare or
 * quoted). What does not fit is left as it is: it finds nothing, and is withheld whole.
 */
export function withFittedReferences(
  document: Document,
  { clause, catalogue }: { readonly clause: Clause | null; readonly catalogue: Catalogue },
): Document {
  if (clause === null) return document;
  const fitted: Record<string, Value> = {};
  for (const name of referencesOf(clause, catalogue)) {
    const value = Object.hasOwn(document.data, name) ? document.data[name] : undefined;
    const definition = fieldOf(catalogue, name);
    if (value === undefined || value === null || definition === null) continue;
    const one = fit(value, definition);
    if (one !== undefined && one !== value) fitted[name] = one;
  }
  const data: Data = { ...document.data, ...fitted };
  return Object.keys(fitted).length === 0 ? document : { ...document, data };
}

/** Fields by which a clause finds a person, asks for or changes a tie, or counts. */
function referencesOf({ identifiedBy, relation, effects, limits }: Clause, { facts }: Catalogue): ReadonlySet<string> {
  const found = identifiedBy.flatMap((way) => (typeof way === "object" && "ref" in way ? [way.ref] : []));
  const counted = limits.flatMap(({ scope }) =>
    typeof scope === "object" ? [scope.fact, facts.get(scope.fact)?.field ?? scope.fact] : [],
  );
  return new Set([
    ...found,
    ...(relation?.ref == null ? [] : [relation.ref]),
    ...effects.map(({ ref }) => ref),
    ...counted,
  ]);
}
