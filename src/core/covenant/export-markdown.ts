import { dayOf, formatDay } from "../calendar.ts";
import type { Catalogue } from "../catalogue/types.ts";
import { approvalNl, consentNl, informNl, limitNl, retentionNl, termNl } from "./export-dutch.ts";
import { BASIS_NL, DIRECTION_NL, KIND_NL } from "./export-words.ts";
import { matrixOf } from "./export-matrix.ts";
import { ANY_PARTY, OFFICERS_NEEDED } from "./force.ts";
import { printCondition, printRelation, printTransform } from "./print.ts";
import type { Clause, ClauseField, Covenant } from "./types.ts";

type Words = Pick<Catalogue, "fields" | "purposes" | "parties">;

/** A version on paper, in Dutch: what it says clause by clause, the matrix purpose × field, and room to sign. */
export function exportMarkdown(covenant: Covenant, catalogue: Words): string {
  const { title, id, version, kind, status, from, until, hash, source, lawCheckedOn } = covenant;
  const lines = [
    `# ${plain(title)}`,
    "",
    `Convenant \`${id}\`, versie ${version} (${source}). ${status === "draft" ? "**Concept: nog niet om te tekenen.**" : ""}`.trim(),
    "",
    `- Soort: ${KIND_NL[kind]}`,
    `- Geldig: ${formatDay(dayOf(from))} tot en met ${formatDay(dayOf(until) - 1)}`,
    `- Recht bekeken op: ${lawCheckedOn}`,
    ...(covenant.dpia === null ? [] : [`- DPIA: ${plain(covenant.dpia.ref)}, herzien vóór ${covenant.dpia.reviewBy}`]),
    ...(covenant.jointArrangement === null
      ? []
      : [`- Onderlinge regeling (AVG 26): ${plain(covenant.jointArrangement)}`]),
    `- SHA-256 van het bestand: \`${hash}\``,
    "",
    "## Partijen",
    "",
    ...covenant.parties.map(({ id: party, role }) => `- ${partyName(party, catalogue)} (\`${party}\`, ${role})`),
    "",
    "## Bepalingen",
    ...covenant.clauses.flatMap((clause, at) => clauseLines(clause, { at, catalogue })),
    "",
    "## Wat er doorgaat",
    "",
    "Wat hier niet staat, gaat niet door. `*` = moet er zijn; `†` = onder voorwaarde, zie de bepaling.",
    "",
    ...matrixLines(covenant, catalogue),
    "",
    "## Ondertekening",
    "",
    "Wie tekent, tekent voor precies het bestand met de SHA-256 hierboven.",
    ...signatureLines(covenant, catalogue),
  ];
  return `${lines.join("\n")}\n`;
}

/** Our texts are no Markdown: a bar would end a cell, a star begin emphasis. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");

const partyName = (id: string, { parties }: Words): string =>
  id === ANY_PARTY ? "iedere partij in deze rol" : plain(parties.get(id)?.name ?? id);

function clauseLines(
  clause: Clause,
  { at, catalogue }: { readonly at: number; readonly catalogue: Words },
): readonly string[] {
  const { purpose, direction, message, law, article9, article10, limits, duties, statement } = clause;
  const nl = catalogue.purposes.get(purpose)?.nl ?? purpose;
  const laws = [...law, article9, article10].filter((one) => one !== null).map(plain);
  const fields = [...(clause.question?.fields.values() ?? []), ...clause.document.fields.values()];
  const oneOf = [...(clause.question?.requiredOneOf ?? []), ...clause.document.requiredOneOf];
  return [
    "",
    `### ${at + 1}. ${plain(nl)}: ${DIRECTION_NL[direction]}${message === "default" ? "" : `, ${message}`}`,
    "",
    `- Grondslag: ${BASIS_NL[clause.basis]} (${laws.join("; ")})`,
    ...(clause.parties.length === 0
      ? []
      : [`- Alleen voor: ${clause.parties.map((id) => partyName(id, catalogue)).join(", ")}`]),
    ...(clause.relation === null ? [] : [`- Band met de betrokkene: ${plain(printRelation(clause.relation))}`]),
    ...orderLines(clause),
    `- Toestemming: ${consentNl(clause.consent)}`,
    ...clause.preconditions.map(
      ({ id, nl: says, onFalse, onUnknown }) =>
        `- Voorwaarde ${id}: ${plain(says)} (anders ${ELSE_NL[onFalse]}, onbekend ${ELSE_NL[onUnknown]})`,
    ),
    ...fields.flatMap(conditionLines),
    ...oneOf.map((group) => `- Minstens één van: ${group.map((name) => `\`${name}\``).join(", ")}`),
    ...limits.map((limit) => `- Grens ${limit.id}: ${plain(limitNl(limit))}`),
    ...(clause.batchMax === null ? [] : [`- Hoogstens ${clause.batchMax} rijen per keer`]),
    ...(clause.approval === null ? [] : [`- Goedkeuring: ${plain(approvalNl(clause.approval))}`]),
    `- Informeren van de betrokkene: ${plain(informNl(clause.inform))}`,
    ...duties.map(
      ({ nl: says, who, within }) =>
        `- Plicht (${who === "here" ? "verantwoordelijke" : "partner"}, binnen ${termNl(within)}): ${plain(says)}`,
    ),
    `- Bewaren hier: ${plain(retentionNl(clause.retentionHere))}`,
    `- Bewaren bij de partner: ${plain(retentionNl(clause.retentionThere))}`,
    `- Privacyverklaring: ${statement.length === 0 ? "niet genoemd" : statement.join(", ")}`,
  ];
}

function orderLines({ legalOrder }: Clause): readonly string[] {
  if (legalOrder === null) return [];
  const { articles, authorities, oralFollowUpDays } = legalOrder;
  const paper = oralFollowUpDays === null ? "" : `; na een mondelinge binnen ${oralFollowUpDays} dagen op papier`;
  return [`- Alleen op vordering: ${plain(articles.join(", "))}, van ${plain(authorities.join(", "))}${paper}`];
}

const ELSE_NL = { deny: "geweigerd", hold: "aangehouden" } as const;

function conditionLines({ name, when, lifted, approval }: ClauseField): readonly string[] {
  const parts = [
    ...(when === null ? [] : [`alleen als \`${printCondition(when)}\``]),
    ...(lifted === null
      ? []
      : [
          `met uitdrukkelijke toestemming \`${printTransform(lifted.transform)}\`, na goedkeuring ${plain(approvalNl(lifted.approval))}`,
        ]),
    ...(approval === null ? [] : [`na goedkeuring ${plain(approvalNl(approval))}`]),
  ];
  return parts.length === 0 ? [] : [`- \`${name}\`: ${parts.join("; ")}`];
}

function matrixLines(covenant: Covenant, catalogue: Words): readonly string[] {
  const { columns, rows } = matrixOf(covenant, catalogue);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(["veld", "omschrijving", ...columns.map(({ nl }) => plain(nl))]),
    line(["---", "---", ...columns.map(() => "---")]),
    ...rows.map(({ field, nl, cells }) =>
      line([`\`${field}\``, plain(nl), ...cells.map((cell) => (cell === "" ? "–" : plain(cell)))]),
    ),
  ];
}

function signatureLines({ kind, parties }: Covenant, catalogue: Words): readonly string[] {
  const officers = Array.from(
    { length: OFFICERS_NEEDED },
    (_, at) => `Functionaris ${at + 1} van de verantwoordelijke`,
  );
  const signers = kind === "unilateral" ? officers : parties.map(({ id }) => partyName(id, catalogue));
  return signers.flatMap((name) => [
    "",
    `**${name}**`,
    "",
    "Naam: ______________________________ Functie: ______________________________",
    "",
    "Datum: _____________________________ Handtekening: _________________________",
  ]);
}
