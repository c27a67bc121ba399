import { fieldOf } from "../catalogue/look-up.ts";
import type { FieldDefinition } from "../catalogue/types.ts";
import type { Data, Value } from "../document/types.ts";
import { declaredDigits } from "./bsn.ts";
import { dayOf } from "./calendar.ts";
import { reduceCodes } from "./codes.ts";
import { fit } from "./fit.ts";
import { fitField } from "./fit-field.ts";
import { createNotes, type Notes } from "./notes.ts";
import {
  fieldsFrom,
  isFields,
  isNothing,
  mapFields,
  memberOf,
  sameValue,
  shapeOf,
  type Fields,
  type Shape,
} from "./shape.ts";
import { countIn, sweep, type Sweep } from "./sweep.ts";
import { OUTPUTS, TRANSFORMS } from "./transforms.ts";
import type { TransformContext } from "./transforms/context.ts";
import type { Excerpt, Minimised, MinimiseContext, Plan, PlannedField } from "./types.ts";

/**
 * The only maker of an excerpt: of each field that the plan releases, the value in the spelling of its type, through its
 * transform, then scanned once more; and nothing else. A value that does not fit its type, or is a code that its list does
 * not know, is withheld (`malformed`); a field of class X or one that is always dropped is withheld whatever the plan says (`prohibited`); when nothing is left the field
 * is absent (`emptied`). `null` is absent. The order of keys in the data does not matter.
 */
export function minimise(data: Data, plan: Plan): Minimised {
  const notes = createNotes();
  const changed = new Set<string>();
  const released = new Map<string, Value>();
  let day: string | null = null;
  const work = {
    data,
    notes,
    context: plan.context,
    declared: declaredDigits(plan.context.declaredIdentifiers),
    today: () => (day ??= dayOf(plan.context.now)),
  };
  for (const planned of plan.fields) {
    if (planned.action !== "release") continue;
    const raw = valueAt(data, planned.name);
    if (raw === undefined || raw === null) continue;
    const outcome = reduceField(raw, { work, planned });
    if (outcome === null) continue;
    released.set(planned.name, outcome.value);
    if (outcome.changed) changed.add(planned.name);
  }
  return { excerpt: assemble(released, plan) as Excerpt, findings: notes.all(), changed };
}

interface Work {
  readonly data: Data;
  readonly notes: Notes;
  readonly context: MinimiseContext;
  readonly declared: ReadonlySet<string>;
  readonly today: () => string;
}

/** One field of it. Handed on as it is: a copy per step would cost more than the steps. */
interface FieldWork {
  readonly work: Work;
  readonly planned: PlannedField;
}

function reduceField(raw: Value, field: FieldWork): { value: Value; changed: boolean } | null {
  const { planned, work } = field;
  const definition = fieldOf(work.context.catalogue, planned.name);
  if (definition === null) return nothing(field, "malformed");
  if (isProhibited(definition)) {
    work.notes.add({ kind: "prohibited", field: planned.name, count: 1 });
    return null;
  }
  // An armored back-up has a form of its own, which its transform checks.
  const value = planned.transform.id === "blob" ? raw : fitField(raw, definition, work.context.catalogue);
  if (value === undefined) {
    // What is withheld is looked at all the same: nine digits in a phone field are an incident (Annex B rule 7).
    countIn(raw, sweepOf(field));
    return nothing(field, "malformed");
  }
  const left = transformed(value, { work, planned, shape: definition });
  return isNothing(left) ? nothing(field, "emptied") : { value: left as Value, changed: !sameValue(left, value) };
}

function nothing({ work, planned }: FieldWork, kind: "malformed" | "emptied"): null {
  work.notes.add({ kind, field: planned.name });
  return null;
}

const isProhibited = (field: FieldDefinition): boolean =>
  field.sensitivity === "X" || field.type === "bsn" || field.alwaysDropped;

type Shaped = FieldWork & { readonly shape: Shape };

function transformed(value: Value, field: Shaped): Value | undefined {
  const { work, planned } = field;
  const { id } = planned.transform;
  const context = contextOf(field);
  const left = TRANSFORMS[id](value, context);
  if (left === undefined || id === "blob") return left;
  const output = OUTPUTS[id];
  const untouched = left === value ? field.shape : shapeAfter(left, field.shape);
  const shape = output === undefined ? untouched : shapeOf(output);
  // Coded members are reduced whichever transform kept them; a code that is the value itself is `pass`'s or `codeOnly`'s to reduce.
  const reduced = isFields(left) || Array.isArray(left) ? reduceCodes(left, { ...context, shape }) : left;
  return reduced === undefined ? undefined : clean(reduced, { work, planned, shape });
}

/** A text made of what was an object, a number made of a list: of no type that could excuse its digits. */
function shapeAfter(left: Value, shape: Shape): Shape {
  return typeof left === "object" || fit(left, shape) !== undefined ? shape : shapeOf("any");
}

const clean = (value: Value, field: Shaped): Value | undefined =>
  sweep(value, { shape: field.shape, by: sweepOf(field) });

const sweepOf = ({ work, planned }: FieldWork): Sweep => ({
  catalogue: work.context.catalogue,
  declared: work.declared,
  prohibits: isWithheldInside,
  count: (kind, count) => work.notes.add({ kind, field: planned.name, count }),
});

/** A special or prohibited field does not ride along as an undeclared member of another. */
const isWithheldInside = (inner: FieldDefinition): boolean =>
  isProhibited(inner) || inner.sensitivity === "B" || inner.sensitivity === "C";

function contextOf({ work, planned, shape }: Shaped): TransformContext {
  const { data, notes, context, declared } = work;
  return {
    field: planned.name,
    transform: planned.transform,
    shape,
    catalogue: context.catalogue,
    specialCodesAllowed: planned.specialCodesAllowed,
    minimise: context,
    declared,
    today: work.today,
    note: notes.add,
    sibling: (name) => {
      const [value, definition] = [valueAt(data, name), fieldOf(context.catalogue, name)];
      return value === undefined || definition === null ? undefined : fitField(value, definition, context.catalogue);
    },
  };
}

/** `landlordStatement.nuisance` is the member of an object field. */
function valueAt(data: Data, name: string): Value | undefined {
  const dot = name.indexOf(".");
  if (dot < 0) return memberOf(data, name);
  const outer = memberOf(data, name.slice(0, dot));
  return isFields(outer) ? memberOf(outer, name.slice(dot + 1)) : undefined;
}

const isWithheldMember = ({ name, action }: PlannedField): boolean => action === "withhold" && name.includes(".");

/** Members go back into their object, beside those that the whole object brought along; withheld ones never come along. */
function assemble(released: ReadonlyMap<string, Value>, plan: Plan): Data {
  if (!plan.fields.some(({ name }) => name.includes("."))) return fieldsFrom(released);
  const withheld = new Set(plan.fields.filter(isWithheldMember).map(({ name }) => name));
  const top = new Map<string, Value>();
  for (const [name, value] of released) {
    if (name.includes(".")) continue;
    const kept = (member: Value, key: string) => (withheld.has(`${name}.${key}`) ? undefined : member);
    top.set(name, isFields(value) ? mapFields(value, kept) : value);
  }
  for (const [name, value] of released) {
    const dot = name.indexOf(".");
    if (dot < 0) continue;
    const outer = top.get(name.slice(0, dot));
    const others: Fields = isFields(outer) ? outer : {};
    top.set(name.slice(0, dot), Object.fromEntries([...Object.entries(others), [name.slice(dot + 1), value]]));
  }
  return Object.fromEntries(top);
}
