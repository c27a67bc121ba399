import type { Agreement } from "../catalogue/party.ts";
import { refusalOf } from "../catalogue/refusal-of.ts";
import type { ClauseInView, Finding } from "./finding.ts";
import type { Clause } from "./types.ts";

type Rule = (view: ClauseInView) => Breach | null;
interface Breach {
  readonly law: string;
  readonly message: string;
  readonly remedy: string;
  /** Key of the clause; the clause itself where there is none. */
  readonly at?: string;
}

/** The statement's three legitimate interests: newsletter, survey, rent collection (S-81 to S-83). */
const SITUATIONS = ["S-81", "S-82", "S-83"];
const BALANCING = "belangenafweging";
const LEGAL_DEMAND = "legal-demand-";
/** Consent that never ends would outlive the memory of having been given (domain.md §4.1). */
const EXPLICIT_MONTHS_MAX = 60;

const RULES: Readonly<Record<string, Rule>> = {
  "purpose-forbidden": ({ clause, catalogue }) =>
    catalogue.forbiddenPurposes.has(clause.purpose)
      ? { law: "AVG 5(1)(b)", message: "the purpose is forbidden by name", remedy: "remove the clause", at: "purpose" }
      : null,
  "purpose-unknown": ({ clause, catalogue }) =>
    catalogue.purposes.has(clause.purpose) || catalogue.forbiddenPurposes.has(clause.purpose)
      ? null
      : {
          law: "AVG 5(1)(b)",
          message: "the purpose does not exist",
          remedy: "name one of purposes.yaml",
          at: "purpose",
        },
  "purpose-internal": ({ clause, catalogue }) =>
    catalogue.purposes.get(clause.purpose)?.internalOnly === true
      ? { law: "domain.md C-30", message: "the purpose stays inside", remedy: "remove the clause", at: "purpose" }
      : null,
  "refused-by-design": ({ clause, covenant, catalogue }) => {
    const ids = clause.parties.length > 0 ? clause.parties : covenant.parties.map(({ id }) => id);
    const parties = ids.map((id) => catalogue.parties.get(id) ?? null);
    const refused = parties.some((party) => {
      const refusal = refusalOf(catalogue, { purpose: clause.purpose, party });
      return refusal?.untilSigned === false && catalogue.purposes.get(clause.purpose)?.internalOnly === false;
    });
    return refused
      ? {
          law: "domain.md C-30",
          message: "it is for a party that refused.yaml refuses for good",
          remedy: "remove the clause",
          at: "purpose",
        }
      : null;
  },
  "basis-not-of-purpose": ({ clause, catalogue }) =>
    catalogue.purposes.get(clause.purpose)?.bases.includes(clause.basis) === false
      ? {
          law: "AVG 6(1)",
          message: "the purpose does not rest on this basis",
          remedy: "name a basis that purposes.yaml gives it",
          at: "basis",
        }
      : null,
  "consent-not-asked": ({ clause }) =>
    clause.basis === "consent" && clause.consent.required === "none"
      ? {
          law: "AVG 6(1)(a), 7",
          message: "it rests on consent and asks none",
          remedy: "set `consent.required`",
          at: "consent",
        }
      : null,
  "consent-needless": ({ clause }) =>
    clause.basis !== "consent" && clause.consent.required !== "none"
      ? {
          law: "AVG 7(4); domain.md §0 point 2",
          message: "it asks consent where another basis carries it",
          remedy: "set `consent: none`, or let the basis be consent",
          at: "consent",
        }
      : null,
  "consent-endless": ({ clause }) =>
    clause.consent.required !== "none" && (clause.consent.maxMonths ?? Infinity) > EXPLICIT_MONTHS_MAX
      ? {
          law: "AVG 7; domain.md §4.1",
          message: "the consent has no end",
          remedy: "set `consent.maxMonths`",
          at: "consent",
        }
      : null,
  "special-consent-not-asked": ({ clause }) =>
    restsOnConsent(clause) && !clause.consent.explicitForSpecial && clause.consent.required !== "explicit"
      ? {
          law: "AVG 9(2)(a); UAVG 22(2)(a), 32(a)",
          message: "its ground for special or criminal data is explicit consent, and it asks none",
          remedy: "set `consent.explicitForSpecial`, or name the ground that carries it",
          at: "consent",
        }
      : null,
  "interest-not-named": ({ clause }) =>
    interestMissing(clause)
      ? {
          law: "AVG 6(1)(f); S-80",
          message: "a legitimate interest names no situation of the statement and no balancing test",
          remedy: `cite S-81, S-82 or S-83 in \`statement\`, or add a line "${BALANCING} <reference>" to \`law\``,
          at: "law",
        }
      : null,
  "processor-without-agreement": (view) => agreementMissing(view, "processing"),
  "transfer-without-mechanism": (view) => agreementMissing(view, "transfer"),
  "statement-missing": ({ clause }) =>
    clause.statement.length === 0 && clause.basis !== "vital" && clause.purpose !== "data-portability"
      ? {
          law: "AVG 13-14",
          message: "no clause of the statement promises this exchange",
          remedy: "cite one",
          at: "statement",
        }
      : null,
  "order-not-asked": ({ clause }) =>
    clause.purpose.startsWith(LEGAL_DEMAND) && clause.legalOrder === null
      ? { law: "S-88, S-89", message: "a legal demand without an order", remedy: "add `legalOrder`", at: "purpose" }
      : null,
  "order-without-four-eyes": ({ clause }) =>
    clause.legalOrder !== null && clause.approval?.count !== 2
      ? {
          law: "S-89; domain.md C-21",
          message: "a legal demand without four eyes",
          remedy: "set `approval: four-eyes`",
          at: "legalOrder",
        }
      : null,
  "order-not-pulled": ({ clause }) =>
    clause.legalOrder !== null && clause.direction !== "pull"
      ? {
          law: "domain.md C-21",
          message: "a legal demand is answered, never sent",
          remedy: "let it be a pull",
          at: "direction",
        }
      : null,
  "pull-without-question": ({ clause }) =>
    (clause.direction === "pull") === (clause.question !== null)
      ? null
      : {
          law: "domain.md §4.0",
          message: "a pull has a question, and nothing else has",
          remedy: "add or remove `question`",
          at: "direction",
        },
  "clause-party": ({ clause, covenant }) =>
    clause.parties.every((id) => covenant.parties.some((party) => party.id === id))
      ? null
      : {
          law: "design §5",
          message: "it names a party that is not the covenant's",
          remedy: "add it to `parties` above",
          at: "parties",
        },
  "approval-by-fg": ({ clause }) =>
    clause.approval?.by.includes("fg") === true
      ? {
          law: "AVG 38(6)",
          message: "the data protection officer never approves",
          remedy: "name another role",
          at: "approval",
        }
      : null,
  "approval-too-few": ({ clause }) =>
    clause.approval?.includes.flat().some((role) => clause.approval?.by.includes(role) !== true) === true
      ? {
          law: "domain.md §4.0",
          message: "a role must take part that may not approve",
          remedy: "add it to `by`",
          at: "approval",
        }
      : null,
  "duty-hold-lapses": ({ clause }) =>
    clause.basis === "legal-duty" && !clause.holdEscalates
      ? {
          law: "design §6",
          message: "a hold on a legal duty would lapse into a refusal",
          remedy: "set `holdEscalates: true`",
          at: "basis",
        }
      : null,
  "retention-without-end": ({ clause }) =>
    [clause.retentionHere, clause.retentionThere].some((term) => term.term === "P0D" && term.after !== "own policy")
      ? {
          law: "AVG 5(1)(e); S-95",
          message: "a retention without a term",
          remedy: "write it as `settled + P2Y`",
          at: "retention",
        }
      : null,
};

/** The grounds of Articles 9 and 10 that are the person's own consent. */
const restsOnConsent = ({ article9, article10 }: Clause): boolean =>
  article9 === "AVG 9(2)(a)" || article10 === "UAVG 32(a)";

/** Only 6(1)(f) weighs interests; a public task of 6(1)(e) rests on a law. */
function interestMissing(clause: Clause): boolean {
  if (clause.basis !== "public-or-legitimate-interest" || !clause.law.includes("AVG 6(1)(f)")) return false;
  const named = clause.statement.some((clauseOf) => SITUATIONS.includes(clauseOf));
  return !named && !clause.law.some((line) => line.startsWith(BALANCING));
}

/** Parties of the clause that need an agreement of this kind during the covenant and have none. */
function agreementMissing({ clause, covenant, catalogue }: ClauseInView, kind: Agreement["kind"]): Breach | null {
  const ids = clause.parties.length > 0 ? clause.parties : covenant.parties.map(({ id }) => id);
  const lacking = ids.some((id) => {
    const party = catalogue.parties.get(id);
    if (party === undefined) return false;
    const needs = kind === "processing" ? party.role === "processor" : party.outsideEea;
    return needs && !party.agreements.some((agreement) => agreement.kind === kind && agreement.until > covenant.from);
  });
  if (!lacking) return null;
  return kind === "processing"
    ? {
        law: "AVG 28(3); S-91",
        message: "a processor has no processing agreement",
        remedy: "add it to the party's `agreements`",
      }
    : {
        law: "AVG 44-46",
        message: "a party outside the EEA has no transfer mechanism",
        remedy: "add it to the party's `agreements`",
      };
}

/** Rules about basis, consent, parties, approval and terms of one clause. */
export function lintLaw(view: ClauseInView): Finding[] {
  return Object.entries(RULES).flatMap(([rule, judge]) => {
    const breach = judge(view);
    if (breach === null) return [];
    const { at, ...text } = breach;
    return [{ rule, ...text, path: at === undefined ? view.path : [...view.path, at], name: null }];
  });
}
