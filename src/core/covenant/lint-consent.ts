import type { ClauseInView, ClauseRules } from "./finding.ts";
import { isFourEyes } from "./four-eyes.ts";
import type { Clause } from "./types.ts";

/** The statement's three legitimate interests: newsletter, survey, rent collection (S-81 to S-83). */
const SITUATIONS = ["S-81", "S-82", "S-83"];
const BALANCING = /^belangenafweging \S/;
const PUBLIC_TASK = "AVG 6(1)(e)";
const LEGAL_DEMAND = "legal-demand-";
/** Consent that never ends would outlive the memory of having been given (domain.md §4.1). */
const EXPLICIT_MONTHS_MAX = 60;

/** Rules about what must be given first: consent, a balanced interest, an order, an approval. */
export const CONSENT_RULES: ClauseRules = {
  "consent-not-asked": {
    law: "AVG 6(1)(a), 7",
    says: "it rests on consent and asks none",
    remedy: "set `consent.required`",
    at: "consent",
    broken: ({ clause }) => clause.basis === "consent" && clause.consent.required === "none",
  },
  "consent-needless": {
    law: "AVG 7(4); domain.md §0 point 2",
    says: "it asks consent where another basis carries it",
    remedy: "set `consent: none`, or let the basis be consent",
    at: "consent",
    broken: ({ clause }) => clause.basis !== "consent" && clause.consent.required !== "none",
  },
  "consent-endless": {
    law: "AVG 7; domain.md §4.1",
    says: "the consent has no end",
    remedy: "set `consent.maxMonths`",
    at: "consent",
    broken: ({ clause: { consent } }) =>
      consent.required !== "none" && (consent.maxMonths ?? Infinity) > EXPLICIT_MONTHS_MAX,
  },
  "special-consent-not-asked": {
    law: "AVG 9(2)(a); UAVG 22(2)(a), 32(a)",
    says: "its ground for special or criminal data is explicit consent, and it asks none",
    remedy: "set `consent.explicitForSpecial`, or name the ground that carries it",
    at: "consent",
    broken: ({ clause }) =>
      restsOnConsent(clause) && !clause.consent.explicitForSpecial && clause.consent.required !== "explicit",
  },
  "interest-not-named": {
    law: "AVG 6(1)(f); S-80",
    says: "a legitimate interest that is none of the statement's for this purpose, and no balancing test is named",
    remedy:
      'cite the one of S-81, S-82 and S-83 that purposes.yaml gives the purpose, or add a line "belangenafweging <reference>" to `law`',
    at: "law",
    broken: lacksInterest,
  },
  "order-not-asked": {
    law: "S-88, S-89",
    says: "a legal demand without an order",
    remedy: "add `legalOrder`",
    at: "purpose",
    broken: ({ clause }) => clause.purpose.startsWith(LEGAL_DEMAND) && clause.legalOrder === null,
  },
  "order-without-four-eyes": {
    law: "S-89; domain.md C-21",
    says: "a legal demand without four eyes",
    remedy: "set `approval: four-eyes`, of which one is the privacy officer or the deputy",
    at: "legalOrder",
    broken: ({ clause }) => clause.legalOrder !== null && !isFourEyes(clause.approval),
  },
  "order-not-pulled": {
    law: "domain.md C-21",
    says: "a legal demand is answered, never sent",
    remedy: "let it be a pull",
    at: "direction",
    broken: ({ clause }) => clause.legalOrder !== null && clause.direction !== "pull",
  },
  "order-not-told": {
    law: "UAVG 41; domain.md C-21",
    says: "the person is not told of a legal demand, and no order forbids it here",
    remedy: "set `inform: within …`; an order that forbids it is registered with the demand",
    at: "inform",
    broken: ({ clause }) => clause.legalOrder !== null && clause.inform.kind === "statement",
  },
  "approval-by-fg": {
    law: "AVG 38(6)",
    says: "the data protection officer never approves",
    remedy: "name another role",
    at: "approval",
    broken: ({ clause }) => clause.approval?.by.includes("fg") === true,
  },
  "approval-too-few": {
    law: "domain.md §4.0",
    says: "a role must take part that may not approve",
    remedy: "add it to `by`",
    at: "approval",
    broken: ({ clause: { approval } }) =>
      approval?.includes.flat().some((role) => !approval.by.includes(role)) === true,
  },
};

/** The grounds of Articles 9 and 10 that are the person's own consent. */
const restsOnConsent = ({ article9, article10 }: Clause): boolean =>
  article9 === "AVG 9(2)(a)" || article10 === "UAVG 32(a)";

/**
 * One basis stands for 6(1)(e) and 6(1)(f). Only a public task that the purpose itself has in purposes.yaml is weighed by a law; whatever
 * else is written, or misspelt, has its interests weighed by us.
 */
function lacksInterest({ clause, catalogue }: ClauseInView): boolean {
  const { basis, law, statement } = clause;
  const purpose = catalogue.purposes.get(clause.purpose);
  if (basis !== "public-or-legitimate-interest" || purpose === undefined) return false;
  if (law.includes(PUBLIC_TASK) && purpose.law.includes(PUBLIC_TASK)) return false;
  const isPromised = statement.some((id) => SITUATIONS.includes(id) && purpose.statement.includes(id));
  return !isPromised && !law.some((line) => BALANCING.test(line));
}
