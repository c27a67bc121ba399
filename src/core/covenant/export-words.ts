import type { Basis, TransformId } from "../catalogue/types.ts";
import type { ClauseField, CovenantKind, Direction } from "./types.ts";

/** What parties sign is in Dutch: every word of ours that stands in it, once. */
export const KIND_NL: Readonly<Record<CovenantKind, string>> = {
  covenant: "convenant: iedere genoemde partij tekent",
  accession: "toetreding: iedere partij die toetreedt tekent zelf",
  processing: "verwerkersovereenkomst (AVG 28)",
  unilateral: "eenzijdig: twee functionarissen van de verantwoordelijke tekenen",
};

export const DIRECTION_NL: Readonly<Record<Direction, string>> = {
  in: "ontvangen",
  out: "verstrekken",
  pull: "opvragen",
};

export const BASIS_NL: Readonly<Record<Basis, string>> = {
  "consent": "toestemming",
  "contract": "overeenkomst",
  "legal-duty": "wettelijke plicht",
  "public-or-legitimate-interest": "publieke taak of gerechtvaardigd belang",
  "legal-claims": "rechtsvordering",
  "vital": "vitaal belang",
};

const TRANSFORM_NL: Readonly<Record<TransformId, string>> = {
  pass: "ja",
  drop: "nee",
  pseudo: "pseudoniem",
  initials: "voorletters",
  year: "alleen het jaar",
  month: "alleen de maand",
  ageBand: "leeftijdsgroep",
  adult: "meerderjarig of niet",
  pc4: "vier cijfers van de postcode",
  municipality: "alleen de gemeente",
  incomeClass: "inkomensklasse",
  sizeClass: "grootteklasse",
  round50: "afgerond op 50",
  band: "klasse",
  flag: "ja of nee",
  codeOnly: "alleen de code",
  parentCode: "alleen de hoofdcode",
  maskIban: "IBAN afgeschermd",
  redact: "zonder persoonsgegevens in de tekst",
  redactBsn: "zonder BSN",
  need: "alleen de behoefte",
  docRef: "alleen een verwijzing",
  blob: "als bijlage",
  count: "alleen het aantal",
  statusOnly: "alleen de status",
  kindAndStatus: "soort en status",
  monthTotals: "totalen per maand",
  lastMonths: "laatste maanden",
  phoneOnly: "alleen het telefoonnummer",
  roleAgeBand: "rol en leeftijdsgroep",
  roleBirthDate: "rol en geboortedatum",
  idDate: "datum van de legitimatie",
  initialsLastName: "voorletters en achternaam",
};

/** What a clause does with a field, in a cell: `ja`, `alleen de code *`; `*` where it must be there, `†` where a condition goes with it. */
export function cellOf({ transform, required, when, lifted, approval }: ClauseField): string {
  const word = TRANSFORM_NL[transform.id];
  const months = transform.months === undefined ? "" : ` (${transform.months})`;
  const conditional = when !== null || lifted !== null || approval !== null;
  return `${word}${months}${required ? " *" : ""}${conditional ? " †" : ""}`;
}
