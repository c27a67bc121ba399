import { decide } from "../../src/core/decision/decide.ts";
import { judge } from "../../src/core/decision/judge.ts";
import { viewFor } from "../../src/core/decision/public.ts";
import { explainReason } from "../../src/core/decision/reason-text.ts";
import type { Case, Decision } from "../../src/core/decision/types.ts";
import { minimise } from "../../src/core/minimise/minimise.ts";

/** Judge, minimise and decide, as `decideNow` does. */
export function decideCase(given: Case): Decision {
  const judgement = judge(given);
  return decide(judgement, minimise(given.document.data, judgement.plan));
}

/** The whole of what a sender is answered: the decision, and every reason in words for its own view. */
export function decideAndExplain(given: Case): { readonly outcome: string; readonly words: number } {
  const view = viewFor(decideCase(given), "controller");
  let words = 0;
  for (const reason of view.reasons) words += explainReason(reason).says.length;
  for (const { reason } of view.verdicts) if (reason !== null) words += explainReason(reason).says.length;
  return { outcome: view.outcome, words };
}

/** The fields that leave. */
export function releasedFields(given: Case): ReadonlySet<string> {
  const { outcome, verdicts } = decideCase(given);
  if (outcome !== "allow") return new Set();
  return new Set(verdicts.filter(({ verdict }) => verdict !== "withheld").map(({ field }) => field));
}
