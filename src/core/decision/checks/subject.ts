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
  if (context.who === "nobody") return resultOf("subject", [], { subject: clause.subject });
  const strikes = [...findingStrikes(context), ...relationStrikes(context)];
  return resultOf("subject", strikes, { subject: clause.subject, found: main?.finding.found ?? "none" });
}

function findingStrikes({ who, main, others }: Context): readonly Strike[] {
  const many = main?.finding.found === "many";
  if (who === "missing" && !many) return [deny("SUBJECT_UNKNOWN")];
  // A second person about whom nothing is said: then whom is the rest about?
  return many || others.some(({ fields }) => fields.length === 0) ? [hold("SUBJECT_AMBIGUOUS")] : [];
}

function relationStrikes(context: Context): readonly Strike[] {
  const tie = relationOf(context);
  // Somebody who was not found cannot be tied to anyone; saying so would add nothing.
  if (tie === null || context.who === "missing") return [];
  if (tie.relation === null) return [deny(tie.missing)];
  return tie.relation.kind === "mandate" && !reachesRequired(tie.relation, context) ? [deny("MANDATE_SCOPE")] : [];
}

/** A mandate that leaves out what the clause cannot do without covers nothing of it; the rest is stripped per field. */
function reachesRequired(mandate: Relation, { required, case: { catalogue } }: Context): boolean {
  return required.every((name) => {
    const definition = fieldOf(catalogue, name);
    return definition !== null && isInScope(mandate, definition);
  });
}
