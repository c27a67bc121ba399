import { findContract } from "../core/decision/contract.ts";
import { decide } from "../core/decision/decide.ts";
import { withFittedReferences } from "../core/decision/fitted-references.ts";
import { judge } from "../core/decision/judge.ts";
import { counterKeys } from "../core/decision/limits.ts";
import { withReferences } from "../core/decision/references.ts";
import type { ApprovalState, Case, Decision, Judgement } from "../core/decision/types.ts";
import type { Clause } from "../core/covenant/types.ts";
import type { Data, Document } from "../core/document/types.ts";
import type { Instant } from "../core/ids.ts";
import type { Trace } from "../core/trace.ts";
import { minimise } from "../core/minimise/minimise.ts";
import type { Caller } from "../ports/contracts.ts";
import type { SubjectAnswer } from "../ports/register-reader.ts";
import type { World } from "../ports/world.ts";
import { fetchAnswer } from "./answer.ts";
import { asNamed, findMatter } from "./late-answer.ts";
import { countedSubjects } from "./people.ts";

export interface Question {
  readonly document: Document;
  readonly caller: Pick<Caller, "party">;
  readonly now: Instant;
  /** `null` for a document just received; otherwise what approvers of its hold said. */
  readonly approvals: ApprovalState | null;
  /** The step that decides; a source that is asked is told of it. */
  readonly trace: Trace;
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
  const matter = await findMatter(world, question);
  const { sender, late } = matter;
  const { header } = matter.document;
  const partner = sender.role === "controller" ? header.to : sender.id;
  const { version, clause } = findContract({ document: matter.document, catalogue, covenants, now }, partner);
  const document = withFittedReferences(matter.document, { clause, catalogue });
  const found = await world.register.resolve({ document, partner, clause });
  const named = question.document.subjects;
  const people = late === null ? found : await asNamed(world, { people: found, named, asker: partner });
  const { subjects } = people;
  const keys =
    version === null || clause === null
      ? []
      : counterKeys({ version, clause, partner, subjects: countedSubjects(people, now), data: document.data, now });
  const base: Omit<Case, "answer"> = {
    document,
    sender,
    senderActive: await areActive(world, [caller.party.id, sender.id, partner]),
    recipient: catalogue.parties.get(header.to) ?? null,
    environment: world.environment,
    firstSeen: true, // a document seen before never gets here: it is answered with its original decision
    catalogue,
    covenants,
    subjects,
    counters: await world.exchanges.counters(keys),
    approvals: withEarlier(question.approvals, matter.approvals),
    late,
    pseudonymise: (value) => world.seals.pseudonymFor(header.direction === "pull" ? sender.id : header.to, value),
    now,
  };
  const answer = await answerTo(world, { base, clause, brought: question.document.data, trace: question.trace });
  const judgement = judge({ ...base, answer });
  const data: Data = header.direction === "pull" ? answerData(answer) : document.data;
  const decision = decide(judgement, minimise(data, judgement.plan));
  return { document: late === null ? document : question.document, decision, judgement, people };
}

async function areActive(world: World, parties: readonly string[]): Promise<boolean> {
  const active = await Promise.all([...new Set(parties)].map((party) => world.contracts.isActive(party)));
  return !active.includes(false);
}

/** Who approved this very exchange saw all of it; what others dropped of the question stays dropped. */
const withEarlier = (own: ApprovalState | null, earlier: ApprovalState): ApprovalState =>
  own === null ? earlier : { ...own, dropped: [...earlier.dropped, ...own.dropped] };

interface Answering {
  readonly base: Omit<Case, "answer">;
  readonly clause: Clause | null;
  /** Data of the document that was sent: of a late answer, the answer itself, for which no source is asked. */
  readonly brought: Data;
  readonly trace: Trace;
}

async function answerTo(world: World, { base, clause, brought, trace }: Answering): Promise<Case["answer"]> {
  const { document, catalogue, late } = base;
  if (document.header.ask === null) return null;
  if (late === null) return fetchAnswer(world, { base, clause, trace });
  if (clause === null || late.refused !== null) return null;
  return withReferences(brought, { clause, catalogue, question: document.data });
}

function answerData(answer: Case["answer"]): Data {
  return answer === null || answer === "unavailable" ? {} : answer;
}
