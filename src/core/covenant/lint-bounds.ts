import type { Purpose } from "../catalogue/types.ts";
import { isFourEyes } from "./four-eyes.ts";
import { findingOf, type ClauseInView, type Finding, type RuleText } from "./finding.ts";
import { readField } from "./notation.ts";
import { transformReach } from "./reach.ts";
import type { Clause, ClauseField, Condition } from "./types.ts";

/** What a purpose asks of every clause that lets data out for it (`leaving` in purposes.yaml); `…` is the fact, tie or field. */
export const BOUND_RULES = {
  "duty-not-checked": {
    law: "AVG 5(1)(a), 6; domain.md §4",
    says: "the purpose lets nothing out before fact `…` is checked, and no precondition asks it",
    remedy: "require it, as the covenants of this purpose do",
  },
  "tie-not-asked": {
    law: "AVG 5(1)(b)-(c); domain.md §4",
    says: "for this purpose a partner is told only of those with whom it has the tie `…`",
    remedy: "set `relation`",
  },
  "field-beyond-purpose": {
    law: "AVG 5(1)(c), 25",
    says: "field `…` is more than this purpose needs, or finer",
    remedy: "remove it, or take the transform that purposes.yaml gives it under `leaving.atMost`",
  },
  "field-without-four-eyes": {
    law: "domain.md §4.0; AVG 9, 10, 32",
    says: "field `…` goes out for this purpose, or its special codes do, without four eyes",
    remedy: "write `approval: four-eyes` with it",
  },
} as const satisfies Readonly<Record<string, RuleText>>;

type Bounds = NonNullable<Purpose["leaving"]>;

export function lintBounds({ clause, catalogue, path }: ClauseInView): Finding[] {
  const bounds = catalogue.purposes.get(clause.purpose)?.leaving ?? null;
  if (clause.direction === "in" || bounds === null) return [];
  const tell = (rule: keyof typeof BOUND_RULES, part: string, about: string): Finding =>
    findingOf(rule, BOUND_RULES[rule], { path: part === "" ? path : [...path, part], about });
  const fields = [...clause.document.fields.values()].filter(({ transform }) => transform.id !== "drop");
  const inFields = (rule: keyof typeof BOUND_RULES, some: readonly ClauseField[]): Finding[] =>
    some.map(({ name }) => findingOf(rule, BOUND_RULES[rule], { path: [...path, "fields"], name }));
  const isTied = bounds.relation === null || clause.relation?.kind === bounds.relation;
  return [
    ...unchecked(clause, { bounds, fields }).map((fact) => tell("duty-not-checked", "", fact)),
    ...(isTied ? [] : [tell("tie-not-asked", "", bounds.relation)]),
    ...inFields(
      "field-beyond-purpose",
      fields.filter((field) => !isWithin(field, bounds.atMost)),
    ),
    ...inFields(
      "field-without-four-eyes",
      fields.filter((field) => !isSeenByFour(field, { clause, bounds })),
    ),
  ];
}

function unchecked(
  clause: Clause,
  { bounds, fields }: { readonly bounds: Bounds; readonly fields: readonly ClauseField[] },
): readonly string[] {
  const forFields = Object.entries(bounds.requiresFor).filter(([field]) => fields.some(({ name }) => name === field));
  const required = new Set([...bounds.requires, ...forFields.flatMap(([, facts]) => facts)]);
  const checked = new Set(clause.preconditions.flatMap(({ condition }) => checkedBy(condition, required)));
  return [...required].filter((fact) => !checked.has(fact));
}

/**
 * Facts that a condition cannot do without. A way around that asks none of them would make the others decoration, so then it checks
 * nothing; how hard each test is, is for `diff` to show and for people to judge.
 */
function checkedBy(condition: Condition, required: ReadonlySet<string>): readonly string[] {
  if ("allOf" in condition) return condition.allOf.flatMap((part) => checkedBy(part, required));
  if ("not" in condition) return checkedBy(condition.not, required);
  if ("fact" in condition) return required.has(condition.fact) ? [condition.fact] : [];
  const ways = condition.anyOf.map((way) => checkedBy(way, required));
  return ways.some((facts) => facts.length === 0) ? [] : ways.flat();
}

/** `null`: nobody laid down what the purpose needs. An entry that cannot be read allows nothing. */
function isWithin({ name, transform }: ClauseField, atMost: readonly string[] | null): boolean {
  if (atMost === null) return true;
  const allowed = atMost.flatMap((written) => readField(written) ?? []);
  return allowed.some((most) => most.name === name && transformReach(most.transform, transform) !== "wider");
}

const isSeenByFour = (
  { name, approval, lifted }: ClauseField,
  { clause, bounds }: { readonly clause: Clause; readonly bounds: Bounds },
): boolean =>
  (!bounds.fourEyes.includes(name) || isFourEyes(approval ?? clause.approval)) &&
  (lifted === null || isFourEyes(lifted.approval));
