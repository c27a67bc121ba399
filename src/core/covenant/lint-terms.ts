import type { ClauseInView, ClauseRules } from "./finding.ts";
import { leavesOf } from "./condition.ts";
import { isForRole } from "./lint-purpose.ts";
import type { Clause, Retention, Test } from "./types.ts";

/** Laws that let a person be told later or not at all. */
const SILENCE = /^(AVG (13\(4\)|14\(5\)|23)|UAVG (41|44)|Sv |Wpg )/;
/** A judgment may be enforced for so long (BW 3:324), the longest term that anything of ours has. */
const YEARS_MAX = 20;
const OWN_POLICY = "own policy";
const DELETES = /^(delete|remove)-/;
/** Tests that let something pass only so many times, or only so often. */
const RATIONS: readonly Test["op"][] = ["max", "maxCount", "olderThanDays"];

/** Rules about when and how much: pulls, limits, informing, duties, retention. */
export const TERM_RULES: ClauseRules = {
  "pull-without-question": {
    law: "domain.md §4.0",
    says: "a pull has a question, and nothing else has",
    remedy: "add or remove `question`",
    at: "direction",
    broken: ({ clause }) => (clause.direction === "pull") !== (clause.question !== null),
  },
  "pull-without-limit": {
    law: "AVG 5(1)(c), 25, 32",
    says: "a partner may ask without end",
    remedy: "add a limit, as `daily: 20 per day`",
    at: "limits",
    broken: ({ clause }) => clause.direction === "pull" && clause.limits.length === 0,
  },
  "sent-without-bound": {
    law: "AVG 5(1)(c), 25(2)",
    severity: "warning",
    says: "nothing bounds how much may be sent: no limit, batch, relation, approval or counted fact",
    remedy: "add a limit, or the relation that it rests on",
    at: "limits",
    broken: ({ clause }) => clause.direction === "out" && !isBounded(clause),
  },
  "duty-hold-lapses": {
    law: "design §6",
    says: "a hold on a legal duty would lapse into a refusal",
    remedy: "set `holdEscalates: true`",
    at: "basis",
    broken: ({ clause }) => clause.basis === "legal-duty" && !clause.holdEscalates,
  },
  "inform-without-ground": {
    law: "AVG 13(4), 14(5), 23; UAVG 41",
    says: "the person is told later or never, and no law named here allows it",
    remedy: "name the article in `law`, as `UAVG 41(1)(d)`, or inform",
    at: "inform",
    broken: ({ clause: { inform, law } }) =>
      (inform.kind === "deferred" || inform.kind === "forbidden") && !law.some((line) => SILENCE.test(line)),
  },
  "inform-without-duty": {
    law: "AVG 13(3), 14(3)",
    says: "the person is told within a term, and it is nobody's duty here to do so",
    remedy: "add a duty of `here` with that term, as `tell-the-person`",
    at: "inform",
    broken: ({ clause: { inform, duties } }) => inform.kind === "within" && !duties.some(({ who }) => who === "here"),
  },
  "vital-without-review": {
    law: "AVG 6(1)(d); domain.md C-29",
    says: "an emergency breaks the glass, and nobody looks at it afterwards",
    remedy: "add a duty `review` of `here`",
    at: "duties",
    broken: ({ clause }) =>
      clause.basis === "vital" && !clause.duties.some(({ id, who }) => id.startsWith("review") && who === "here"),
  },
  "duty-of-nobody": {
    law: "BW 6:217; design §5",
    says: "a duty of the other side in a covenant that only we sign",
    remedy: "take the duty away, or agree on a covenant with the party",
    at: "duties",
    broken: ({ clause, covenant }) =>
      covenant.kind === "unilateral" && clause.duties.some(({ who }) => who === "there"),
  },
  "processor-own-policy": {
    law: "AVG 28(3)(g)",
    says: "a processor keeps what we send by a policy of its own",
    remedy: "write the term under `retention.there`",
    at: "retention",
    broken: (view) => isGivenToProcessor(view) && view.clause.retentionThere.after === OWN_POLICY,
  },
  "deletion-without-duty": {
    law: "AVG 28(3)(g)",
    says: "a processor must delete after a term, and no duty of the covenant reminds it",
    remedy: "add a duty of `there`, as `delete-contact-data`",
    at: "retention",
    broken: (view) =>
      isGivenToProcessor(view) && view.clause.retentionThere.after !== OWN_POLICY && !deletesSomewhere(view),
  },
  "retention-without-end": {
    law: "AVG 5(1)(e); S-95",
    says: "a retention without a term",
    remedy: "write it as `settled + P2Y`",
    at: "retention",
    broken: ({ clause }) => [clause.retentionHere, clause.retentionThere].some(isEndless),
  },
  "retention-too-long": {
    law: "AVG 5(1)(e); BW 3:324; domain.md §4.3",
    says: "a retention of more than twenty years: not even a judgment is kept so long",
    remedy: "write the term that the purpose needs, as `settled + P2Y`",
    at: "retention",
    broken: ({ clause }) => [clause.retentionHere, clause.retentionThere].some(({ term }) => yearsIn(term) > YEARS_MAX),
  },
};

const YEARS = { Y: 1, M: 1 / 12, W: 7 / 366, D: 1 / 366 } as const;

const yearsIn = (term: string): number =>
  [...term.matchAll(/(\d+)([YMWD])/g)].reduce(
    (years, [, count, unit]) => years + Number(count) * YEARS[unit as keyof typeof YEARS],
    0,
  );

const isEndless = ({ after, term }: Retention): boolean => term === "P0D" && after !== OWN_POLICY;

/** What comes in is the processor's own answer; what goes out is ours to have deleted. */
const isGivenToProcessor = (view: ClauseInView): boolean =>
  view.clause.direction !== "in" && isForRole(view, "processor");

const deletesSomewhere = ({ covenant }: ClauseInView): boolean =>
  covenant.clauses.some(({ duties }) => duties.some(({ id, who }) => who === "there" && DELETES.test(id)));

const isBounded = (clause: Clause): boolean =>
  clause.limits.length > 0 ||
  clause.batchMax !== null ||
  clause.relation !== null ||
  clause.approval !== null ||
  clause.preconditions.some(({ condition }) =>
    leavesOf(condition).some(({ tests }) => tests.some(({ op }) => RATIONS.includes(op))),
  );
