import type { Catalogue } from "../../core/catalogue/types.ts";
import type { ClauseDescription } from "../../core/covenant/describe.ts";
import { explainField, explainPurpose, type FieldExplanation, type Withheld } from "../../core/covenant/explain.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { positional } from "../call-values.ts";
import { clauseLines } from "../clause-lines.ts";
import type { Call, Command, Result } from "../command.ts";
import { CONTRACTS, nameOf, openDesk, pickVersion, VERSION_ARGUMENT } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { findNearest } from "../nearest.ts";
import type { Style } from "../style.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-explain/1";

export const contractExplain: Command = {
  name: "contract explain",
  group: "covenants",
  says: "which article decided on a field, or all that a covenant says of a purpose",
  profile: false,
  arguments: [VERSION_ARGUMENT, { name: "NAME", says: "a field of fields.yaml or a purpose of purposes.yaml" }],
  options: CONTRACTS,
  examples: [
    "gateway contract explain bergendal-early-signal arrearsAmount",
    "gateway contract explain schuldhulpbuddys-coaching@2 debt-coaching",
  ],
  async run(call) {
    const desk = await openDesk(call);
    const { covenant } = pickVersion(desk, positional(call, 0));
    const asked = { covenant, catalogue: desk.catalogue, name: positional(call, 1) };
    if (desk.catalogue.fields.has(asked.name)) return fieldResult(call, asked);
    if (isPurpose(asked)) return purposeResult(call, asked);
    throw unknownName(asked);
  },
};

interface Asked {
  readonly covenant: Covenant;
  readonly catalogue: Catalogue;
  readonly name: string;
}

const isPurpose = ({ catalogue, name }: Asked): boolean =>
  catalogue.purposes.has(name) || catalogue.forbiddenPurposes.has(name);

function unknownName({ catalogue, name }: Asked): UsageError {
  const names = [...catalogue.fields.keys(), ...catalogue.purposes.keys(), ...catalogue.forbiddenPurposes.keys()];
  const meant = findNearest(name, names);
  const next = meant === null ? "see fields.yaml and purposes.yaml for the names" : `did you mean \`${meant}\`?`;
  return new UsageError("this is neither a field nor a purpose", next);
}

type Verdict = "released" | "transformed" | "withheld";

const verdictOf = ({ rule }: FieldExplanation): Verdict =>
  rule === null ? "withheld" : rule.transform === "pass" ? "released" : "transformed";

const WHY: Readonly<Record<Withheld, string>> = {
  "prohibited": "class X: no covenant may let it through",
  "always-dropped": "dropped in every covenant by a house rule",
  "dropped": "the clause drops it by name",
  "evidence": "judged as evidence for a precondition, and not passed on",
  "unlisted": "the clause does not list it: what is listed nowhere is withheld",
};

function fieldResult(call: Call, { covenant, catalogue, name }: Asked): Result {
  const rows = explainField(covenant, { catalogue, field: name });
  const nl = catalogue.fields.get(name)?.nl ?? null;
  const clauses = rows.map((row) => ({ ...row, verdict: verdictOf(row), why: whyOf(row) }));
  return {
    exitCode: EXIT.ok,
    json: { format: FORMAT, covenant: covenant.id, version: covenant.version, field: name, nl, clauses },
    text: [
      `${call.style.strong(name)} (${nl ?? ""}) in ${nameOf(covenant)}, ${covenant.title}`,
      ...rows.flatMap((row) => ["", ...fieldLines(row, { covenant, catalogue, style: call.style })]),
    ],
  };
}

function whyOf({ rule, withheld }: FieldExplanation): string {
  if (withheld !== null) return WHY[withheld];
  const { transform, required, when, lifted, approval } = rule ?? {};
  return [
    transform === "pass" ? "listed as it is" : `listed through \`${transform ?? ""}\``,
    ...(required === true ? ["it must be left"] : []),
    ...(typeof when === "string" ? [`only while ${when}`] : []),
    ...(typeof lifted === "string" ? [`with explicit consent ${lifted}`] : []),
    ...(typeof approval === "string" ? [`after approval by ${approval}`] : []),
  ].join("; ");
}

interface Shown {
  readonly covenant: Covenant;
  readonly catalogue: Catalogue;
  readonly style: Style;
}

function fieldLines(row: FieldExplanation, { covenant, catalogue, style }: Shown): readonly string[] {
  const clause = covenant.clauses.find(({ id }) => id === row.clause);
  const verdict = verdictOf(row);
  const paint = { released: style.good, transformed: style.warn, withheld: style.bad }[verdict];
  const purpose = catalogue.purposes.get(clause?.purpose ?? "")?.nl ?? "";
  const compared = (clause?.preconditions ?? []).filter(({ id }) => row.comparedBy.includes(id));
  return [
    `${row.clause}${row.leg === "question" ? " (question)" : ""}, ${purpose}: ${paint(verdict)}`,
    `  ${style.dim("why      ")} ${whyOf(row)}`,
    ...compared.map(({ id, nl }) => `  ${style.dim("compared ")} ${id} ${nl}`),
    `  ${style.dim("law      ")} ${row.law.join(", ")}`,
    `  ${style.dim("statement")} ${row.statement.length === 0 ? "not told in the statement" : row.statement.join(", ")}`,
  ];
}

function purposeResult(call: Call, { covenant, catalogue, name }: Asked): Result {
  const clauses: readonly ClauseDescription[] = explainPurpose(covenant, name);
  const nl = catalogue.purposes.get(name)?.nl ?? null;
  const forbidden = catalogue.forbiddenPurposes.get(name) ?? null;
  const none = forbidden === null ? "this covenant has no clause for it: refused" : `forbidden by name: ${forbidden}`;
  return {
    exitCode: EXIT.ok,
    json: { format: FORMAT, covenant: covenant.id, version: covenant.version, purpose: name, nl, forbidden, clauses },
    text: [
      `${call.style.strong(name)}${nl === null ? "" : ` (${nl})`} in ${nameOf(covenant)}, ${covenant.title}`,
      ...(clauses.length === 0 ? [call.style.bad(none)] : []),
      ...clauses.flatMap((clause) => ["", ...clauseLines(clause, { catalogue, style: call.style })]),
    ],
  };
}
