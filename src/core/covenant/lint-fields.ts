import { fieldOf } from "../catalogue/look-up.ts";
import type { FieldDefinition, TransformId } from "../catalogue/types.ts";
import type { ClauseInView, Finding } from "./finding.ts";
import { printTransform } from "./print.ts";
import type { Clause, ClauseField } from "./types.ts";

/**
 * Uses of household income that the Woningwet allows: allocation and its audit (art. 48(4), 55(3)-(4)); and giving somebody
 * back what they gave us (AVG 20), which no secrecy towards others stands in the way of.
 */
const INCOME_PURPOSES = [
  "housing-allocation",
  "special-mediation",
  "income-test",
  "housing-permit",
  "audit",
  "legal-demand-tax",
  "data-portability",
];
const INCOME_FIELDS = ["householdIncome", "householdAssets", "incomeSource", "incomeStatement"];

interface InView {
  readonly clause: Clause;
  readonly field: ClauseField;
  readonly definition: FieldDefinition;
  readonly listHas: (sensitivity: "B" | "C") => boolean;
}
type Rule = (view: InView) => readonly [law: string, message: string, remedy: string] | null;

const RULES: Readonly<Record<string, Rule>> = {
  "field-prohibited": ({ definition }) =>
    definition.sensitivity === "X" ? ["AVG 87, UAVG 46; S-72", "is prohibited in every covenant", "remove it"] : null,
  "field-always-dropped": ({ definition }) =>
    definition.alwaysDropped && definition.sensitivity !== "X"
      ? ["domain.md §4.0", "is dropped in every covenant", "remove it"]
      : null,
  "special-without-ground": ({ clause, field, definition, listHas }) =>
    clause.article9 === null &&
    reaches(field, definition.sensitivity === "B", listHas("B") && clause.article10 === null)
      ? [
          "AVG 9; UAVG 22-30",
          "is of a special category and the clause names no ground",
          "set `article9`, or remove the field",
        ]
      : null,
  "criminal-without-ground": ({ clause, field, definition, listHas }) =>
    clause.article10 === null &&
    reaches(field, definition.sensitivity === "C", listHas("C") && clause.article9 === null)
      ? [
          "AVG 10; UAVG 31-33",
          "is criminal data and the clause names no ground",
          "set `article10`, or remove the field",
        ]
      : null,
  "required-dropped": ({ field }) =>
    field.required && field.transform.id === "drop"
      ? ["domain.md §4.0", "is required and dropped", "take away one of the two"]
      : null,
  "required-conditional": ({ field }) =>
    field.required && field.when !== null
      ? ["domain.md §4.0", "is required and goes only under a condition", "take away one of the two"]
      : null,
  "transform-unfit": ({ field, definition }) =>
    ["pass", "drop", ...definition.transforms].includes(field.transform.id)
      ? null
      : [
          "domain.md §2.1",
          `cannot be made \`${printTransform(field.transform)}\``,
          "name a transform that fields.yaml lists in `to`",
        ],
  "free-text-unscanned": ({ field, definition }) =>
    definition.type === "text" && !SCANNED.includes(field.transform.id)
      ? ["domain.md §4.0", "is free text and goes unredacted", "write `-> redact`, or another that leaves no prose"]
      : null,
  "income-out-of-place": ({ clause, definition }) =>
    INCOME_FIELDS.includes(definition.name) && !INCOME_PURPOSES.includes(clause.purpose)
      ? ["Woningwet 48(4), 55(4)", "is income data, fenced to allocation", "remove it; `incomeClass` often suffices"]
      : null,
};

const SCANNED: readonly TransformId[] = ["redact", "redactBsn", "drop", "need", "phoneOnly", "flag", "docRef"];

/**
 * Whether values of that class can leave: the field itself is of it, or its special codes are lifted. A list may hold codes of
 * both classes: where one ground is named, only the codes of that class stand, and the others are reduced (`isLifted`).
 */
const reaches = (field: ClauseField, itself: boolean, byCode: boolean): boolean =>
  (itself && field.transform.id !== "drop") || (byCode && field.lifted !== null);

/** Rules about what the clause lists: that it exists, may be listed at all, and survives its transform. */
export function lintFields({ clause, catalogue, path }: ClauseInView): Finding[] {
  const legs = [
    { key: "fields", fields: clause.document.fields },
    ...(clause.question === null ? [] : [{ key: "question", fields: clause.question.fields }]),
  ];
  return legs.flatMap(({ key, fields }) =>
    [...fields.values()].flatMap((field): Finding[] => {
      const at = { path: [...path, key], name: field.name };
      const definition = fieldOf(catalogue, field.name);
      if (definition === null) {
        const message = `field \`${field.name}\` does not exist`;
        return [
          { rule: "field-unknown", law: "domain.md §2.1", message, remedy: "name a field of fields.yaml", ...at },
        ];
      }
      const values = definition.codeList === null ? undefined : catalogue.codeLists.get(definition.codeList)?.values;
      const listHas = (sensitivity: "B" | "C") =>
        [...(values?.values() ?? [])].some((value) => value.sensitivity === sensitivity);
      return Object.entries(RULES).flatMap(([rule, judge]) => {
        const breach = judge({ clause, field, definition, listHas });
        if (breach === null) return [];
        const [law, message, remedy] = breach;
        return [{ rule, law, message: `field \`${field.name}\` ${message}`, remedy, ...at }];
      });
    }),
  );
}
