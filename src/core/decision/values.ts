import type { Catalogue } from "../catalogue/types.ts";
import type { Leg } from "../covenant/types.ts";
import type { Data, Value } from "../document/types.ts";

const isObject = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (data: Data, key: string): Value | undefined => (Object.hasOwn(data, key) ? data[key] : undefined);

/** The value of a field or of a dotted member; `undefined` where the data have none. Own members only. */
export function valueAt(data: Data, name: string): Value | undefined {
  const whole = own(data, name);
  if (whole !== undefined) return whole;
  const dot = name.indexOf(".");
  if (dot < 0) return undefined;
  const outer = own(data, name.slice(0, dot));
  return isObject(outer) ? valueAt(outer, name.slice(dot + 1)) : undefined;
}

/** Absent and null both mean: not supplied (design §6, values). */
export const isSupplied = (data: Data | null, name: string): boolean =>
  data !== null && (valueAt(data, name) ?? null) !== null;

/** First parts of dotted names; made once per table. */
const prefixes = new WeakMap<ReadonlyMap<string, unknown>, ReadonlySet<string>>();

function prefixesOf(table: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const known = prefixes.get(table);
  if (known !== undefined) return known;
  const dotted = [...table.keys()].filter((name) => name.includes("."));
  const made = new Set(dotted.map((name) => name.slice(0, name.indexOf("."))));
  prefixes.set(table, made);
  return made;
}

/**
 * The names under which data are judged. An object whose members are fields of their own (`landlordStatement.nuisance`)
 * or are listed one by one by the leg counts by its members; anything else by its own name.
 */
export function namesIn(data: Data, { fields }: Pick<Catalogue, "fields">, leg: Leg | null): string[] {
  const byMembers = (key: string): boolean =>
    (leg !== null && prefixesOf(leg.fields).has(key)) || (!fields.has(key) && prefixesOf(fields).has(key));
  const names: string[] = [];
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (isObject(value) && byMembers(key)) names.push(...Object.keys(value).map((member) => `${key}.${member}`));
    else names.push(key);
  }
  return names;
}
