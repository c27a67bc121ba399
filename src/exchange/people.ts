import type { ResolvedSubject, SubjectFinding } from "../core/decision/state.ts";
import type { Instant, Pseudonym } from "../core/ids.ts";
import type { SubjectAnswer } from "../ports/register-reader.ts";

/** The register's name of a person found or just opened; `null` for none and for several. */
export function pseudonymOf(finding: SubjectFinding | undefined): Pseudonym | null {
  if (finding?.found === "one") return finding.state.pseudonym;
  return finding?.found === "new" ? finding.pseudonym : null;
}

/** The persons whose exchanges are counted: for whoever was not found nobody's are looked up, so that it takes as long. */
export function countedSubjects({ subjects, nobody }: SubjectAnswer, now: Instant): readonly ResolvedSubject[] {
  return subjects.map((subject) => {
    const { found } = subject.finding;
    if (found !== "none" && found !== "many") return subject;
    return { ...subject, finding: { found: "new", pseudonym: nobody.pseudonym, syncedAt: now } };
  });
}
