import { fieldOf } from "../../catalogue/look-up.ts";
import { deny, resultOf, skipped, type Strike } from "../check-result.ts";
import { consentOf, covers, demandsConsent, type ConsentStanding } from "../consent.ts";
import type { Context } from "../context.ts";
import type { CheckResult } from "../types.ts";

/**
 * Check 6: where the clause or its basis demands consent, the person gave it to this partner, for this purpose and what
 * the clause cannot do without; explicitly, freshly and by the right hand; and it stands at this very instant. A field
 * outside its categories, or special without explicit consent, is stripped rather than refused (C-16).
 */
export function checkConsent(context: Context): CheckResult {
  const { clause, who } = context;
  if (clause === null) return skipped("consent");
  if (!demandsConsent(clause)) return resultOf("consent", [], { demanded: false });
  if (who === "missing") return skipped("consent");
  const standing = consentOf(context.state, context);
  return resultOf("consent", strikesOf(standing, context), {
    demanded: true,
    valid: [...new Set(standing.valid.map(({ ref }) => ref))].sort(),
    failure: standing.failure,
  });
}

function strikesOf({ valid, failure }: ConsentStanding, context: Context): readonly Strike[] {
  if (failure !== null) return [deny(failure)];
  const outside = context.required.filter((name) => {
    const category = fieldOf(context.case.catalogue, name)?.category;
    return category === undefined || !covers(valid, category);
  });
  return outside.map((name) => deny("CONSENT_SCOPE", name));
}
