import { hold, resultOf, skipped } from "../check-result.ts";
import type { Leftover } from "../leftover.ts";
import type { Reason } from "../reasons.ts";
import type { CheckResult } from "../types.ts";

/**
 * Check 10: what the scan of texts and documents found. A BSN is taken out and an identity document rejected, which is
 * noted so that the sender can be told (S-75); a text that seems to speak of health or crime waits for a person.
 */
export function checkText({ judgement: { clause }, minimised: { findings } }: Leftover): CheckResult {
  if (clause === null) return skipped("text");
  const suspected = findings.filter(({ kind }) => kind === "suspected-special").map(({ field }) => field);
  const strikes = [...new Set(suspected)].sort().map((field) => hold("SUSPECTED_SPECIAL_TEXT", field));
  const result = resultOf("text", strikes, { scanned: findings.length });
  const notes = findings.flatMap((finding): Reason[] => {
    if (finding.kind === "bsn") return [{ code: "BSN_REDACTED", param: finding.field, n: finding.count }];
    return finding.kind === "identity-document" ? [{ code: "ID_DOCUMENT_REJECTED", param: finding.field }] : [];
  });
  return { ...result, reasons: [...result.reasons, ...notes] };
}
