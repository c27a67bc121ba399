import type { Clause } from "../covenant/types.ts";
import { evidenceFields } from "./evidence.ts";
import type { Case } from "./types.ts";

/**
 * What a source is asked for a pull: the fields that were asked and that the clause can release, and the evidence by
 * which it is judged (design §6). A source never learns more of the question, nor is more fetched than can matter.
 */
export function fieldsToAsk(
  clause: Clause,
  { document, catalogue }: Pick<Case, "document" | "catalogue">,
): readonly string[] {
  const asked = (document.header.ask ?? []).filter((name) => clause.document.fields.has(name));
  const evidence = [...evidenceFields(clause, catalogue)].filter((name) => clause.question?.fields.has(name) !== true);
  return [...new Set([...asked, ...evidence])].filter((name) => name !== "legalOrder").sort();
}
