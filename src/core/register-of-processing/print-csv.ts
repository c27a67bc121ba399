import { contactParts } from "./contact-text.ts";
import type { Activity, ClauseUse, RegisterReport } from "./schema.ts";
import { keyOf } from "./use.ts";

/** What a spreadsheet would run as a formula, also behind spaces and in the wide forms of these signs. */
const FORMULA = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/;

/** One cell: always quoted, so that `;`, quotes and line ends stay inside it, and never a formula. */
export function csvCell(value: string | number): string {
  const text = String(value);
  // A number of ours is a number; text that begins like a formula is shown as text by an apostrophe before it.
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/**
 * RFC 4180 with `;`, as Dutch spreadsheets read it, with a byte order mark so that they take it for UTF-8: a header, then
 * a row for every clause. Lists stand in one cell, joined by ` | `.
 */
export function printRegisterCsv(report: RegisterReport): string {
  const uses = new Map(report.use.clauses.map((use) => [keyOf(use), use]));
  const rows = report.register.activities.map((activity) => {
    const use = uses.get(keyOf(activity));
    return COLUMNS.map(({ of }) => csvCell(of({ report, activity, use })));
  });
  const lines = [COLUMNS.map(({ title }) => csvCell(title)), ...rows];
  return `\ufeff${lines.map((line) => `${line.join(";")}\r\n`).join("")}`;
}

interface Row {
  readonly report: RegisterReport;
  readonly activity: Activity;
  /** Absent only where the figures are of another version than the row. */
  readonly use: ClauseUse | undefined;
}

interface Column {
  readonly title: string;
  readonly of: (row: Row) => string | number;
}

const joined = (parts: readonly string[]): string => parts.join(" | ");

const COLUMNS: readonly Column[] = [
  { title: "peildatum", of: ({ report }) => report.on },
  { title: "register", of: ({ report }) => report.version.sha256 },
  { title: "convenant", of: ({ activity }) => activity.covenant },
  { title: "versie", of: ({ activity }) => activity.version },
  { title: "titel", of: ({ activity }) => activity.title },
  { title: "bron", of: ({ activity }) => activity.source },
  { title: "soort", of: ({ activity }) => activity.kind.nl },
  { title: "bepaling", of: ({ activity }) => activity.clause },
  { title: "status", of: ({ activity }) => (activity.standing === "suspended" ? "geschorst" : "van kracht") },
  { title: "van", of: ({ activity }) => activity.from },
  { title: "tot en met", of: ({ activity }) => activity.lastDay },
  { title: "doel", of: ({ activity }) => activity.purpose.nl },
  { title: "doel-id", of: ({ activity }) => activity.purpose.id },
  { title: "grondslag", of: ({ activity }) => activity.basis.nl },
  {
    title: "artikelen",
    of: ({ activity: { law, article9, article10 } }) =>
      joined([...law, article9, article10].filter((text) => text !== null)),
  },
  { title: "richting", of: ({ activity }) => activity.direction.nl },
  { title: "betrokkenen", of: ({ activity }) => joined(activity.dataSubjects) },
  {
    title: "gegevens",
    of: ({ activity }) =>
      joined(activity.data.map(({ category, fields }) => `${category.nl}: ${fields.map(({ nl }) => nl).join(", ")}`)),
  },
  {
    title: "gevoeligheid",
    of: ({ activity }) =>
      joined([...new Set(activity.data.flatMap(({ fields }) => fields.map(({ sensitivity }) => sensitivity.nl)))]),
  },
  { title: "verwerkingsverantwoordelijke", of: ({ report }) => contactParts(report.register.controller).join(", ") },
  { title: "bronpartijen", of: ({ activity }) => joined(activity.sources) },
  { title: "ontvangers", of: ({ activity }) => joined(activity.recipients) },
  {
    title: "geschorste partners",
    of: ({ activity }) =>
      joined(activity.partners.filter(({ standing }) => standing === "suspended").map(({ name }) => name)),
  },
  {
    title: "derde landen",
    of: ({ activity }) =>
      joined(
        activity.partners
          .filter(({ outsideEea }) => outsideEea)
          .map(({ name, mechanisms }) => `${name}: ${mechanisms.map(({ ref }) => ref).join(", ") || "geen waarborg"}`),
      ),
  },
  { title: "toestemming", of: ({ activity }) => activity.consent },
  { title: "beoordeling", of: ({ activity }) => activity.approval ?? "" },
  { title: "informeren", of: ({ activity }) => activity.inform },
  { title: "bewaren hier", of: ({ activity }) => activity.retention.here },
  { title: "bewaren daar", of: ({ activity }) => activity.retention.there },
  {
    title: "DPIA",
    of: ({ activity: { dpia } }) => (dpia === null ? "" : `${dpia.ref}, herzien vóór ${dpia.reviewBy}`),
  },
  { title: "onderlinge regeling", of: ({ activity }) => activity.jointArrangement ?? "" },
  { title: "privacyverklaring", of: ({ activity }) => joined(activity.statement) },
  { title: "toegestaan", of: ({ use }) => use?.allowed ?? 0 },
  { title: "geweigerd", of: ({ use }) => use?.refused ?? 0 },
  { title: "aangehouden", of: ({ use }) => use?.held ?? 0 },
  { title: "laatste gebruik", of: ({ use }) => use?.lastUse ?? "" },
  { title: "nooit vrijgegeven velden", of: ({ use }) => joined(use?.neverReleased ?? []) },
  { title: "gebruik geteld op", of: ({ report }) => report.use.computedAt },
];
