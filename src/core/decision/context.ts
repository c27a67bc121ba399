import type { Party } from "../catalogue/party.ts";
import type { Purpose } from "../catalogue/types.ts";
import type { Clause } from "../covenant/types.ts";
import type { Data, Header } from "../document/types.ts";
import type { Ground } from "./conditions.ts";
import { findContract, type Contract } from "./contract.ts";
import { answered, factLookup, type Facts } from "./facts.ts";
import type { ResolvedSubject, SubjectState } from "./state.ts";
import type { Case } from "./types.ts";

/**
 * Whom the exchange is about: a person of the register, one whom the clause lets it open, nobody where the clause is
 * about a token, many or none, or a person who was not found.
 */
export type Who = "known" | "new" | "nobody" | "missing";

/** A case with what every check looks up in it, looked up once. */
export interface Context {
  readonly case: Case;
  readonly header: Header;
  /** What would be passed on: the document's data, or the answer of a pull; `null` while there is none. */
  readonly body: Data | null;
  /** The party that is not the corporation; `null` when the header names nobody we know. */
  readonly partner: Party | null;
  readonly partnerId: string;
  readonly partnerSends: boolean;
  /** Something of the corporation leaves it: `out`, and the answer of `pull`. */
  readonly outbound: boolean;
  readonly contract: Contract;
  readonly clause: Clause | null;
  readonly purpose: Purpose | null;
  /** The person the exchange is about: the first named. */
  readonly main: ResolvedSubject | null;
  /** Its state; `null` unless exactly one person of the register was found. */
  readonly state: SubjectState | null;
  readonly others: readonly ResolvedSubject[];
  readonly who: Who;
  /** Fields that the clause requires of what is passed on; an answer holds them whether asked or not. */
  readonly required: readonly string[];
  readonly facts: Facts;
}

/** A case is judged, minimised and decided: the second time its context is at hand. Cases are never changed. */
const made = new WeakMap<Case, Context>();

/** Looks up, judges nothing. */
export function toContext(given: Case): Context {
  const known = made.get(given);
  if (known !== undefined) return known;
  const context = lookUp(given);
  made.set(given, context);
  return context;
}

function lookUp(given: Case): Context {
  const { document, sender, recipient, catalogue } = given;
  const { header } = document;
  const partnerSends = sender.role !== "controller";
  const partner = partnerSends ? sender : recipient;
  const partnerId = partnerSends ? sender.id : header.to;
  const found = findContract(given, partnerId);
  // Where there is no question to answer, nothing is agreed about the answer: no check finds anything else to judge.
  const contract = given.late?.refused == null ? found : { ...found, clause: null };
  const [main = null, ...others] = given.subjects;
  const state = main?.finding.found === "one" ? main.finding.state : null;
  const { clause } = contract;
  return {
    case: given,
    header,
    body: header.direction === "pull" ? answered(given.answer) : document.data,
    partner,
    partnerId,
    partnerSends,
    outbound: header.direction !== "in",
    contract,
    clause,
    purpose: catalogue.purposes.get(header.purpose) ?? null,
    main,
    state,
    others,
    who: whoIn(given, clause),
    required: requiredOf(clause),
    facts: factLookup({ case: given, clause, state, partnerId }),
  };
}

function whoIn({ subjects, document }: Case, clause: Clause | null): Who {
  if (clause !== null && clause.subject !== "existing" && clause.subject !== "mayCreate") return "nobody";
  const found = subjects[0]?.finding.found;
  if (found === "one") return "known";
  const opens = clause?.subject === "mayCreate" && document.header.direction === "in";
  return found === "new" && opens ? "new" : "missing";
}

const requiredOf = (clause: Clause | null): readonly string[] =>
  [...(clause?.document.fields.values() ?? [])].filter(({ required }) => required).map(({ name }) => name);

/** What a condition of this exchange is judged on. */
export const groundOf = ({ facts, partner, case: { now } }: Context): Ground => ({
  facts,
  now,
  municipalityCodes: partner?.municipalityCodes ?? [],
});
