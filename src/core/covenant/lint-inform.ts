import { addDuration, dayOf, parseDay, startOfDay } from "../calendar.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { ClauseInView, ClauseRules } from "./finding.ts";
import type { Clause, Condition, FactCondition } from "./types.ts";

/** Rules about how the person is told: what `inform` promises is checked before, or becomes somebody's task (design §5). */
export const INFORM_RULES: ClauseRules = {
  "before-not-checked": {
    law: "AVG 13, 14; design §5",
    says: "the person is told before, and no precondition checks that it was done so long ago",
    remedy:
      "require a fact that `facts.yaml` marks `informing: told` to be `olderThanDays` that term, or the tie that such a clause opens",
    at: "inform",
    broken: ({ clause, covenant, catalogue }) =>
      clause.inform.kind === "before" && !isTold(clause, { covenant, catalogue, days: daysOf(clause.inform.term) }),
  },
  "copy-without-duty": {
    law: "AVG 15(3), 20; design §5",
    says: "the person gets a copy, and it is nobody's duty to give it",
    remedy: "add a duty `copy-to-the-person` with its term",
    at: "inform",
    broken: ({ clause: { inform, duties } }) =>
      inform.kind === "copy" && !duties.some(({ id }) => id.startsWith("copy-")),
  },
};

interface Told extends Pick<ClauseInView, "covenant" | "catalogue"> {
  readonly days: number;
}

/** Before two months of 31 days and the February of a leap year: no term is longer than counted from here. */
const FROM = parseDay("2027-07-01") ?? 0;
const daysOf = (term: string): number => dayOf(addDuration(startOfDay(FROM), term)) - FROM;

/** A clause checks it itself, or rests on a tie that only clauses open which do. */
function isTold(clause: Clause, told: Told): boolean {
  if (clause.preconditions.some(({ condition }) => checks(condition, told))) return true;
  const openers = told.covenant.clauses.filter(({ effects }) =>
    effects.some(({ do: verb, relation }) => verb === "open" && relation === clause.relation?.kind),
  );
  return (
    openers.length > 0 &&
    openers.every(({ preconditions }) => preconditions.some(({ condition }) => checks(condition, told)))
  );
}

/** Whether nothing passes a condition but what was told so many days ago, or what a recorded reason postpones. */
function checks(condition: Condition, told: Told): boolean {
  if ("allOf" in condition) return condition.allOf.some((part) => checks(part, told));
  if ("not" in condition) return false;
  if ("anyOf" in condition) {
    const others = condition.anyOf.filter((part) => !isPostponed(part, told.catalogue));
    return others.length > 0 && others.every((part) => checks(part, told));
  }
  return (
    told.catalogue.facts.get(condition.fact)?.informing === "told" &&
    condition.tests.some((test) => test.op === "olderThanDays" && test.value >= told.days)
  );
}

const isPostponed = (condition: Condition, { facts }: Catalogue): boolean =>
  "fact" in condition && facts.get(condition.fact)?.informing === "postponed" && asksPresence(condition);

const asksPresence = ({ tests }: FactCondition): boolean => tests.some((test) => test.op === "present" && test.value);
