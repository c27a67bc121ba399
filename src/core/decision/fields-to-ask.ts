import type { Clause } from "../covenant/types.ts";
import { evidenceFields } from "./evidence.ts";
import type { Case } from "./types.ts";

/**
 * What a source is asked for a pull: what was asked and what the clause requires, and the evidence by
 * which it is judged (design §6). A source never learns more of the question, nor is more fetched than can matter.
 */
export function fieldsToAsk(
  clause: Clause,
  { document, catalogue }: Pick<Case, "document" | "catalogue">,
): readonly string[] {
  const ask = document.header.ask ?? [];
  const asked = [...clause.document.fields.values()]
    .filter(({ name, required }) => required || ask.includes(name))
    .map(({ name }) => name);
  const evidence = [...evidenceFields(clause, catalogue)].filter((name) => clause.question?.fields.has(name) !== true);
  return [...new Set([...asked, ...evidence])].filter((name) => name !== "legalOrder").sort();
}
