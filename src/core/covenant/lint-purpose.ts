import type { Agreement } from "../catalogue/party.ts";
import { refusalOf } from "../catalogue/refusal-of.ts";
import { partyIdsOf, type ClauseInView, type ClauseRules } from "./finding.ts";

/** Rules about why and with whom: purpose, basis, parties, and the agreement that each party needs. */
export const PURPOSE_RULES: ClauseRules = {
  "purpose-forbidden": {
    law: "AVG 5(1)(b)",
    says: "the purpose is forbidden by name",
    remedy: "remove the clause",
    at: "purpose",
    broken: ({ clause, catalogue }) => catalogue.forbiddenPurposes.has(clause.purpose),
  },
  "purpose-unknown": {
    law: "AVG 5(1)(b)",
    says: "the purpose does not exist",
    remedy: "name one of purposes.yaml",
    at: "purpose",
    broken: ({ clause: { purpose }, catalogue }) =>
      !catalogue.purposes.has(purpose) && !catalogue.forbiddenPurposes.has(purpose),
  },
  "purpose-internal": {
    law: "domain.md C-30",
    says: "the purpose stays inside",
    remedy: "remove the clause",
    at: "purpose",
    broken: ({ clause, catalogue }) => catalogue.purposes.get(clause.purpose)?.internalOnly === true,
  },
  "refused-by-design": {
    law: "domain.md C-30",
    says: "it is for a party that refused.yaml refuses for good",
    remedy: "remove the clause",
    at: "purpose",
    broken: isRefused,
  },
  "basis-not-of-purpose": {
    law: "AVG 6(1)",
    says: "the purpose does not rest on this basis",
    remedy: "name a basis that purposes.yaml gives it",
    at: "basis",
    broken: ({ clause, catalogue }) => catalogue.purposes.get(clause.purpose)?.bases.includes(clause.basis) === false,
  },
  "unilateral-not-allowed": {
    law: "design §5; AVG 26, 28",
    says: "only our own officers sign it, and this purpose is agreed on with the other side",
    remedy: "let `kind` be one that every party signs; purposes.yaml marks what two officers may sign alone",
    at: "purpose",
    broken: ({ clause, covenant, catalogue }) =>
      covenant.kind === "unilateral" && catalogue.purposes.get(clause.purpose)?.unilateral === false,
  },
  "statement-missing": {
    law: "AVG 13-14",
    severity: "warning",
    says: "no clause of the statement promises this exchange: it is not published until an officer recorded how people are told",
    remedy: "cite one, or record it with `gateway contract inform`",
    at: "statement",
    broken: ({ clause }) => clause.statement.length === 0,
  },
  "statement-not-of-purpose": {
    law: "AVG 5(1)(a)-(b), 13-14",
    says: "none of the statement's clauses that it cites promises this purpose",
    remedy: "cite one that purposes.yaml gives the purpose; where there is none, write `statement: []`",
    at: "statement",
    broken: ({ clause, catalogue }) => {
      const promised = catalogue.purposes.get(clause.purpose)?.statement;
      return (
        promised !== undefined && clause.statement.length > 0 && !clause.statement.some((id) => promised.includes(id))
      );
    },
  },
  "clause-party": {
    law: "design §5",
    says: "it names a party that is not the covenant's",
    remedy: "add it to `parties` above",
    at: "parties",
    broken: ({ clause, covenant }) => !clause.parties.every((id) => covenant.parties.some((party) => party.id === id)),
  },
  "processor-without-agreement": {
    law: "AVG 28(3); S-91",
    says: "a processor has no processing agreement",
    remedy: "add it to the party's `agreements`",
    broken: (view) => lacksAgreement(view, "processing"),
  },
  "transfer-without-mechanism": {
    law: "AVG 44-46",
    says: "a party outside the EEA has no transfer mechanism",
    remedy: "add it to the party's `agreements`",
    broken: (view) => lacksAgreement(view, "transfer"),
  },
  "volunteer-without-consent": {
    law: "AVG 6(1)(a); domain.md C-12, C-13",
    says: "volunteers are told about a person who was not asked",
    remedy: "let the basis be consent, or remove the clause",
    at: "basis",
    broken: (view) => view.clause.direction !== "in" && view.clause.basis !== "consent" && isForRole(view, "volunteer"),
  },
};

function isRefused(view: ClauseInView): boolean {
  const { clause, catalogue } = view;
  return partyIdsOf(view).some((id) => {
    const refusal = refusalOf(catalogue, { purpose: clause.purpose, party: catalogue.parties.get(id) ?? null });
    return refusal?.untilSigned === false && catalogue.purposes.get(clause.purpose)?.internalOnly === false;
  });
}

/** Whether a party of the clause needs an agreement of this kind during the covenant and has none. */
function lacksAgreement(view: ClauseInView, kind: Agreement["kind"]): boolean {
  const { covenant, catalogue } = view;
  return partyIdsOf(view).some((id) => {
    const party = catalogue.parties.get(id);
    if (party === undefined) return false;
    const needs = kind === "processing" ? party.role === "processor" : party.outsideEea;
    return needs && !party.agreements.some((agreement) => agreement.kind === kind && agreement.until > covenant.from);
  });
}

/** Whether a clause is for a party of this role. */
export const isForRole = (view: ClauseInView, role: string): boolean =>
  view.covenant.parties.some((party) => party.role === role && partyIdsOf(view).includes(party.id));
