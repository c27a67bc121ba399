import { fieldOf } from "../../catalogue/look-up.ts";
import { deny, hold, resultOf, skipped, type Strike } from "../check-result.ts";
import type { Context } from "../context.ts";
import { isInScope, relationOf } from "../relation.ts";
import type { Relation } from "../state.ts";
import type { CheckResult } from "../types.ts";

/**
 * Check 3: the document is about exactly one person that the clause may be about, and the partner has the tie with this
 * very person that the clause asks for. A clause about a token, many or nobody has no person to find.
 */
export function checkSubject(context: Context): CheckResult {
  const { clause, main } = context;
  if (clause === null) return skipped("subject");
  if (!concernsPerson(context)) return resultOf("subject", [], { subject: clause.subject });
  const strikes = [...findingStrikes(context), ...relationStrikes(context)];
  return resultOf("subject", strikes, { subject: clause.subject, found: main?.finding.found ?? "none" });
}

/** Whether the clause is about one person of the register, found or opened. */
export const concernsPerson = ({ clause }: Context): boolean =>
  clause?.subject === "existing" || clause?.subject === "mayCreate";

function findingStrikes({ clause, main, others, header }: Context): readonly Strike[] {
  const found = main?.finding.found ?? "none";
  const mayOpen = clause?.subject === "mayCreate" && header.direction === "in";
  if (found === "none" || (found === "new" && !mayOpen)) return [deny("SUBJECT_UNKNOWN")];
  // A second person about whom nothing is said: then whom is the rest about?
  const ambiguous = found === "many" || others.some(({ fields }) => fields.length === 0);
  return ambiguous ? [hold("SUBJECT_AMBIGUOUS")] : [];
}

function relationStrikes(context: Context): readonly Strike[] {
  const tie = relationOf(context);
  const found = context.main?.finding.found;
  // Somebody who was not found cannot be tied to anyone; saying so would add nothing.
  if (tie === null || (found !== "one" && found !== "new")) return [];
  if (tie.relation === null) return [deny(tie.missing)];
  return tie.relation.kind === "mandate" && !reachesRequired(tie.relation, context) ? [deny("MANDATE_SCOPE")] : [];
}

/** A mandate that leaves out what the clause cannot do without covers nothing of it; the rest is stripped per field. */
function reachesRequired(mandate: Relation, { clause, header, case: { catalogue } }: Context): boolean {
  return [...(clause?.document.fields.values() ?? [])]
    .filter(({ name, required }) => required && (header.ask?.includes(name) ?? true))
    .every(({ name }) => {
      const definition = fieldOf(catalogue, name);
      return definition !== null && isInScope(mandate, definition);
    });
}
