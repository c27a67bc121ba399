import type { Pseudonym } from "../ids.ts";
import { minimise } from "../minimise/minimise.ts";
import { judge } from "./judge.ts";
import { publicVerdictsOf } from "./public.ts";
import type { Reason } from "./reasons.ts";
import type { Case } from "./types.ts";
import { weigh, type Answer, type Weighed } from "./weigh.ts";

/** Nobody's: no counter, no tie and no state bears it. */
const NEWCOMER = "00000000-0000-0000-0000-000000000000" as Pseudonym;
const WAITS: Reason = { code: "APPROVAL_REQUIRED" };
const REJECTED: Reason = { code: "REJECTED_BY_APPROVER" };

/**
 * What is answered to a partner whose document may bring a person that we do not know (`mayCreate`). Refused or held for
 * what only a known person can have, a restriction or a namesake, it would tell by the difference that the person is known.
 * So the partner is told what it would be told of a newcomer; and where a newcomer would be let in, the document waits,
 * sealed, for the officer, and if the officer can let nothing in either it ends as one that an approver rejected.
 * Nothing passes that the matrix does not let pass: only a newcomer's refusal makes a hold of ours one as well.
 */
export function answerOf(own: Weighed): Answer {
  const given = asNewcomer(own);
  if (given === null) return own;
  const judgement = judge(given);
  const other = weigh(judgement, minimise(given.document.data, judgement.plan));
  if (other.outcome === "allow") return given.approvals.approved ? rejected(own) : held(own);
  return { outcome: other.outcome, publicReasons: other.publicReasons, publicVerdicts: other.publicVerdicts };
}

/** The same case about a newcomer; `null` where the clause lets in none, or there is no difference to hide. */
function asNewcomer({ leftover: { context }, outcome }: Weighed): Case | null {
  const { case: given, clause, header, main, others, partnerSends } = context;
  const letsIn = clause?.subject === "mayCreate" && header.direction === "in" && partnerSends;
  if (!letsIn || outcome === "allow" || main === null) return null;
  const { found } = main.finding;
  if (found !== "one" && found !== "many") return null;
  const newcomer = { ...main, finding: { found: "new", pseudonym: NEWCOMER, syncedAt: given.now } } as const;
  return { ...given, subjects: [newcomer, ...others] };
}

function held({ leftover: { context }, verdicts }: Weighed): Answer {
  const publicReasons = [WAITS];
  const publicVerdicts = publicVerdictsOf(verdicts, { context, outcome: "hold", publicReasons });
  return { outcome: "hold", publicReasons, publicVerdicts };
}

/** As `endHeld` tells it, whatever the approver found. */
const rejected = ({ outcome }: Weighed): Answer => ({ outcome, publicReasons: [REJECTED], publicVerdicts: [] });
