import type { Catalogue, CodeValue, FieldDefinition, Sensitivity } from "./types.ts";

type Fields = Pick<Catalogue, "fields">;
type Lists = Pick<Catalogue, "codeLists">;

/**
 * The definition of a field; of `externalCollection.status`, when the dictionary has no such row, one made from the
 * member of the row `externalCollection`. `null` for a field that the catalogue does not know.
 */
export function fieldOf(catalogue: Fields, name: string): FieldDefinition | null {
  const own = catalogue.fields.get(name);
  if (own !== undefined) return own;
  const dot = name.indexOf(".");
  const whole = dot < 0 ? undefined : catalogue.fields.get(name.slice(0, dot));
  const member = whole?.members?.find((candidate) => candidate.name === name.slice(dot + 1));
  if (whole === undefined || member === undefined) return null;
  return { ...whole, name, type: member.type, codeList: member.codeList, members: null, transforms: [] };
}

/** A value of a list; `null` when there is no such list or code. Keyed on list + code (domain.md §2.2). */
export function codeOf(catalogue: Lists, list: string, code: string): CodeValue | null {
  return catalogue.codeLists.get(list)?.values.get(code) ?? null;
}

/** The parent of a code, itself a value; `null` where it has none. */
export function parentOf(catalogue: Lists, value: CodeValue): CodeValue | null {
  if (value.parent === null) return null;
  const dot = value.parent.indexOf(".");
  return codeOf(catalogue, value.parent.slice(0, dot), value.parent.slice(dot + 1));
}

const ORDER: readonly Sensitivity[] = ["O", "S", "S*", "B", "C", "X"];

/** The graver of two. */
export const graver = (a: Sensitivity, b: Sensitivity): Sensitivity => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b);

/**
 * How sensitive this very value is: the field's own class, raised by its code, by the codes of a list and by coded
 * members. A field that the catalogue does not know counts as sensitive.
 */
export function sensitivityOf(catalogue: Fields & Lists, field: string, value: unknown): Sensitivity {
  const definition = fieldOf(catalogue, field);
  if (definition === null) return "S";
  return codesIn(definition, value)
    .map(([list, code]) => codeOf(catalogue, list, code)?.sensitivity ?? "O")
    .reduce(graver, definition.sensitivity);
}

/** Every class of this very value: the field's own, and those of the codes it holds. */
export function classesOf(catalogue: Fields & Lists, field: string, value: unknown): ReadonlySet<Sensitivity> {
  const definition = fieldOf(catalogue, field);
  if (definition === null) return new Set<Sensitivity>(["S"]);
  const codes = codesIn(definition, value).map(([list, code]) => codeOf(catalogue, list, code)?.sensitivity ?? "O");
  return new Set<Sensitivity>([definition.sensitivity, ...codes]);
}

type Coded = Pick<FieldDefinition, "codeList" | "members">;

/** Every `[list, code]` that a value holds, as its definition tells. */
function codesIn(coded: Coded, value: unknown): (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => codesIn(coded, item));
  if (typeof value === "string" && coded.codeList !== null) return [[coded.codeList, value]];
  if (typeof value !== "object" || value === null) return [];
  const members = coded.members ?? [];
  return members.flatMap((member) =>
    codesIn({ codeList: member.codeList, members: null }, (value as Record<string, unknown>)[member.name]),
  );
}
