import type { PartyRole, StaffRole } from "../catalogue/party.ts";
import type { Basis, Category, Sensitivity } from "../catalogue/types.ts";
import type { CovenantKind, Direction } from "../covenant/types.ts";
import type { Labelled } from "./schema.ts";

const BASES: Readonly<Record<Basis, string>> = {
  "consent": "toestemming",
  "contract": "uitvoering van een overeenkomst",
  "legal-duty": "wettelijke verplichting",
  "public-or-legitimate-interest": "algemeen of gerechtvaardigd belang",
  "legal-claims": "rechtsvordering",
  "vital": "vitaal belang",
};

const CATEGORIES: Readonly<Record<Category, string>> = {
  identification: "identificatie",
  contact: "contactgegevens",
  registration: "inschrijving en woonwensen",
  household: "huishouden",
  income: "inkomen",
  unit: "woning",
  tenancy: "huurovereenkomst",
  purchase: "koopovereenkomst",
  payment: "betaalgegevens",
  arrears: "achterstand en schuldhulp",
  legal: "juridisch",
  guidance: "begeleiding en bewind",
  nuisance: "overlast",
  safety: "veiligheid",
  fraud: "woonfraude",
  criminal: "strafrechtelijk",
  health: "gezondheid",
  maintenance: "onderhoud",
  communication: "communicatie",
  audit: "controle",
  consent: "toestemming en weigering",
  technical: "kenmerken en data",
  mixed: "vrije tekst",
};

const SENSITIVITIES: Readonly<Record<Sensitivity, string>> = {
  "O": "gewoon",
  "S": "gevoelig",
  "S*": "gevoelig volgens huisregel",
  "B": "bijzonder (AVG 9)",
  "C": "strafrechtelijk (AVG 10)",
  "X": "verboden",
};

const DIRECTIONS: Readonly<Record<Direction, string>> = { in: "ontvangen", out: "verstrekken", pull: "opvragen" };

const KINDS: Readonly<Record<CovenantKind, string>> = {
  covenant: "convenant",
  accession: "standaardconvenant met toetreding",
  processing: "verwerkersovereenkomst",
  unilateral: "eenzijdige regeling",
};

const PARTY_ROLES: Readonly<Record<PartyRole, string>> = {
  "controller": "verwerkingsverantwoordelijke",
  "co-controller": "mede- of andere verwerkingsverantwoordelijke",
  "processor": "verwerker",
  "authority": "overheidsinstantie",
  "representative": "vertegenwoordiger",
  "volunteer": "vrijwilligersorganisatie",
  "corporation": "andere corporatie",
};

const STAFF_ROLES: Readonly<Record<StaffRole, string>> = {
  "privacy-officer": "privacy officer",
  "deputy": "plaatsvervangend privacy officer",
  "fg": "functionaris gegevensbescherming",
  "collections-lead": "teamleider incasso",
  "approver": "aangewezen beoordelaar",
  "auditor": "auditor",
  "operator": "beheerder",
};

const INFORM: Readonly<Record<string, string>> = {
  statement: "door de privacyverklaring",
  copy: "door een afschrift aan de betrokkene",
  deferred: "later, zodra het doel dat toelaat",
  forbidden: "niet: informeren is verboden",
  before: "vooraf",
  within: "achteraf",
};

/** A table by known ids, with the label beside the id. */
const labeller =
  <Id extends string>(labels: Readonly<Record<Id, string>>) =>
  (id: Id): Labelled => ({ id, nl: labels[id] });

export const basisLabel = labeller(BASES);
export const categoryLabel = labeller(CATEGORIES);
export const sensitivityLabel = labeller(SENSITIVITIES);
export const directionLabel = labeller(DIRECTIONS);
export const kindLabel = labeller(KINDS);
export const partyRoleLabel = labeller(PARTY_ROLES);

export const staffRoleText = (role: StaffRole): string => STAFF_ROLES[role];
export const informText = (kind: string): string => INFORM[kind] ?? kind;
