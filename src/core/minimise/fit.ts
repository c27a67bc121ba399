import type { Value } from "../document/types.ts";
import { isDate, isMonth, printInstant, readDay, readInstant } from "./calendar.ts";
import { isIban } from "./iban.ts";
import { fromCents, toCents } from "./money.ts";
import { normalisePhone } from "./phone.ts";
import {
  ANY,
  isFields,
  isList,
  itemShape,
  mapFields,
  mapList,
  memberOf,
  memberShape,
  type Fields,
  type Shape,
} from "./shape.ts";
import { isPlain } from "./view.ts";

/** Longest name, street or organisation. */
const STRING_MAX = 200;
/** Longest narrative; domain.md §2.1 gives 1,000 for a remark, descriptions of a case run to a few pages. */
const TEXT_MAX = 10_000;
/** The same before it is composed (four units may become one): a longer one is of no type, and is not even read. */
const RAW_TEXT_MAX = 4 * TEXT_MAX;
/** Longest e-mail address, RFC 5321. */
const EMAIL_MAX = 254;
const ITEMS_MAX = 1_000;
const DEPTH_MAX = 8;
/** Counts and measures; below every BSN, which has eight digits at least. */
const NUMBER_MAX = 9_999_999;

const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const IDENTIFIER = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._:/#-]{0,62}[\p{L}\p{N}])?$/u;
const CODE = /^[A-Za-z0-9](?:[A-Za-z0-9_. +-]{0,38}[A-Za-z0-9+])?$/;
const EMAIL = /^[^\s@<>()",;:\\[\]]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}$/u;
const POSTAL_CODE = /^([1-9]\d{3})\s?([A-Za-z]{2})$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:.*:)[0-9a-f:]{2,39}$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type TextFit = (text: string) => Value | null;

const within =
  (pattern: RegExp): TextFit =>
  (text) =>
    pattern.test(text) ? text : null;

const line: TextFit = (text) => (text.length <= STRING_MAX && !/[\n\r\t]/.test(text) ? text : null);

/** Text in, the one spelling of it out; `null` when it is not of this type (design §6, values). */
const TEXTS: Partial<Record<Shape["type"], TextFit>> = {
  string: line,
  text: (text) => (text.length <= TEXT_MAX ? text : null),
  any: (text) => (text.length <= TEXT_MAX ? text : null),
  identifier: within(IDENTIFIER),
  code: within(CODE),
  date: (text) => readDay(text),
  month: (text) => (isMonth(text) ? text : isDate(text) ? text.slice(0, 7) : null),
  instant: (text) => {
    const instant = readInstant(text);
    return instant === null ? null : printInstant(instant);
  },
  money: (text) => centsOrNull(toCents(text)),
  postalCode: (text) => {
    const match = POSTAL_CODE.exec(text);
    return match === null ? null : `${match[1] as string}${(match[2] as string).toUpperCase()}`;
  },
  phone: normalisePhone,
  email: (text) => (text.length <= EMAIL_MAX && EMAIL.test(text) ? text : null),
  iban: (text) => {
    const compact = text.replace(/[ -]/g, "").toUpperCase();
    return isIban(compact) ? compact : null;
  },
  ip: (text) => (IPV4.test(text) || IPV6.test(text) ? text : null),
  uuid: (text) => (UUID.test(text) ? text.toLowerCase() : null),
  address: line,
  person: line,
  document: within(IDENTIFIER),
};

const centsOrNull = (cents: number | null): number | null => (cents === null ? null : fromCents(cents));

/** A house number or case number that came as a JSON number. */
const NUMBER_AS_TEXT = new Set<Shape["type"]>(["string", "identifier", "code"]);

/**
 * The value in the one spelling that its type has: NFC, trimmed, dates, phones, postcodes and IBANs alike. `undefined`
 * for a value that does not fit: it is withheld whole. Members that are not declared are left out; `null` is absent.
 */
export function fit(value: Value, shape: Shape): Value | undefined {
  return fitAt(value, at(shape, 0));
}

/** Where in the value we are. */
type Place = Shape & { readonly depth: number };

/** Three members of a shape, not all of the field's definition that it may be. */
const at = ({ type, codeList, members }: Shape, depth: number): Place => ({ type, codeList, members, depth });

const inside = (place: Place, shape: Shape): Place => at(shape, place.depth + 1);

function fitAt(value: Value, place: Place): Value | undefined {
  if (place.depth > DEPTH_MAX) return undefined;
  if (typeof value === "string") return fitText(value, place);
  if (typeof value === "number") return fitNumber(value, place);
  if (typeof value === "boolean") return place.type === "boolean" || place.type === "any" ? value : undefined;
  if (isList(value)) return fitList(value, place);
  return isFields(value) ? fitFields(value, place) : undefined;
}

function fitText(value: string, place: Place): Value | undefined {
  if (value.length > RAW_TEXT_MAX) return undefined;
  // Plain ASCII is in every normal form already.
  const text = (isPlain(value) ? value : value.normalize("NFC")).trim();
  if (CONTROL.test(text)) return undefined;
  if (place.type === "dates" || place.type === "codes") return asOnly(fitText(text, inside(place, itemShape(place))));
  return TEXTS[place.type]?.(text) ?? undefined;
}

/** One where a list may stand is a list of one. */
const asOnly = (item: Value | undefined): Value | undefined => (item === undefined ? undefined : [item]);

function fitNumber(value: number, { type }: Place): Value | undefined {
  if (type === "money") return centsOrNull(toCents(value)) ?? undefined;
  if (type === "integer") return Number.isInteger(value) && Math.abs(value) <= NUMBER_MAX ? value : undefined;
  if (type === "number") return Math.abs(value) <= NUMBER_MAX ? value : undefined;
  if (type === "any") return Number.isFinite(value) ? value : undefined;
  return NUMBER_AS_TEXT.has(type) && Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
}

const LISTS = new Set<Shape["type"]>(["list", "dates", "codes", "any"]);

function fitList(value: readonly Value[], place: Place): Value | undefined {
  if (!LISTS.has(place.type) || value.length > ITEMS_MAX) return undefined;
  const items = mapList(value, (item) => fitAt(item, inside(place, itemShape(place))));
  return items.length === value.length ? items : undefined;
}

const OBJECTS = new Set<Shape["type"]>(["object", "address", "person", "document", "any"]);

function fitFields(value: Fields, place: Place): Value | undefined {
  if (place.type === "list") return asOnly(fitFields(value, inside(place, itemShape(place))));
  // A code with its narrative beside it (`rejectionReason`): the code is what is asked, the narrative is not kept.
  if (place.type === "code") return fitAt(memberOf(value, "code") ?? null, inside(place, place));
  if (!OBJECTS.has(place.type)) return undefined;
  let unfit = 0;
  const fitted = mapFields(value, (member, key) => {
    const shape = place.members === null ? ANY : memberShape(place, key);
    if (member === null || shape === null) return undefined;
    const left = fitAt(member, inside(place, shape));
    if (left === undefined) unfit++;
    return left;
  });
  return unfit === 0 ? fitted : undefined;
}
