import type { Catalogue } from "../core/catalogue/types.ts";
import type { ClauseDescription, FieldDescription } from "../core/covenant/describe.ts";
import type { Style } from "./style.ts";

interface Shown {
  readonly catalogue: Pick<Catalogue, "fields">;
  readonly style: Style;
}

/** A clause in full, for people: a line a rule. */
export function clauseLines(clause: ClauseDescription, { catalogue, style }: Shown): readonly string[] {
  const line = (label: string, text: string | null): readonly string[] =>
    text === null || text === "" ? [] : [`  ${style.dim(label.padEnd(13))} ${text}`];
  return [
    style.strong(clause.clause),
    ...line("parties", clause.parties.length === 0 ? "all" : clause.parties.join(", ")),
    ...line("basis", clause.basis),
    ...line("law", [...clause.law, clause.article9, clause.article10].filter((one) => one !== null).join(", ")),
    ...line("statement", clause.statement.length === 0 ? "not told in the statement" : clause.statement.join(", ")),
    ...line("subject", `${clause.subject}; ${clause.identifiedBy.join(", ")}`),
    ...line("relation", clause.relation),
    ...line("consent", clause.consent),
    ...line("legal order", clause.legalOrder),
    ...clause.preconditions.flatMap(({ id, nl, that, otherwise, unknown, approval }) =>
      line(id, `${nl} [${that}; else ${otherwise}, unknown ${unknown}${approval === null ? "" : `; ${approval}`}]`),
    ),
    ...clause.fields.flatMap((field) =>
      line(field.leg === "question" ? "asks with" : "field", fieldText(field, catalogue)),
    ),
    ...clause.requiredOneOf.flatMap((group) => line("one of", group.join(", "))),
    ...clause.limits.flatMap(({ id, limit }) => line("limit", `${id}: ${limit}`)),
    ...line("batch", clause.batchMax === null ? null : `at most ${clause.batchMax} rows`),
    ...line("approval", clause.approval),
    ...line("inform", clause.inform),
    ...clause.duties.flatMap(({ nl, who, within }) => line("duty", `${who}, within ${within}: ${nl}`)),
    ...line("kept here", clause.retention.here),
    ...line("kept there", clause.retention.there),
  ];
}

function fieldText(field: FieldDescription, { fields }: Pick<Catalogue, "fields">): string {
  const { name, transform, required, when, lifted, approval } = field;
  const nl = fields.get(name)?.nl;
  return [
    `${name}${required ? "!" : ""}${nl === undefined ? "" : ` (${nl})`}`,
    ...(transform === "pass" ? [] : [`-> ${transform}`]),
    ...(when === null ? [] : [`when ${when}`]),
    ...(lifted === null ? [] : [`or, with explicit consent, ${lifted}`]),
    ...(approval === null ? [] : [`approval ${approval}`]),
  ].join(" ");
}
