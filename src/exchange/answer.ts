import type { Clause } from "../core/covenant/types.ts";
import { fieldsToAsk } from "../core/decision/fields-to-ask.ts";
import { judge } from "../core/decision/judge.ts";
import { isBlindHold } from "../core/decision/outcome.ts";
import { withReferences } from "../core/decision/references.ts";
import type { Case } from "../core/decision/types.ts";
import type { Data } from "../core/document/types.ts";
import type { Trace } from "../core/trace.ts";
import type { World } from "../ports/world.ts";

/**
 * The values a pull may answer with: from an HTTP source of the corporation where one serves the clause, else from the
 * register's own record. A source is asked only for what the decision can release or must compare, and only about a
 * person whom the question itself may ask about: a refused question asks nobody anything. A question that waits unseen
 * for an approver is answered when they look: until then nobody needs the values, and fetching them would take the time
 * by which somebody known can be told from nobody.
 */
export async function fetchAnswer(
  world: World,
  {
    base,
    clause,
    trace,
  }: { readonly base: Omit<Case, "answer">; readonly clause: Clause | null; readonly trace: Trace },
): Promise<Case["answer"]> {
  const person = base.subjects[0]?.finding;
  if (clause === null || person?.found !== "one" || person.state.life !== "alive") return null;
  const { approvals, document, late, sender } = base;
  const asked = {
    clause,
    partnerSends: sender.role !== "controller",
    header: document.header,
    case: { approvals, late },
  };
  if (isBlindHold(asked)) return null;
  const record = await world.register.recordOf(person.state.pseudonym);
  const source = world.sources.find(clause);
  const quoting = (answer: Data): Data =>
    withReferences(answer, { clause, catalogue: base.catalogue, question: base.document.data });
  if (record === null) return null;
  if (source === null) return quoting(record.record);
  const first = judge({ ...base, answer: null });
  const refused = first.checks.some(({ number, result }) => number <= 6 && result === "deny");
  if (refused) return null;
  const answer = await source.fetch({ personRef: record.personRef, fields: fieldsToAsk(clause, base), trace });
  return answer === null || answer === "unavailable" ? answer : quoting(answer);
}
