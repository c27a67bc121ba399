import type { Value } from "../../document/types.ts";
import { readDay } from "../calendar.ts";
import { PREFIXES } from "../name-words.ts";
import { normalisePhone } from "../phone.ts";
import { phonesIn } from "../free-text.ts";
import { isFields, mapFields, memberOf, type Fields } from "../shape.ts";
import { each, type Transformation } from "./context.ts";
import { ageOf, bandOfAge, isAgeBand } from "./dates.ts";

const ROLE = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** A reference or name → a reference for this recipient only, made by the key that the plan carries; a person by the name. */
export const pseudo: Transformation = each((value, { minimise }) => {
  const text = isFields(value) ? memberOf(value, "name") : value;
  if (typeof text === "number") return minimise.pseudonymise(String(text));
  return typeof text === "string" && text !== "" ? minimise.pseudonymise(text) : undefined;
});

function initialsOf(names: string): string | undefined {
  const parts = names.split(/[\s.-]+/u).map(initialOf);
  const letters = parts.filter((letter) => letter !== undefined);
  return letters.length === 0 ? undefined : `${letters.join(".")}.`;
}

/** IJ is one letter: IJsbrand is IJ. */
function initialOf(name: string): string | undefined {
  const first = /^ij/i.test(name) ? name.slice(0, 2) : /\p{L}/u.exec(name)?.[0];
  return first?.toUpperCase();
}

/** `Anna Lucia` → `A.L.`; double names give both letters. */
export const initials: Transformation = each((value) => (typeof value === "string" ? initialsOf(value) : undefined));

/** Persons → initials and surname: `{ initials, lastNamePrefix, lastName }`, or one text where the name is one text. */
export const initialsLastName: Transformation = each((value) => {
  if (typeof value === "string") return shortName(value);
  if (!isFields(value)) return undefined;
  const name = memberOf(value, "name");
  if (typeof name === "string") return mapFields({ name }, (text) => shortName(text as string));
  const given = memberOf(value, "initials") ?? memberOf(value, "firstNames");
  const short: Record<string, Value | undefined> = {
    initials: typeof given === "string" ? initialsOf(given) : undefined,
    lastNamePrefix: memberOf(value, "lastNamePrefix"),
    lastName: memberOf(value, "lastName"),
  };
  return Object.fromEntries(Object.entries(short).filter((entry): entry is [string, Value] => entry[1] !== undefined));
});

/** `Anna Lucia de Vries` → `A.L. de Vries`: what stands before the first prefix, or before the last word, are first names. */
function shortName(name: string): string {
  const words = name.split(/\s+/u);
  const prefix = words.findIndex((word, at) => at > 0 && PREFIXES.has(word.toLowerCase()));
  const surname = prefix < 0 ? words.length - 1 : prefix;
  const letters = initialsOf(words.slice(0, surname).join(" "));
  return [letters, ...words.slice(surname)].filter((part) => part !== undefined).join(" ");
}

/** Household members → role and age band; names and birth dates stay behind. */
export const roleAgeBand: Transformation = each((value, context) => {
  if (!isFields(value)) return undefined;
  const role = memberOf(value, "role");
  const given = memberOf(value, "ageBand");
  const age = ageOf(memberOf(value, "birthDate") ?? memberOf(value, "age") ?? null, context);
  const kept: Fields = {
    ...(typeof role === "string" && ROLE.test(role) ? { role } : {}),
    ...(isAgeBand(given) ? { ageBand: given } : age === undefined ? {} : { ageBand: bandOfAge(age) }),
  };
  return Object.keys(kept).length === 0 ? undefined : kept;
});

/** Household members → role and birth date; names stay behind (C-21c). */
export const roleBirthDate: Transformation = each((value) => {
  if (!isFields(value)) return undefined;
  const role = memberOf(value, "role");
  const born = memberOf(value, "birthDate");
  const day = typeof born === "string" ? readDay(born) : null;
  const kept: Fields = {
    ...(typeof role === "string" && ROLE.test(role) ? { role } : {}),
    ...(day === null ? {} : { birthDate: day }),
  };
  return Object.keys(kept).length === 0 ? undefined : kept;
});

const PHONE_MEMBERS = ["phone", "phoneNumber", "mobilePhone"];

/** A contact as text or object → the first phone in it; no name, no story. */
export const phoneOnly: Transformation = each((value) => {
  if (typeof value === "string") return firstPhone(value);
  if (!isFields(value)) return undefined;
  const members = PHONE_MEMBERS.map((name) => memberOf(value, name)).filter((member) => typeof member === "string");
  return members.map(firstPhone).find((phone) => phone !== undefined);
});

function firstPhone(text: string): string | undefined {
  const phones = [text, ...phonesIn(text)].map(normalisePhone);
  return phones.find((phone) => phone !== null) ?? undefined;
}
