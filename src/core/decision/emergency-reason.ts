import { factsOf } from "../covenant/condition.ts";
import { documentWithoutProhibited } from "../minimise/prohibited.ts";
import type { Judgement, Outcome } from "./types.ts";

/** The field in which whoever breaks the glass says why (C-29). */
const REASON = "emergencyReason";

/**
 * The text by which an emergency was let through, freed of what is never kept; `null` where the clause asks for none or nothing
 * was let through. Who looks at it the next working day judges that text (C-29), so that it cannot be a yes or no like other facts.
 */
export function emergencyReason({ case: given, clause }: Pick<Judgement, "case" | "clause">, outcome: Outcome) {
  const asked = clause?.preconditions.some(({ condition }) => factsOf(condition).includes(REASON)) === true;
  if (!asked || outcome !== "allow") return null;
  const text = documentWithoutProhibited(given.document, given.catalogue).data.data[REASON];
  return typeof text === "string" ? text : null;
}
