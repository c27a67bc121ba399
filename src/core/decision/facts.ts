import { addMonths, dayOf, parseDay } from "../calendar.ts";
import { computedFacts } from "../covenant/computed-facts.ts";
import type { Clause, FactValue } from "../covenant/types.ts";
import type { Data } from "../document/types.ts";
import type { Instant } from "../ids.ts";
import { caseFacts, isSentByPerson } from "./case-facts.ts";
import { happened } from "./fact-days.ts";
import { partnerFacts } from "./partner-facts.ts";
import type { SubjectState } from "./state.ts";
import { tiesWith } from "./ties.ts";
import type { Case } from "./types.ts";
import { valueAt } from "./values.ts";

/** A fact by its name. `undefined`: unknown. `null`: known no (design §6). */
export type Facts = (name: string) => FactValue | undefined;

interface Sources {
  readonly case: Case;
  readonly clause: Clause | null;
  readonly state: SubjectState | null;
  readonly partnerId: string;
}

type Computation = (facts: Facts, now: Instant) => FactValue | undefined;

/** How many dates of a list lie in the last so many months; unknown where one of them is no date or is still to come. */
const countWithinMonths =
  (fact: string, months: number): Computation =>
  (facts, now) => {
    const value = facts(fact);
    if (value === null) return 0;
    if (!Array.isArray(value)) return undefined;
    const days = (value as readonly FactValue[]).map((item) => (typeof item === "string" ? parseDay(item) : null));
    const [since, today] = [dayOf(addMonths(now, -months)), dayOf(now)];
    const known = days.flatMap((day) => (day !== null && day <= today ? [day] : []));
    return known.length < days.length ? undefined : known.filter((day) => day >= since).length;
  };

/** Facts that follow from others and from the instant; the rest of the computed ones need no clock (`computed-facts.ts`). */
const BY_CLOCK: ReadonlyMap<string, Computation> = new Map<string, Computation>([
  ["complaintsUpheld24Months", countWithinMonths("nuisanceComplaintsUpheld", 24)],
]);

/**
 * Facts by name, each from its one provider (design §6). The register beats the data. Of a pull the corporation's own
 * answer comes first, and of the question only what the clause lists: a partner cannot supply the evidence against us.
 * A date that is still to come is unknown, unless the fact is about the future (`happened`).
 */
export function factLookup(sources: Sources): Facts {
  const { catalogue, now } = sources.case;
  let worked: Readonly<Record<string, FactValue>> | null = null;
  const facts: Facts = (name) => {
    const definition = catalogue.facts.get(name);
    if (definition === undefined) return undefined;
    if (definition.provider === "computed") {
      const byClock = BY_CLOCK.get(name);
      if (byClock !== undefined) return byClock(facts, now);
      return own((worked ??= workOut(sources)), name);
    }
    const known = own(sources.state?.facts ?? {}, name);
    const value =
      definition.provider !== "data" || known !== undefined ? known : fromData(sources, definition.field ?? name);
    return happened(definition, value, now);
  };
  return facts;
}

const own = (facts: Readonly<Record<string, FactValue>>, name: string): FactValue | undefined =>
  Object.hasOwn(facts, name) ? facts[name] : undefined;

function workOut(sources: Sources): Readonly<Record<string, FactValue>> {
  const { document, answer, now } = sources.case;
  const { state, partnerId } = sources;
  const data = document.header.direction === "pull" ? (answered(answer) ?? {}) : document.data;
  const ties = tiesWith(state, { partnerId, now });
  const worked = computedFacts({ data, subjects: document.subjects, known: state?.facts ?? {}, ties });
  const people = caseFacts({ document, partnerId, known: state?.facts ?? {} });
  return { ...worked, ...partnerFacts(sources.case), ...people };
}

/** The answer of a pull where there is one; `null` while it is not fetched and where its source did not answer. */
export const answered = (answer: Case["answer"]): Data | null => (answer === "unavailable" ? null : answer);

function fromData({ case: { document, answer }, clause }: Sources, field: string): FactValue | undefined {
  if (document.header.direction !== "pull") return valueAt(document.data, field);
  const ours = valueAt(answered(answer) ?? {}, field);
  if (ours !== undefined) return ours;
  return clause?.question?.fields.has(field) === true ? valueAt(document.data, field) : undefined;
}

/** Facts as the document alone tells them: what a sender can know without knowing the person. */
export function documentFacts({ catalogue, document, now }: Case): Facts {
  return (name) => {
    const definition = catalogue.facts.get(name);
    if (definition?.provider === "data") {
      return happened(definition, valueAt(document.data, definition.field ?? name), now);
    }
    return name === "sentByPerson" ? isSentByPerson(document) : undefined;
  };
}

/** Whether the document alone tells a fact: of a question what its clause lists there, and nothing that the answer may hold as well. */
export function isOfDocument(name: string, { case: { catalogue, document }, clause }: Sources): boolean {
  const definition = catalogue.facts.get(name);
  if (definition?.provider !== "data") return name === "sentByPerson";
  if (document.header.direction !== "pull") return true;
  const field = definition.field ?? name;
  return clause?.question?.fields.has(field) === true && !clause.document.fields.has(field);
}
