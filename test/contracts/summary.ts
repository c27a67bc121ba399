import { printTransform } from "../../src/core/covenant/print.ts";
import type { Clause, Leg, RelationRule } from "../../src/core/covenant/types.ts";

/** A clause in a few lines, so that a changed file shows as a changed line. */
export function summaryOf(clause: Clause): readonly string[] {
  const { consent, approval, relation } = clause;
  return [
    `${clause.id} ${clause.basis} ${clause.subject}`,
    `fields: ${legOf(clause.document)}`,
    ...(clause.question === null ? [] : [`question: ${legOf(clause.question)}`]),
    ...line(
      "require",
      clause.preconditions.map(
        ({ id, onFalse, onUnknown, approval }) =>
          `${id} ${onFalse}/${onUnknown}${approval === undefined ? "" : ` by ${approval.by.join("/")}`}`,
      ),
    ),
    ...line(
      "limits",
      clause.limits.map(
        ({ id, max, per, scope }) => `${id} ${max} ${per} ${typeof scope === "string" ? scope : scope.fact}`,
      ),
    ),
    ...line("batch", clause.batchMax === null ? [] : [String(clause.batchMax)]),
    ...line("relation", relation === null ? [] : [tieOf(relation)]),
    ...line(
      "effects",
      clause.effects.map((effect) => `${effect.do} ${effect.relation} ${effect.ref}`),
    ),
    ...line(
      "consent",
      consent.required === "none" && !consent.explicitForSpecial
        ? []
        : [
            `${consent.required}${consent.written === true ? " written" : ""} ${consent.explicitForSpecial ? "explicit for special" : "plain"} ${consent.maxMonths ?? "no"} months`,
          ],
    ),
    ...line("escalates", clause.holdEscalates ? ["yes"] : []),
    ...line("approval", approval === null ? [] : [`${approval.count} of ${approval.by.join("/")}`]),
    ...line(
      "grounds",
      [clause.article9, clause.article10].filter((ground) => ground !== null),
    ),
    ...line("order", clause.legalOrder?.articles ?? []),
    ...line(
      "duties",
      clause.duties.map(({ id, who, within }) => `${id} ${who} ${within}`),
    ),
    `kept: ${clause.retentionHere.after} ${clause.retentionHere.term} / ${clause.retentionThere.after} ${clause.retentionThere.term}`,
  ];
}

const tieOf = ({ kind, ref, endedWithin }: RelationRule): string =>
  `${kind} ${ref ?? "any"}${endedWithin === undefined ? "" : ` ended within ${endedWithin}`}`;

const line = (name: string, parts: readonly string[]) => (parts.length === 0 ? [] : [`${name}: ${parts.join(", ")}`]);

function legOf({ fields, requiredOneOf }: Leg): string {
  const written = [...fields.values()].map((field) => {
    const transform = field.transform.id === "pass" ? "" : `->${printTransform(field.transform)}`;
    const marks = `${field.when === null ? "" : "?"}${field.lifted === null ? "" : "^"}`;
    return `${field.name}${field.required ? "!" : ""}${transform}${marks}`;
  });
  return [...written, ...requiredOneOf.map((group) => `(${group.join("|")})!`)].join(" ");
}
