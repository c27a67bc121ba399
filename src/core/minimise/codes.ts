import { codeOf, parentOf } from "../catalogue/look-up.ts";
import type { Catalogue, CodeList, CodeValue } from "../catalogue/types.ts";
import type { Value } from "../document/types.ts";
import { isFields, isList, itemShape, mapFields, mapList, memberOf, memberShape, type Shape } from "./shape.ts";
import type { Finding } from "./types.ts";

export interface CodeContext {
  readonly field: string;
  readonly shape: Shape;
  readonly catalogue: Catalogue;
  readonly specialCodesAllowed: boolean;
  readonly note: (finding: Finding) => void;
}

type SpecialCode = CodeValue & { readonly sensitivity: "B" | "C" };

const isSpecial = (value: CodeValue): value is SpecialCode => value.sensitivity === "B" || value.sensitivity === "C";

/**
 * A code as it may go (domain.md §2.2): an ordinary or sensitive one as it is, a special one as its parent, written
 * `LIST.CODE` because it is of another list; nothing when the parent is special too, or when a closed list does not know
 * the code. Keyed on list + code. A list that the catalogue does not have lets nothing pass.
 */
export function reduceCode(code: string, context: CodeContext): string | undefined {
  const list = context.catalogue.codeLists.get(context.shape.codeList ?? "");
  if (list === undefined) return undefined;
  const own = withoutList(code, list);
  const value = codeOf(context.catalogue, list.name, own);
  if (value === null) return isParentOf(code, list, context.catalogue) || !list.closed ? code : undefined;
  return isSpecial(value) && !context.specialCodesAllowed ? reducedSpecial(value, context) : own;
}

/** The parent of a code, written `LIST.CODE`, be it special or not; a parent stays, and what has none goes. */
export function coarserCode(code: string, context: CodeContext): string | undefined {
  const list = context.catalogue.codeLists.get(context.shape.codeList ?? "");
  if (list === undefined) return undefined;
  const value = codeOf(context.catalogue, list.name, withoutList(code, list));
  if (value === null) return isParentOf(code, list, context.catalogue) ? code : undefined;
  return isSpecial(value) ? reducedSpecial(value, context) : parentText(value, context);
}

function reducedSpecial(value: SpecialCode, context: CodeContext): string | undefined {
  const reduced = parentText(value, context);
  const reducedTo = reduced === undefined ? "removed" : "parent";
  context.note({ kind: "special-code", field: context.field, sensitivity: value.sensitivity, reducedTo });
  return reduced;
}

function parentText(value: CodeValue, { catalogue }: CodeContext): string | undefined {
  const parent = parentOf(catalogue, value);
  return parent !== null && !isSpecial(parent) ? `${parent.list}.${parent.code}` : undefined;
}

/**
 * Whether every code that a value holds, itself or in its items and declared members, is one that its closed list knows.
 * A code of no list is no value of the field, whatever transform follows.
 */
export function knowsCodes(value: Value, shape: Shape, catalogue: Catalogue): boolean {
  if (isList(value)) return value.every((item) => knowsCodes(item, itemShape(shape), catalogue));
  if (isFields(value)) {
    return (shape.members ?? []).every(({ name }) => {
      const [member, inner] = [memberOf(value, name), memberShape(shape, name)];
      return member === undefined || inner === null || knowsCodes(member, inner, catalogue);
    });
  }
  const list = catalogue.codeLists.get(shape.codeList ?? "");
  if (typeof value !== "string" || list === undefined || !list.closed) return true;
  return codeOf(catalogue, list.name, withoutList(value, list)) !== null || isParentOf(value, list, catalogue);
}

const withoutList = (code: string, { name }: CodeList): string =>
  code.startsWith(`${name}.`) ? code.slice(name.length + 1) : code;

/** A code that was already reduced: `VOORRANGSOORT.URG` in a field of VOORRANGDETAILSOORT. Never one that is special. */
function isParentOf(code: string, list: CodeList, catalogue: Catalogue): boolean {
  const dot = code.indexOf(".");
  const parent = dot < 0 ? null : codeOf(catalogue, code.slice(0, dot), code.slice(dot + 1));
  if (parent === null || isSpecial(parent)) return false;
  return [...list.values.values()].some((value) => value.parent === code);
}

/** The codes that a value is, or that stand in its declared members, reduced; everything else as it was. */
export function reduceCodes(value: Value, context: CodeContext): Value | undefined {
  const { shape } = context;
  if (shape.codeList === null && shape.members?.some(({ codeList }) => codeList !== null) !== true) return value;
  if (isList(value)) return mapList(value, (item) => reduceCodes(item, { ...context, shape: itemShape(shape) }));
  if (isFields(value)) {
    return mapFields(value, (member, key) => {
      const inner = memberShape(shape, key);
      return inner === null ? member : reduceCodes(member, { ...context, shape: inner });
    });
  }
  return typeof value === "string" && shape.codeList !== null ? reduceCode(value, context) : value;
}
