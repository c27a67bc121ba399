import type { ApprovalState, LateAnswer } from "../core/decision/types.ts";
import {
  approvalsOf,
  isLateAnswer,
  noQuestion,
  whyUnanswerable,
  type AskedQuestion,
} from "../core/decision/late-answer.ts";
import type { Party } from "../core/catalogue/party.ts";
import type { Document, Header, SubjectReference } from "../core/document/types.ts";
import type { Instant } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { SubjectAnswer } from "../ports/register-reader.ts";
import type { StoredExchange } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";
import type { StoredView } from "./exchange-view.ts";

/** What is judged: a document as its sender sent it, or the question that a late answer is to. */
export interface Matter {
  readonly document: Document;
  readonly sender: Party;
  readonly late: LateAnswer | null;
  /** Before anybody voted on this very exchange: those of the question's hold. */
  readonly approvals: ApprovalState;
}

/** The part of `decision-record.ts` that an answer rests on. */
interface KeptRecord {
  readonly checks: AskedQuestion["checks"];
  readonly question?: Document;
}

interface Received {
  readonly document: Document;
  readonly caller: Pick<Caller, "party">;
  readonly now: Instant;
}

/**
 * A late answer is judged as its question would be now: asked by the party that asked, about whom it asked, and with the
 * back office's data for an answer. What a partner sends in that form is judged as it stands, and looks up no question.
 */
export async function findMatter(world: World, { document, caller, now }: Received): Promise<Matter> {
  const { header } = document;
  const { catalogue } = await world.contracts.current();
  const asker = catalogue.parties.get(header.to);
  const itself = { document, sender: caller.party, late: null, approvals: { approved: false, dropped: [] } };
  if (!isLateAnswer(header) || caller.party.role !== "controller" || asker === undefined) return itself;
  const question = await findQuestion(world, header);
  const refused = whyUnanswerable(question, { answer: header, now });
  const late = { header, sender: caller.party, refused, counted: question?.outcome === "allow" };
  if (question === null || refused === "QUESTION_UNKNOWN") {
    return { ...itself, document: noQuestion(document), sender: asker, late: { ...late, counted: false } };
  }
  return { document: question.document, sender: asker, late, approvals: approvalsOf(question) };
}

/** `null` where there is none, and where the person it was about was erased: what was kept of it went with their key. */
async function findQuestion(world: World, { to, replyTo }: Header): Promise<AskedQuestion | null> {
  const seen = replyTo === null ? null : await world.exchanges.findMessage(to, replyTo);
  if (seen === null) return null;
  const [stored, recorded] = await Promise.all([
    world.exchanges.find(seen.exchangeId),
    world.recorded.find(seen.exchangeId),
  ]);
  if (stored === null || recorded === null || recorded.record === null) return null;
  const { question, checks } = JSON.parse(recorded.record) as KeptRecord;
  if (question === undefined) return null;
  const { reasons } = JSON.parse(stored.views.controller) as StoredView;
  const { at: askedAt, outcome } = stored.row;
  return { document: question, askedAt, outcome, reasons, checks, dropped: await droppedOf(world, stored) };
}

async function droppedOf(world: World, { holdId }: StoredExchange): Promise<readonly string[] | null> {
  const hold = holdId === null ? null : await world.holds.find(holdId);
  return hold === null ? null : hold.votes.flatMap(({ dropped }) => dropped);
}

/**
 * The persons of the question, as the answer names them. It need not; where it names others, whose data are these? Then
 * nobody can tell who is meant, and no approval passes that.
 */
export async function asNamed(world: World, { people, named, asker }: Naming): Promise<SubjectAnswer> {
  const agree = await Promise.all(named.map((reference, at) => isNamed(world, { people, reference, at, asker })));
  if (agree.every(Boolean)) return people;
  const subjects = people.subjects.map((subject) => ({ ...subject, finding: { found: "many" } as const }));
  return { ...people, subjects };
}

interface Naming {
  readonly people: SubjectAnswer;
  /** As the answer names them, in the question's order. */
  readonly named: readonly SubjectReference[];
  readonly asker: string;
}

interface Named extends Omit<Naming, "named"> {
  readonly reference: SubjectReference;
  readonly at: number;
}

async function isNamed(world: World, { people, reference, at, asker }: Named): Promise<boolean> {
  const { personRef, partnerRef } = reference;
  const subject = people.subjects[at];
  if (subject === undefined) return false;
  if ((personRef === null && partnerRef === null) || subject.finding.found !== "one") return true;
  const known = (await world.register.recordOf(subject.finding.state.pseudonym))?.personRef ?? null;
  if (known === null) return false;
  const isPerson = personRef === null || plain(personRef) === plain(known);
  return isPerson && (partnerRef === null || partnerRef === world.seals.pseudonymFor(asker, known));
}

const plain = (reference: string): string => reference.normalize("NFC").trim();
