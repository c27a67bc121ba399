import { dayOf, formatDay } from "../calendar.ts";
import type { Catalogue, FieldDefinition, Sensitivity } from "../catalogue/types.ts";
import { ANY_PARTY } from "./force.ts";
import { printCondition, printTransform } from "./print.ts";
import type { Clause, ClauseField, ConsentRule, Covenant, Retention } from "./types.ts";

type Words = Pick<Catalogue, "fields" | "purposes" | "parties">;
type Node = Readonly<Record<string, unknown>>;

/** Written out, so that nobody has to fetch anything to read an export. `up` is ours, for what the vocabularies have no word for. */
const CONTEXT = {
  "dpv": "https://w3id.org/dpv#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  "dct": "http://purl.org/dc/terms/",
  "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  "xsd": "http://www.w3.org/2001/XMLSchema#",
  "up": "urn:uitwisselpoort:vocabulary#",
} as const;

/** A version in the terms of the W3C Data Privacy Vocabulary (2.x): a process for the whole and one for each clause. */
export function exportJsonLd(covenant: Covenant, catalogue: Words): Node {
  const { id, version, title, from, until, hash, kind, status } = covenant;
  const iri = `urn:uitwisselpoort:covenant:${id}:${version}`;
  return {
    "@context": CONTEXT,
    "@id": iri,
    "@type": "dpv:Process",
    "dct:identifier": `${id}@${version}`,
    "dct:title": dutch(title),
    "dct:valid": `${formatDay(dayOf(from))}/${formatDay(dayOf(until) - 1)}`,
    "up:kind": kind,
    "up:status": status,
    "up:sha256": hash,
    "dpv:hasDataController": partiesOf(covenant, { catalogue, controllers: true }),
    "dpv:hasProcess": covenant.clauses.map((clause) => processOf(clause, { covenant, catalogue, iri })),
  };
}

interface Around {
  readonly covenant: Covenant;
  readonly catalogue: Words;
  readonly iri: string;
}

function processOf(clause: Clause, { covenant, catalogue, iri }: Around): Node {
  const { id, purpose, direction } = clause;
  const at = `${iri}:${id.replaceAll("/", ":")}`;
  const grounds = groundsOf(clause);
  const known = catalogue.purposes.get(purpose);
  const partners = partiesOf(covenant, { catalogue, controllers: false, only: clause.parties });
  const controllers = partiesOf(covenant, { catalogue, controllers: true });
  return {
    "@id": at,
    "@type": "dpv:Process",
    "dct:identifier": id,
    "dpv:hasPurpose": {
      "@id": `urn:uitwisselpoort:purpose:${purpose}`,
      ...(known === undefined ? {} : { "@type": known.dpv, "dct:title": dutch(known.nl) }),
    },
    "dpv:hasLegalBasis": grounds.terms.map((term) => ({ "@id": term })),
    "dct:references": grounds.others,
    "up:consent": consentsOf(clause.consent),
    "dpv:hasDataController": controllers,
    // Who gets the data: what comes in is received here.
    "dpv:hasRecipient": direction === "in" ? controllers : partners,
    ...(direction === "in" ? { "dct:source": partners } : {}),
    "dpv:hasPersonalData": fieldsOf(clause).map(({ field, side }) => dataOf(field, { at, side, catalogue })),
    "dpv:hasStorageCondition": [storageOf(clause.retentionHere, "here"), storageOf(clause.retentionThere, "there")],
    "up:precondition": clause.preconditions.map((rule) => ({
      "dct:identifier": rule.id,
      "dct:description": dutch(rule.nl),
      "up:condition": printCondition(rule.condition),
    })),
    "up:statement": clause.statement,
  };
}

interface Which {
  readonly catalogue: Words;
  readonly controllers: boolean;
  /** Empty: all. */
  readonly only?: readonly string[];
}

function partiesOf({ parties }: Covenant, { catalogue, controllers, only = [] }: Which): readonly Node[] {
  return parties
    .filter(({ id, role }) => (role === "controller") === controllers && (only.length === 0 || only.includes(id)))
    .map(({ id, role }) => {
      if (id === ANY_PARTY) return { "@id": `urn:uitwisselpoort:role:${role}`, "@type": roleType(role) };
      const name = catalogue.parties.get(id)?.name ?? id;
      return { "@id": `urn:uitwisselpoort:party:${id}`, "@type": roleType(role), "dct:title": dutch(name) };
    });
}

function roleType(role: Covenant["parties"][number]["role"]): string {
  if (role === "controller" || role === "co-controller") return "dpv:DataController";
  return role === "processor" ? "dpv:DataProcessor" : "dpv:Recipient";
}

/** Articles that the vocabulary has a term for, and the others as they are written. */
function groundsOf({ law, article9, article10 }: Clause): {
  readonly terms: readonly string[];
  readonly others: readonly string[];
} {
  const articles = [...law, article9, article10].flatMap((text) => text?.split(", ") ?? []);
  const terms = articles.map(termOf);
  return {
    terms: [...new Set(terms.filter((term) => term !== null))],
    others: articles.filter((_, at) => terms[at] === null),
  };
}

/** `AVG 6(1)(c)` is eu-gdpr:A6-1-c, `AVG 9(2)(a)` eu-gdpr:A9-2-a; `null` for what is no ground of those articles. */
function termOf(article: string): string | null {
  const [, six, nine] = /^AVG (?:6\(1\)\(([a-f])\)|9\(2\)\(([a-j])\))$/.exec(article) ?? [];
  if (six !== undefined) return `eu-gdpr:A6-1-${six}`;
  return nine === undefined ? null : `eu-gdpr:A9-2-${nine}`;
}

/** Each consent that is asked for: for the whole, and for special categories where theirs must be stronger. */
function consentsOf({ required, written, explicitForSpecial, maxMonths }: ConsentRule): readonly Node[] {
  const node = (isExplicit: boolean, covers: "all" | "special-categories"): Node => ({
    "@type": isExplicit ? "dpv:ExplicitlyExpressedConsent" : "dpv:ExpressedConsent",
    "up:covers": covers,
    ...(written === true && covers === "all" ? { "up:inWriting": true } : {}),
    ...(maxMonths === null ? {} : { "dpv:hasDuration": durationOf(`P${maxMonths}M`) }),
  });
  return [
    ...(required === "none" ? [] : [node(required === "explicit", "all")]),
    ...(explicitForSpecial ? [node(true, "special-categories")] : []),
  ];
}

type Side = "document" | "question";

function fieldsOf({ question, document }: Clause): readonly { readonly field: ClauseField; readonly side: Side }[] {
  const of = (side: Side, fields: Iterable<ClauseField>) => [...fields].map((field) => ({ field, side }));
  const all = [...of("question", question?.fields.values() ?? []), ...of("document", document.fields.values())];
  return all.filter(({ field }) => field.transform.id !== "drop");
}

/** Crime has no term of its own in the core vocabulary; it is sensitive. */
const DATA_TYPE: Readonly<Record<Sensitivity, string>> = {
  "O": "dpv:PersonalData",
  "S": "dpv:SensitivePersonalData",
  "S*": "dpv:SensitivePersonalData",
  "B": "dpv:SpecialCategoryPersonalData",
  "C": "dpv:SensitivePersonalData",
  "X": "dpv:SensitivePersonalData",
};

function dataOf(
  { name, transform, required, when }: ClauseField,
  { at, side, catalogue }: { readonly at: string; readonly side: Side; readonly catalogue: Words },
): Node {
  const definition: FieldDefinition | undefined = catalogue.fields.get(name);
  return {
    "@id": `${at}:${side}:${name}`,
    "@type": DATA_TYPE[definition?.sensitivity ?? "S"],
    "dct:identifier": name,
    ...(definition === undefined ? {} : { "dct:title": dutch(definition.nl) }),
    "dpv:hasNecessity": { "@id": required ? "dpv:Required" : "dpv:Optional" },
    "up:transform": printTransform(transform),
    ...(when === null ? {} : { "up:condition": printCondition(when) }),
  };
}

function storageOf({ after, term, note }: Retention, where: "here" | "there"): Node {
  return {
    "@type": "dpv:StorageCondition",
    "up:keptAt": where,
    "up:after": after,
    ...(after === "own policy" ? {} : { "dpv:hasDuration": durationOf(xsdDuration(term)) }),
    ...(note === null ? {} : { "dct:description": note }),
  };
}

const durationOf = (value: string): Node => ({
  "@type": "dpv:TemporalDuration",
  "rdf:value": { "@value": value, "@type": "xsd:duration" },
});

/** XML Schema knows no weeks; seven days each. */
function xsdDuration(term: string): string {
  const [, months = "", weeks, days] = /^P((?:\d+Y)?(?:\d+M)?)(?:(\d+)W)?(?:(\d+)D)?$/.exec(term) ?? [];
  const total = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return `P${months}${total > 0 || months === "" ? `${total}D` : ""}`;
}

const dutch = (text: string): Node => ({ "@value": text, "@language": "nl" });
