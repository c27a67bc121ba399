import type { SubjectFinding } from "../core/decision/state.ts";
import type { Pseudonym } from "../core/ids.ts";

/** The register's name of a person found or just opened; `null` for none and for several. */
export function pseudonymOf(finding: SubjectFinding | undefined): Pseudonym | null {
  if (finding?.found === "one") return finding.state.pseudonym;
  return finding?.found === "new" ? finding.pseudonym : null;
}
