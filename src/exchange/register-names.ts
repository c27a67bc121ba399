import { fieldOf } from "../core/catalogue/look-up.ts";
import type { Catalogue, FactType } from "../core/catalogue/types.ts";
import { parseDay } from "../core/calendar.ts";
import type { Data, Value } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import type { RegisterChange } from "../ports/register-writer.ts";

/** Said by a resource of its own; in `facts` it would be silently without effect. */
const ELSEWHERE: Readonly<Record<string, string>> = { signalRefused: "POST /v1/signal-refusals records this one" };

/**
 * What the back office says must be in words that decisions know: a misspelt fact, category or purpose would be kept and
 * never looked at. Throws REGISTER_NAME_UNKNOWN with the place and the names there are, never with what stood there.
 */
export function requireKnownNames(change: RegisterChange, catalogue: Catalogue): void {
  switch (change.kind) {
    case "subject.recorded":
      requireFacts(change.subject.facts, catalogue);
      break;
    case "consent.recorded":
      requireParty(change.consent.party, catalogue);
      requirePurpose(change.consent.purpose, catalogue);
      requireAll(change.consent.categories, { at: "categories", known: categoriesOf(catalogue) });
      break;
    case "relation.opened": {
      requireParty(change.relation.party, catalogue);
      const known = new Set([...catalogue.fields.keys(), ...categoriesOf(catalogue)]);
      requireAll(change.relation.scope, { at: "scope", known, says: FIELDS_OR_CATEGORIES });
      break;
    }
    case "objection.recorded":
      if (change.purpose !== "all") requirePurpose(change.purpose, catalogue);
      break;
    case "rectification.recorded":
      if (fieldOf(catalogue, change.field) === null) throw unknown("field", FIELDS);
      break;
    default:
  }
}

const FIELDS = "name a field as contracts/fields.yaml has it";
const FIELDS_OR_CATEGORIES = "name fields and categories as contracts/fields.yaml has them";

function requireFacts(facts: Data, catalogue: Catalogue): void {
  const known = [...catalogue.facts.values()].filter(
    ({ name, provider }) => provider === "register" && ELSEWHERE[name] === undefined,
  );
  for (const [at, [name, value]] of Object.entries(facts).entries()) {
    const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
    if (elsewhere !== undefined) throw unknown(`facts.${name}`, elsewhere);
    const fact = known.find((one) => one.name === name);
    // By position: the name is whatever was sent, and may itself be about a person.
    if (fact === undefined) throw unknown(`facts[${at}]`, `known are ${known.map((one) => one.name).join(", ")}`);
    if (value !== null && !FITS[fact.type](value)) {
      throw new GatewayError("BODY_INVALID", "a fact is not of its type", {
        at: `facts.${fact.name}`,
        remedy: `it is a ${fact.type}, or null for a known no`,
      });
    }
  }
}

const isDay = (value: Value): boolean => typeof value === "string" && parseDay(value) !== null;
const FITS: Readonly<Record<FactType, (value: Value) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
  date: isDay,
  dates: (value) => Array.isArray(value) && value.every(isDay),
  code: (value) => typeof value === "string",
  string: (value) => typeof value === "string",
  list: Array.isArray,
  object: (value) => typeof value === "object" && !Array.isArray(value),
};

const categoriesOf = ({ fields }: Catalogue): ReadonlySet<string> =>
  new Set([...fields.values()].map(({ category }) => category));

function requireParty(party: string, { parties }: Catalogue): void {
  if (!parties.has(party)) throw unknown("party", "name a party that has a file in contracts/parties");
}

function requirePurpose(purpose: string, { purposes }: Catalogue): void {
  if (!purposes.has(purpose)) throw unknown("purpose", "name a purpose of contracts/purposes.yaml");
}

interface List {
  readonly at: string;
  readonly known: ReadonlySet<string>;
  readonly says?: string;
}

function requireAll(names: readonly string[], { at, known, says }: List): void {
  const wrong = names.findIndex((name) => !known.has(name));
  if (wrong >= 0) throw unknown(`${at}[${wrong}]`, says ?? `known are ${[...known].sort().join(", ")}`);
}

const unknown = (at: string, remedy: string): GatewayError =>
  new GatewayError("REGISTER_NAME_UNKNOWN", "a name is not in the catalogue", { at, remedy });
