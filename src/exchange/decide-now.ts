import { findContract } from "../core/decision/contract.ts";
import { decide } from "../core/decision/decide.ts";
import { withFittedReferences } from "../core/decision/fitted-references.ts";
import { judge } from "../core/decision/judge.ts";
import { counterKeys } from "../core/decision/limits.ts";
import type { ApprovalState, Case, Decision, Judgement } from "../core/decision/types.ts";
import type { Data, Document } from "../core/document/types.ts";
import type { Instant } from "../core/ids.ts";
import { minimise } from "../core/minimise/minimise.ts";
import type { Caller } from "../ports/contracts.ts";
import type { SubjectAnswer } from "../ports/register-reader.ts";
import type { World } from "../ports/world.ts";
import { fetchAnswer } from "./answer.ts";
import { countedSubjects } from "./people.ts";

export interface Question {
  readonly document: Document;
  readonly caller: Pick<Caller, "party">;
  readonly now: Instant;
  /** `null` for a document just received; otherwise what approvers of its hold said. */
  readonly approvals: ApprovalState | null;
}

/** A decision with the state it rests on, so that the commit can hold both together. */
export interface Decided {
  readonly document: Document;
  readonly decision: Decision;
  readonly judgement: Judgement;
  readonly people: SubjectAnswer;
}

/** Reads the state, judges, minimises and decides: one pass at one instant, nothing written. */
export async function decideNow(world: World, question: Question): Promise<Decided> {
  const { caller, now } = question;
  const { catalogue, covenants } = await world.contracts.current();
  const { header } = question.document;
  const sender = caller.party;
  const partner = sender.role === "controller" ? header.to : sender.id;
  const { version, clause } = findContract({ document: question.document, catalogue, covenants, now }, partner);
  const document = withFittedReferences(question.document, { clause, catalogue });
  const people = await world.register.resolve({ document, partner, clause });
  const { subjects } = people;
  const keys =
    version === null || clause === null
      ? []
      : counterKeys({ version, clause, partner, subjects: countedSubjects(people, now), data: document.data, now });
  const base: Omit<Case, "answer"> = {
    document,
    sender,
    senderActive: (await world.contracts.isActive(sender.id)) && (await world.contracts.isActive(partner)),
    recipient: catalogue.parties.get(header.to) ?? null,
    environment: world.environment,
    firstSeen: true, // a document seen before never gets here: it is answered with its original decision
    catalogue,
    covenants,
    subjects,
    counters: await world.exchanges.counters(keys),
    approvals: question.approvals ?? { approved: false, dropped: [] },
    pseudonymise: (value) => world.seals.pseudonymFor(header.direction === "pull" ? sender.id : header.to, value),
    now,
  };
  const answer = header.direction === "pull" ? await fetchAnswer(world, { base, clause }) : null;
  const judgement = judge({ ...base, answer });
  const data: Data = header.direction === "pull" ? answerData(answer) : document.data;
  const decision = decide(judgement, minimise(data, judgement.plan));
  return { document, decision, judgement, people };
}

function answerData(answer: Case["answer"]): Data {
  return answer === null || answer === "unavailable" ? {} : answer;
}
