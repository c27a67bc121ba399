import { join } from "node:path";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import type { Source } from "../../src/core/catalogue/source.ts";
import type { Catalogue } from "../../src/core/catalogue/types.ts";
import { toBook, type LoadedCovenant } from "../../src/core/covenant/compile.ts";
import { exampleData } from "../../src/core/covenant/example.ts";
import { readCovenant } from "../../src/core/covenant/parse.ts";
import type { Clause, FactValue } from "../../src/core/covenant/types.ts";
import type { Case, CovenantBook } from "../../src/core/decision/types.ts";
import type { Data, Value } from "../../src/core/document/types.ts";
import { aHeader, aState, at, NOON } from "../support/cases.ts";
import { pick, shuffled, type Random } from "./stats.ts";

/** Fields in every document of the bench (design §11). */
export const FIELDS = 20;

export interface Contracts {
  readonly catalogue: Catalogue;
  /** The real covenants, as if each party had signed them: nothing here asks for a signature's own bytes. */
  readonly covenants: readonly LoadedCovenant[];
}

export async function readContracts(): Promise<Contracts> {
  const { catalogue, covenants } = await loadContracts({
    folder: join(import.meta.dirname, "../../contracts"),
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
  const signatures = [...catalogue.parties.keys()];
  // Those that are asked about come first, so that the smallest book holds them however many others there are.
  const isAsked = ({ covenant: { id } }: LoadedCovenant): number => Number(SUBJECTS.some((one) => one.covenant === id));
  const ordered = covenants.toSorted((one, other) => isAsked(other) - isAsked(one));
  return { catalogue, covenants: ordered.map((loaded) => ({ ...loaded, signatures, officers: 2 })) };
}

/** A book of so many covenants: the real ones, and the same files read again under other ids, so that nothing is shared. */
export function bookOf({ covenants }: Contracts, count: number): CovenantBook {
  const sources = covenants.map(({ covenant, bytes }) =>
    parseYaml({ file: `${covenant.id}/v${covenant.version}.yaml`, bytes, code: "COVENANT_MALFORMED" }),
  );
  const all = Array.from({ length: count }, (_, number) => {
    const at = number % covenants.length;
    const original = covenants[at] as LoadedCovenant;
    const copy = Math.floor(number / covenants.length);
    const { covenant } = readCovenant(sources[at] as Source, original.covenant.hash);
    if (covenant === null) throw new Error("a covenant cannot be read again");
    return { ...original, covenant: { ...covenant, id: copyId(covenant.id, copy) } };
  });
  return toBook(all, new Map());
}

export const copyId = (covenant: string, copy: number): string => (copy === 0 ? covenant : `${covenant}-${copy}`);

/** Clauses whose documents are asked about. */
export interface Subject {
  readonly source: "C-06" | "C-15";
  readonly covenant: string;
  readonly party: string;
  readonly purpose: string;
  readonly approved: boolean;
  readonly kind: (random: Random) => Known;
}

interface Known {
  readonly data: Data;
  readonly facts: Readonly<Record<string, FactValue>>;
}

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(NOON - days * DAY_MS).toISOString().slice(0, 10);
const usually = <Item>(usual: Item, other: Item, random: Random): Item => (random() < 0.93 ? usual : other);

const PERSON = {
  initials: "A.L.",
  lastName: "Jansen",
  street: "Dorpsstraat",
  houseNumber: "12",
  postalCode: "6561AB",
  city: "Groesbeek",
};

const arrears = (random: Random): Data => ({
  caseRef: `S-${Math.floor(random() * 1e6)}`,
  ...PERSON,
  lastName: pick(["Jansen", "de Wit", "Yılmaz", "Bakker-Visser", "O'Brien"], random),
  arrearsAmount: usually(Math.floor(random() * 300_000 + 5_000) / 100, 49.5, random),
  arrearsMonths: usually(2 + Math.floor(random() * 5), 1, random),
  arrearsSince: daysAgo(usually(62, 20, random)),
});

const signalKnown = (random: Random): Known => ({
  data: {
    ...arrears(random),
    remindersSent: usually([daysAgo(48), daysAgo(20)], [], random),
    personalContactAttempts: [{ date: daysAgo(usually(35, 90, random)), channel: "TEL" }],
    debtHelpPointedOut: daysAgo(35),
    sharingOfferedOn: daysAgo(usually(20, 3, random)),
    municipalityCode: usually("1945", "0268", random),
  },
  facts: {
    signalRefused: null,
    knownToDebtHelp: usually<FactValue>(false, true, random),
    underAdministration: usually<FactValue>(null, true, random),
    arrangementKept: false,
    claimDisputed: usually<FactValue>(false, true, random),
    activeDebtNotice: usually<FactValue>(null, true, random),
    lastSignalOn: usually<FactValue>(null, daysAgo(12), random),
    lastSignalArrearsMonths: null,
  },
});

const collectionKnown = (random: Random): Known => ({
  data: {
    ...arrears(random),
    tenancyNumber: "HO-2001",
    claimSpecification: [{ period: "2026-09", amount: 612.5 }],
    noticeLetterDate: daysAgo(usually(30, 10, random)),
    ...(random() < 0.5 ? { collectionStage: pick(["enforcement", "amicable"], random) } : {}),
    ...(random() < 0.3 ? { judgment: { ref: "DOC-0001", type: "brief", date: "2026-09-01" } } : {}),
  },
  facts: {
    claimDue: usually<FactValue>(true, false, random),
    lastSignalOn: usually<FactValue>(daysAgo(40), null, random),
    signalRefused: null,
    earlySignalException: null,
    activeDebtNotice: usually<FactValue>(null, true, random),
    activeDebtArrangement: null,
    insolvent: false,
    // Every fact is known: what an approver may pass over (an administrator whom nobody named) the others cannot say.
    underAdministration: false,
    claimDisputed: usually<FactValue>(null, true, random),
  },
});

export const SUBJECTS: readonly Subject[] = [
  {
    source: "C-06",
    covenant: "bergendal-early-signal",
    party: "gemeente-bergendal",
    purpose: "early-debt-signalling",
    approved: false,
    kind: signalKnown,
  },
  {
    source: "C-15",
    covenant: "deurwaarder-collection",
    party: "deurwaarder-voorbeeld",
    purpose: "external-collection",
    // Every hand-over waits for the collections lead: what is asked is what leaves when it was given.
    approved: true,
    kind: collectionKnown,
  },
];

export function clauseOf({ covenants }: Contracts, subject: Subject): Clause {
  const covenant = covenants.find(({ covenant: { id } }) => id === subject.covenant)?.covenant;
  const clause = covenant?.clauses.find(({ purpose, direction }) => purpose === subject.purpose && direction === "out");
  if (clause === undefined) throw new Error(`no clause for ${subject.source}`);
  return clause;
}

/** A document of exactly twenty fields, as text so that every asking parses its own, and the state it is judged on. */
export interface Question {
  readonly subject: Subject;
  readonly json: string;
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly fields: readonly string[];
}

export interface Asking extends Contracts {
  readonly random: Random;
}

/** Required fields and evidence always, the rest drawn from what the clause lists and from what it does not. */
export function aQuestion(subject: Subject, { random, ...contracts }: Asking): Question {
  const { catalogue } = contracts;
  const leg = clauseOf(contracts, subject).document;
  const { data, facts } = subject.kind(random);
  const examples = exampleData(catalogue, leg);
  const listed = shuffled(
    Object.keys(examples).filter((name) => !Object.hasOwn(data, name)),
    random,
  );
  const unlisted = shuffled(
    [...catalogue.fields.keys()].filter(
      (name) => !name.includes(".") && !leg.fields.has(name) && !Object.hasOwn(data, name),
    ),
    random,
  );
  const missing = FIELDS - Object.keys(data).length;
  const agreed = Math.min(listed.length, Math.round(missing * 0.6));
  const added: Record<string, Value> = {};
  for (const name of listed.slice(0, agreed)) added[name] = examples[name] ?? null;
  for (const name of unlisted.slice(0, missing - agreed))
    added[name] = catalogue.fields.get(name)?.type === "money" ? 12.5 : "VB";
  const whole = { ...data, ...added };
  return { subject, json: JSON.stringify(whole), facts, fields: Object.keys(whole) };
}

/** The case as the path of an exchange puts it together, with the document parsed anew. */
export function caseOf(
  question: Question,
  { catalogue, book, copy = 0 }: { readonly catalogue: Catalogue; readonly book: CovenantBook; readonly copy?: number },
): Case {
  const { subject } = question;
  const [sender, recipient] = [catalogue.parties.get("oosterpoort"), catalogue.parties.get(subject.party)];
  if (sender === undefined || recipient === undefined) throw new Error("the catalogue lacks a party of the bench");
  const header = aHeader({
    covenant: copyId(subject.covenant, copy),
    purpose: subject.purpose,
    to: subject.party,
    sentAt: at("2026-11-22T11:59:00Z"),
  });
  return {
    document: {
      header,
      subjects: [{ role: "tenant", personRef: "T-2001", partnerRef: null, fields: [] }],
      data: JSON.parse(question.json) as Data,
      attachments: [],
    },
    sender,
    senderActive: true,
    recipient,
    environment: "test",
    firstSeen: true,
    late: null,
    catalogue,
    covenants: book,
    subjects: [{ role: "tenant", fields: [], finding: { found: "one", state: aState({ facts: question.facts }) } }],
    counters: {},
    answer: null,
    pseudonymise: () => "p:bench",
    approvals: { approved: subject.approved, dropped: [] },
    now: NOON,
  };
}
