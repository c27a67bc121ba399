import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Clause } from "../covenant/types.ts";
import type { Data } from "../document/types.ts";

/**
 * An answer quotes the references of its question (domain.md §4.0): the asker's own client or case number, which no record
 * of ours holds. Only identifiers that both legs of the clause list; what the record itself says wins.
 */
export function withReferences(
  answer: Data,
  { clause, catalogue, question }: { readonly clause: Clause; readonly catalogue: Catalogue; readonly question: Data },
): Data {
  const quoted = [...clause.document.fields.keys()].filter(
    (name) =>
      Object.hasOwn(question, name) &&
      clause.question?.fields.has(name) === true &&
      fieldOf(catalogue, name)?.type === "identifier",
  );
  return { ...Object.fromEntries(quoted.map((name) => [name, question[name] ?? null])), ...answer };
}
