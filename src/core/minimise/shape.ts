import type { FieldMember, FieldType } from "../catalogue/types.ts";
import type { Value } from "../document/types.ts";

/** What a value must look like: of a field, a member or an item of a list. `any` where nothing is said about it. */
export interface Shape {
  readonly type: FieldType | "any";
  readonly codeList: string | null;
  readonly members: readonly FieldMember[] | null;
}

export type Fields = { readonly [key: string]: Value };

export const ANY: Shape = { type: "any", codeList: null, members: null };

export const shapeOf = (type: Shape["type"]): Shape => ({ ...ANY, type });

export const isFields = (value: Value | undefined): value is Fields =>
  typeof value === "object" && value !== null && !isList(value);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** The shape of a list's items. */
export function itemShape(shape: Shape): Shape {
  if (shape.type === "dates") return shapeOf("date");
  if (shape.type === "codes") return { ...shape, type: "code" };
  if (shape.type === "list") return shape.members === null ? ANY : { ...shape, type: "object" };
  return shape;
}

/** The shape of a declared member; `null` when it is not declared. */
export function memberShape(shape: Shape, name: string): Shape | null {
  const member = shape.members?.find((candidate) => candidate.name === name);
  return member === undefined ? null : { type: member.type, codeList: member.codeList, members: null };
}

/** An own member of an object; never one of its prototype. */
export const memberOf = (value: Fields, name: string): Value | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** Keeps what a function gives for each member; drops those for which it gives nothing. */
export function mapFields(value: Fields, map: (member: Value, key: string) => Value | undefined): Fields {
  const kept: Record<string, Value> = {};
  for (const key of Object.keys(value)) {
    const member = map(value[key] as Value, key);
    if (member !== undefined) define(kept, { key, member });
  }
  return kept;
}

/** An object of these members, in their order; as `Object.fromEntries`, in a third of its time. */
export function fieldsFrom(members: ReadonlyMap<string, Value>): Fields {
  const made: Record<string, Value> = {};
  for (const [key, member] of members) define(made, { key, member });
  return made;
}

/** Assigning this one key would give the object another prototype instead of a member. */
function define(target: Record<string, Value>, { key, member }: { key: string; member: Value }): void {
  if (key !== "__proto__") target[key] = member;
  else Object.defineProperty(target, key, { value: member, enumerable: true, configurable: true, writable: true });
}

/** Keeps what a function gives for each item. */
export function mapList(value: readonly Value[], map: (item: Value) => Value | undefined): Value[] {
  return value.map(map).filter((item) => item !== undefined);
}

/** Nothing to send: absent, empty text, an empty list or object. */
export function isNothing(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

/** Equal in content; the order of keys does not matter. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}
