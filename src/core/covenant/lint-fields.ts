import { fieldOf } from "../catalogue/look-up.ts";
import type { FieldDefinition, TransformId } from "../catalogue/types.ts";
import { isFourEyes } from "./four-eyes.ts";
import { findingOf, type ClauseInView, type Finding, type RuleText } from "./finding.ts";
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
interface FieldRule extends RuleText {
  readonly broken: (view: InView) => boolean;
}

export const FIELD_UNKNOWN: RuleText = {
  law: "domain.md §2.1",
  says: "field `…` does not exist",
  remedy: "name a field of fields.yaml",
};

/** Rules about one field that the catalogue knows. */
export const FIELD_RULES: Readonly<Record<string, FieldRule>> = {
  "field-prohibited": {
    law: "AVG 87, UAVG 46; S-72",
    says: "field `…` is prohibited in every covenant",
    remedy: "remove it",
    broken: ({ definition }) => definition.sensitivity === "X",
  },
  "field-always-dropped": {
    law: "domain.md §4.0",
    says: "field `…` is dropped in every covenant",
    remedy: "remove it",
    broken: ({ definition }) => definition.alwaysDropped && definition.sensitivity !== "X",
  },
  "special-without-ground": {
    law: "AVG 9; UAVG 22-30",
    says: "field `…` is of a special category and the clause names no ground",
    remedy: "set `article9`, or remove the field",
    broken: ({ clause, field, definition, listHas }) =>
      clause.article9 === null &&
      reaches(field, definition.sensitivity === "B", listHas("B") && clause.article10 === null),
  },
  "criminal-without-ground": {
    law: "AVG 10; UAVG 31-33",
    says: "field `…` is criminal data and the clause names no ground",
    remedy: "set `article10`, or remove the field",
    broken: ({ clause, field, definition, listHas }) =>
      clause.article10 === null &&
      reaches(field, definition.sensitivity === "C", listHas("C") && clause.article9 === null),
  },
  "required-dropped": {
    law: "domain.md §4.0",
    says: "field `…` is required and dropped",
    remedy: "take away one of the two",
    broken: ({ field }) => field.required && field.transform.id === "drop",
  },
  "required-conditional": {
    law: "domain.md §4.0",
    says: "field `…` is required and goes only under a condition",
    remedy: "take away one of the two",
    broken: ({ field }) => field.required && field.when !== null,
  },
  "transform-unfit": {
    law: "domain.md §2.1",
    says: "field `…` cannot be made what its transform makes",
    remedy: "name a transform that fields.yaml lists in `to`",
    broken: ({ field, definition }) => !["pass", "drop", ...definition.transforms].includes(field.transform.id),
  },
  "free-text-unscanned": {
    law: "domain.md §4.0",
    says: "field `…` is free text and goes unredacted",
    remedy: "write `-> redact`, or another that leaves no prose",
    broken: ({ field, definition }) => definition.type === "text" && !SCANNED.includes(field.transform.id),
  },
  "income-out-of-place": {
    law: "Woningwet 48(4), 55(4)",
    says: "field `…` is income data, fenced to allocation",
    remedy: "remove it; `incomeClass` often suffices",
    broken: ({ clause, definition }) =>
      INCOME_FIELDS.includes(definition.name) && !INCOME_PURPOSES.includes(clause.purpose),
  },
  "secrecy-told": {
    law: "domain.md §4.0; AVG 32",
    says: "field `…` tells a partner that an address is secret",
    remedy: "remove it: the gateway reads it, and holds or strips the address itself",
    broken: ({ clause, definition }) => definition.name === SECRET_MARK && clause.direction !== "in",
  },
  "evidence-without-approval": {
    law: "domain.md C-20; AVG 10",
    says: "field `…` is evidence of nuisance or crime and passes without four eyes",
    remedy: "write `{ field: …, approval: four-eyes }`",
    broken: ({ clause, field, definition }) =>
      EVIDENCE_PURPOSES.includes(clause.purpose) &&
      field.transform.id !== "drop" &&
      (definition.sensitivity === "C" || EVIDENCE.includes(definition.name)) &&
      !isFourEyes(field.approval ?? clause.approval),
  },
};

/** A mark of the register that decides on addresses, and is no message to anybody. */
const SECRET_MARK = "addressIsSecret";
const EVIDENCE_PURPOSES = ["nuisance-handling", "fraud-combat"];
const EVIDENCE = ["nuisanceEvidence", "aggressionFlag"];
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
      const place = { path: [...path, key], name: field.name };
      const definition = fieldOf(catalogue, field.name);
      if (definition === null) return [findingOf("field-unknown", FIELD_UNKNOWN, place)];
      const values = definition.codeList === null ? undefined : catalogue.codeLists.get(definition.codeList)?.values;
      const listHas = (sensitivity: "B" | "C") =>
        [...(values?.values() ?? [])].some((value) => value.sensitivity === sensitivity);
      return Object.entries(FIELD_RULES).flatMap(([id, rule]) =>
        rule.broken({ clause, field, definition, listHas }) ? [findingOf(id, rule, place)] : [],
      );
    }),
  );
}
