import { TRANSFORM_IDS, type Transform, type TransformId } from "../catalogue/types.ts";
import { RELATION_KINDS } from "./relation-kinds.ts";
import type { Effect, Identification, Inform, Limit, RelationKind, RelationRule, Retention } from "./types.ts";

/**
 * The short notation of domain.md §4.0, as covenant files write it. Every reader gives `null` for what it does not
 * know; the schema turns that into a problem with a line.
 */
const MACROS: Readonly<Record<string, { readonly fields: readonly string[]; readonly required: readonly string[] }>> = {
  "@name": { fields: ["initials", "lastNamePrefix", "lastName"], required: ["lastName"] },
  "@address": {
    fields: ["street", "houseNumber", "houseLetter", "houseNumberAddition", "postalCode", "city"],
    required: ["postalCode", "houseNumber"],
  },
  "@contact": { fields: ["phoneNumber", "mobilePhone", "email"], required: [] },
  "@guide": { fields: ["caregiverName", "caregiverContact", "guidanceType"], required: ["caregiverName"] },
};

const PASS: Transform = { id: "pass" };
const FIELD = /^(@?[a-z][A-Za-z0-9.]*)(!?)(?:\s*(?:->|→)\s*([A-Za-z0-9]+(?:\(\d+\))?))?$/;
const TRANSFORM = /^([A-Za-z0-9]+)(?:\((\d{1,3})\))?$/;

export interface WrittenField {
  readonly name: string;
  readonly required: boolean;
  readonly transform: Transform;
}

/** `month`, `lastMonths(12)`; the number belongs to `lastMonths` alone, and `lastMonths` needs it. */
export function readTransform(text: string): Transform | null {
  const [, id, months] = TRANSFORM.exec(text) ?? [];
  if (id === undefined || !(TRANSFORM_IDS as readonly string[]).includes(id)) return null;
  if ((id === "lastMonths") !== (months !== undefined)) return null;
  return months === undefined ? { id: id as TransformId } : { id: id as TransformId, months: Number(months) };
}

/** `birthDate! -> year`, `@name!`, `remark -> redact`; a macro becomes its fields and takes no transform. */
export function readField(text: string): readonly WrittenField[] | null {
  const [, name, mark, transformText] = FIELD.exec(text) ?? [];
  if (name === undefined) return null;
  const transform = transformText === undefined ? PASS : readTransform(transformText);
  if (transform === null) return null;
  const required = mark === "!";
  if (!name.startsWith("@")) return [{ name, required, transform }];
  const macro = MACROS[name];
  if (macro === undefined || transformText !== undefined || (required && macro.required.length === 0)) return null;
  return macro.fields.map((field) => ({
    name: field,
    required: required && macro.required.includes(field),
    transform: PASS,
  }));
}

/** `registrationNumber or caseRef!`: at least one of them must be left. `null` when the text is no such choice. */
export function readChoice(text: string): readonly WrittenField[] | null {
  const parts = text.split(" or ");
  const last = parts.at(-1);
  if (parts.length < 2 || last?.endsWith("!") !== true) return null;
  const fields = [...parts.slice(0, -1), last.slice(0, -1)].map((part) => readField(part));
  return fields.every((field) => field?.length === 1) ? fields.flatMap((field) => field ?? []) : null;
}

const RELATIONS: readonly string[] = RELATION_KINDS;
const isRelation = (text: string | undefined): text is RelationKind => text !== undefined && RELATIONS.includes(text);

/** `order by repairOrder`, `caseload`, `ended mandate by mandateRef within P2M`. */
export function readRelation(text: string): RelationRule | null {
  const [, ended, kind, ref, term] =
    /^(ended )?([a-z-]+)(?: by ([a-z][A-Za-z]*))?(?: within (P[0-9YMWD]+))?$/.exec(text) ?? [];
  if (!isRelation(kind) || (ended === undefined) !== (term === undefined)) return null;
  if (term !== undefined && !isDuration(term)) return null;
  return { kind, ref: ref ?? null, ...(term === undefined ? {} : { endedWithin: term }) };
}

/** `open debt-notice by clientRef`. */
export function readEffect(text: string): Effect | null {
  const [, verb, kind, ref] = /^(open|close) ([a-z-]+) by ([a-z][A-Za-z]*)$/.exec(text) ?? [];
  if (verb === undefined || ref === undefined || !isRelation(kind)) return null;
  return { do: verb as Effect["do"], relation: kind, ref };
}

const MATCH_KEYS = ["name", "birthDate", "address"] as const;

/** `personRef`, `caseRef of signal`, `name + birthDate`. */
export function readIdentification(text: string): Identification | null {
  if (text === "personRef" || text === "partnerRef" || text === "replyTo") return text;
  const [, ref, kind] = /^([a-z][A-Za-z]*) of ([a-z-]+)$/.exec(text) ?? [];
  if (ref !== undefined && isRelation(kind)) return { ref, relation: kind };
  const keys = text.split(" + ").map((part) => MATCH_KEYS.find((key) => key === part));
  return keys.length > 1 && keys.every((key) => key !== undefined) ? { match: keys } : null;
}

/** `150 per week`, `2 per week per subject`, `60 ever per publicationRef`, `2 per month per covenant, alert`; the scope is the clause unless said. */
export function readLimit(id: string, text: string): Limit | null {
  const [, max, window, scope, alert] =
    /^(\d{1,6}) (?:per )?(day|week|fortnight|month|year|ever)(?: per ([a-z][A-Za-z]*))?(, alert)?$/.exec(text) ?? [];
  if (max === undefined || window === undefined || Number(max) === 0) return null;
  const where = scope === undefined ? "clause" : scope === "subject" || scope === "covenant" ? scope : { fact: scope };
  const limit: Limit = { id, max: Number(max), per: window as Limit["per"], scope: where };
  return alert === undefined ? limit : { ...limit, alert: true };
}

const DURATION = /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/;

/** Whole years, months, weeks and days of ISO 8601. */
export const isDuration = (text: string): boolean => DURATION.test(text);

/** `settled + P2Y`, `decision + P3M; placed: tenancy file`, `own policy`. */
export function readRetention(text: string): Retention | null {
  const [, rule = "", note] = /^([^;]+)(?:; (.+))?$/.exec(text) ?? [];
  if (rule === "own policy") return { after: "own policy", term: "P0D", note: note ?? null };
  const [, after, term] = /^([a-z][a-z -]{1,60}) \+ (P[0-9YMWD]+)$/.exec(rule) ?? [];
  if (after === undefined || term === undefined || !isDuration(term)) return null;
  return { after, term, note: note ?? null };
}

/** `statement`, `copy`, `deferred`, `forbidden`, `before P7D`, `within P1M`. */
export function readInform(text: string): Inform | null {
  if (text === "statement" || text === "copy" || text === "deferred" || text === "forbidden") return { kind: text };
  const [, kind, term] = /^(before|within) (P[0-9YMWD]+)$/.exec(text) ?? [];
  if (kind === undefined || term === undefined || !isDuration(term)) return null;
  return { kind: kind as "before" | "within", term };
}
