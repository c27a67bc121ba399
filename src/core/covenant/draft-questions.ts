import { parseDay } from "../calendar.ts";
import type { Catalogue } from "../catalogue/types.ts";
import { basisSchema, partyIdSchema, slugSchema } from "../catalogue/words.ts";
import { readDraftCondition } from "./draft-condition.ts";
import { ANY_PARTY } from "./force.ts";
import {
  readChoice,
  readField,
  readIdentification,
  readInform,
  readLimit,
  readRelation,
  readRetention,
} from "./notation.ts";
import { isTerm } from "./term.ts";

export interface DraftQuestion {
  readonly key: string;
  /** In Dutch: a lawyer answers. */
  readonly ask: string;
  readonly example: string;
  /** Several answers: a list in a file, `;` between them on a terminal. */
  readonly many: boolean;
  /** `false`: a covenant may go without; a blank then is an answer. */
  readonly needed: boolean;
  /** What one answer must be, where the example does not tell; for whoever is told that it cannot stand. */
  readonly wants: string | null;
  /** Whether one answer can stand. */
  readonly fits: (answer: string, catalogue: Catalogue) => boolean;
}

const isDay = (text: string): boolean => parseDay(text) !== null;
const isText = (text: string): boolean => text.length > 0 && text.length <= 500;
const oneOf =
  (...words: readonly string[]) =>
  (text: string): boolean =>
    words.includes(text);
const inParts =
  (count: number, fits: (parts: readonly string[]) => boolean) =>
  (text: string): boolean => {
    const parts = text.split("|").map((part) => part.trim());
    return parts.length === count && parts.every(isText) && fits(parts);
  };

function isField(text: string, { fields }: Catalogue): boolean {
  const read = readChoice(text) ?? readField(text);
  return read?.every(({ name }) => fields.has(name)) === true;
}

function isPrecondition(text: string, { facts }: Catalogue): boolean {
  return inParts(2, ([, rule = ""]) => {
    const condition = readDraftCondition(rule);
    return condition !== null && facts.has(condition.fact);
  })(text);
}

type Row = readonly [key: string, ask: string, example: string, fits: DraftQuestion["fits"], wants?: string];
const one = ([key, ask, example, fits, wants]: Row, needed = true): DraftQuestion => ({
  ...{ key, ask, example, fits, needed, wants: wants ?? null },
  many: false,
});
const more = (row: Row, needed = true): DraftQuestion => ({ ...one(row, needed), many: true });

/** What a covenant must answer, in the order in which people can: first who and why, then what and how long. */
export const DRAFT_QUESTIONS: readonly DraftQuestion[] = [
  one([
    "id",
    "Hoe heet het convenant in bestanden?",
    "bergendal-early-signal",
    (text) => slugSchema.safeParse(text).success,
    "2 to 60 lower-case letters, digits and hyphens, a letter first",
  ]),
  one(["title", "Hoe heet het voor mensen?", "Vroegsignalering met de gemeente", isText]),
  one(["source", "Welk nummer heeft het in de lijst van convenanten?", "C-06", (text) => /^C-\d\d[a-d]?$/.test(text)]),
  one([
    "kind",
    "Welke soort is het: covenant, accession, processing of unilateral?",
    "covenant",
    oneOf("covenant", "accession", "processing", "unilateral"),
  ]),
  more([
    "parties",
    "Welke partijen, de verantwoordelijke eerst?",
    "oosterpoort; gemeente-bergendal",
    (text, { parties }) =>
      (partyIdSchema.safeParse(text).success && parties.has(text)) || new RegExp(`^\\${ANY_PARTY} [a-z-]+$`).test(text),
    "a party that has a file in parties/, or `*` and a role",
  ]),
  one(["from", "Vanaf welke dag geldt het?", "2027-01-01", isDay]),
  one(["until", "Wat is de laatste dag?", "2028-12-31", isDay]),
  one(["lawCheckedOn", "Op welke dag is het recht bekeken?", "2026-11-01", isDay]),
  one(
    [
      "dpia",
      "Welke DPIA is er, en vóór welke dag wordt zij herzien?",
      "DPIA-2026-07 | 2027-06-01",
      inParts(2, ([, day = ""]) => isDay(day)),
    ],
    false,
  ),
  one(
    ["jointArrangement", "Bepalen partijen samen doel en middelen: welke regeling (AVG 26)?", "Regeling 12", isText],
    false,
  ),
  one([
    "purpose",
    "Voor welk doel (purposes.yaml)?",
    "early-debt-signalling",
    (text, { purposes }) => purposes.get(text)?.internalOnly === false,
    "a purpose of purposes.yaml that is not internal",
  ]),
  one(["direction", "Welke kant op: in, out of pull?", "out", oneOf("in", "out", "pull")]),
  one(["basis", "Op welke grondslag?", "legal-duty", (text) => basisSchema.safeParse(text).success]),
  more(["law", "Welke artikelen?", "AVG 6(1)(c); Wgs 3(1)(b)", isText]),
  one(["article9", "Welke uitzondering van AVG 9(2), als er bijzondere gegevens zijn?", "AVG 9(2)(a)", isText], false),
  one(["article10", "Welke grond voor strafrechtelijke gegevens (AVG 10)?", "UAVG 33(2)(b)", isText], false),
  one([
    "subject",
    "Wie is de betrokkene: existing, mayCreate, token, many of none?",
    "existing",
    oneOf("existing", "mayCreate", "token", "many", "none"),
  ]),
  more([
    "identifiedBy",
    "Hoe wordt de betrokkene aangewezen?",
    "personRef; name + birthDate",
    (text) => readIdentification(text) !== null,
  ]),
  one(
    [
      "relation",
      "Welke band moet de partner met de betrokkene hebben?",
      "mandate by mandateRef",
      (text) => readRelation(text) !== null,
    ],
    false,
  ),
  one(["consent", "Welke toestemming: none, ordinary of explicit?", "none", oneOf("none", "ordinary", "explicit")]),
  more([
    "fields",
    "Welke velden gaan door (`!` moet, `->` hoe)?",
    "caseRef!; birthDate -> year",
    isField,
    "fields of fields.yaml",
  ]),
  more(["question", "Bij opvragen: waarmee wordt gevraagd?", "caseRef!", isField, "fields of fields.yaml"], false),
  more(
    [
      "preconditions",
      "Welke voorwaarden: een zin, een streep, en het feit?",
      "Twee maanden achterstand. | arrearsMonths min 2",
      isPrecondition,
      "a sentence, a bar, and a test of a fact of facts.yaml",
    ],
    false,
  ),
  more(
    ["limits", "Welke grenzen?", "150 per week; 2 per week per subject", (text) => readLimit("x", text) !== null],
    false,
  ),
  one(["batchMax", "Hoeveel rijen hoogstens per keer?", "150", (text) => /^[1-9]\d{0,5}$/.test(text)], false),
  one(
    [
      "approval",
      "Wie keurt goed: four-eyes, privacy-officer of collections-lead?",
      "four-eyes",
      oneOf("four-eyes", "privacy-officer", "collections-lead"),
    ],
    false,
  ),
  one([
    "inform",
    "Hoe hoort de betrokkene het: statement, copy, before P7D of within P1M?",
    "statement",
    (text) => readInform(text) !== null,
  ]),
  more(
    [
      "duties",
      "Welke plichten daarna: wat, wie (here of there) en binnen welke termijn?",
      "De gemeente verwijdert zonder hulp. | there | P6M",
      inParts(3, ([, who = "", term = ""]) => oneOf("here", "there")(who) && isTerm(term)),
    ],
    false,
  ),
  one(["retentionHere", "Hoe lang bewaren wij het?", "settled + P2Y", (text) => readRetention(text) !== null]),
  one([
    "retentionThere",
    "Hoe lang bewaart de partner het?",
    "help declined + P6M",
    (text) => readRetention(text) !== null,
  ]),
  more(
    [
      "statement",
      "Welke zinnen van de privacyverklaring noemen dit?",
      "S-20; S-43",
      (text) => /^S-(0[1-9]|[1-9]\d|10[0-7])$/.test(text),
    ],
    false,
  ),
];
