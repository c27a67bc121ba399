import type { Catalogue, FieldDefinition } from "../catalogue/types.ts";
import type { Data, Value } from "../document/types.ts";
import { declaredDigits, mayHoldBsn, passesElevenTest, scanText } from "./bsn.ts";
import { BSN_REMOVED, isBsnName, isOrganisationNumberName } from "./bsn-words.ts";
import { fit } from "./fit.ts";
import { toCents } from "./money.ts";
import { ANY, isFields, isList, itemShape, mapFields, mapList, memberShape, type Fields, type Shape } from "./shape.ts";

/** A label as long as this is a sentence. */
const LABEL_MAX = 40;
/** Texts of a value that was of the wrong type, together; twice the longest that any type allows. */
const LOOKED_AT_MAX = 20_000;

export interface Sweep {
  readonly catalogue: Catalogue;
  /** Digits of the identifiers declared in this message. */
  readonly declared: ReadonlySet<string>;
  /** Fields whose name, met as a key inside a value, takes that member out. */
  readonly prohibits: (definition: FieldDefinition) => boolean;
  readonly count: (kind: "bsn" | "identity-document" | "prohibited", count: number) => void;
}

interface Place {
  readonly shape: Shape;
  readonly by: Sweep;
  readonly inContext?: boolean;
  readonly organisation?: boolean;
}

/** Types whose own form tells them from a BSN: a value that fits is left alone (Annex B rules 6, 7 and 11). */
const SAFE = new Set<Shape["type"]>(["date", "instant", "month", "uuid", "iban", "postalCode", "phone", "ip"]);
const NUMBERS = new Set<Shape["type"]>(["money", "integer", "number"]);
/** A text that a person reads keeps its place with the BSN cut out; of a code or reference nothing useful is left. */
const READ = new Set<Shape["type"]>(["string", "text", "any", "address", "person", "object", "list"]);

/**
 * The value without anything of Annex B: members with a BSN's name go whatever they hold, so do keys that hold a BSN, and
 * numbers that are one; texts are scanned as their type allows. Counts what it takes out; the order of keys does not matter.
 */
export function sweep(value: Value, place: Place): Value | undefined {
  if (typeof value === "string") return sweepText(value, place);
  if (typeof value === "number") return sweepNumber(value, place);
  if (isList(value)) {
    const inContext = place.inContext === true || isLabelled(value);
    return mapList(value, (item) => sweep(item, { ...place, inContext, shape: itemShape(place.shape) }));
  }
  if (!isFields(value)) return value;
  return sweepFields(value, { ...place, inContext: place.inContext === true || isLabelled(Object.values(value)) });
}

/**
 * Counts what `sweep` would take out of a value that is withheld whole. One that is too long for any field is not looked
 * at: reading it would cost more than everything else in its document, and nothing of it goes anywhere.
 */
export function countIn(value: Value, by: Sweep): void {
  if (textLeft(value, LOOKED_AT_MAX) >= 0) sweep(value, { shape: ANY, by });
}

/** What is left of a number of characters after all texts and keys of a value; below zero as soon as it is used up. */
function textLeft(value: Value, left: number): number {
  if (typeof value === "string") return left - value.length;
  if (typeof value !== "object" || value === null) return left;
  let after = left;
  for (const [key, inner] of Object.entries(value)) {
    after = textLeft(inner, after - key.length);
    if (after < 0) break;
  }
  return after;
}

/** The same for all fields of a document; a field that says "BSN" and no more does not cast suspicion on the others. */
export const sweepData = (data: Data, by: Sweep): Data => sweepFields(data, { shape: ANY, by });

function sweepText(text: string, place: Place): string | undefined {
  if (!mayHoldBsn(text)) return text;
  const { shape, by, ...context } = place;
  if (SAFE.has(shape.type) && fit(text, shape) !== undefined) return text;
  const isIdentifier = shape.type === "identifier" && fit(text, shape) !== undefined;
  const scan = scanText(text, { ...context, declared: isIdentifier ? declaredDigits([text]) : by.declared });
  by.count("bsn", scan.bsn);
  by.count("identity-document", scan.identityDocuments);
  return scan.bsn + scan.identityDocuments === 0 || READ.has(shape.type) ? scan.text : undefined;
}

/** A JSON number. Amounts and counts have too few digits before the point; nine behind it are looked at as well. */
function sweepNumber(value: number, place: Place): number | undefined {
  // Seven digits before the point and two behind it at most: most numbers are that, and no BSN is.
  if (toCents(value) !== null) return value;
  const groups = String(Math.abs(value)).split(".");
  const isAmount = NUMBERS.has(place.shape.type) && fit(value, place.shape) !== undefined;
  const suspects = isAmount ? groups.slice(1) : [...groups, groups.join("")];
  if (!suspects.some((digits) => isBsnNumber(digits, place))) return value;
  place.by.count("bsn", 1);
  return undefined;
}

function isBsnNumber(digits: string, { by, inContext, organisation }: Place): boolean {
  if (inContext === true) return digits.length === 8 || digits.length === 9;
  return digits.length === 9 && organisation !== true && !by.declared.has(digits) && passesElevenTest(digits);
}

function sweepFields(value: Fields, place: Place): Fields {
  return mapFields(value, (member, key) => {
    if (isTakenOut(key, { member, by: place.by })) return undefined;
    // A member that nobody declared is read by the field of the dictionary whose name it bears.
    const shape = memberShape(place.shape, key) ?? place.by.catalogue.fields.get(key) ?? ANY;
    return sweep(member, { ...place, shape, organisation: isOrganisationNumberName(key) });
  });
}

function isTakenOut(key: string, { member, by }: { member: Value; by: Sweep }): boolean {
  // `null` says that there is none: no incident, but the member goes all the same.
  const found = member === null ? 0 : 1;
  if (isBsnName(key)) {
    by.count("bsn", found);
    return true;
  }
  const inKey = scanText(key, { declared: by.declared });
  by.count("bsn", inKey.bsn);
  by.count("identity-document", inKey.identityDocuments);
  if (inKey.bsn + inKey.identityDocuments > 0) return true;
  const definition = by.catalogue.fields.get(key);
  if (definition === undefined || !by.prohibits(definition)) return false;
  by.count("prohibited", found);
  return true;
}

/** `{ "kind": "BSN", "value": "…" }`: the label stands beside the number instead of in front of it. */
function isLabelled(values: readonly Value[]): boolean {
  return values.some((value) => typeof value === "string" && isLabel(value) && isBsnName(value));
}

/** Our own marker begins with the word and is none: what stands beside it was looked at when it was put there. */
const isLabel = (text: string): boolean => text.length <= LABEL_MAX && !text.includes(BSN_REMOVED);
