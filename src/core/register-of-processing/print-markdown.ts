import { contactText } from "./contact-text.ts";
import { dutchDay, dutchDayOf } from "./dutch-dates.ts";
import { code, factsOf, plain, tableOf } from "./markdown-table.ts";
import { activityLines, wayOf } from "./print-activity.ts";
import type { Mechanism, RegisterReport } from "./schema.ts";
import { keyOf } from "./use.ts";

/** The register for people, in Dutch: printable Markdown with tables; ids stand beside the words. */
export function printRegisterMarkdown(report: RegisterReport): string {
  const { register, use } = report;
  const uses = new Map(use.clauses.map((one) => [keyOf(one), one]));
  return [
    "# Register van verwerkingsactiviteiten",
    "",
    `**${plain(register.controller.name)}** · artikel 30 van de Algemene verordening gegevensbescherming`,
    "",
    ...headLines(report),
    "## Overzicht",
    "",
    ...overviewLines(report),
    "## Verwerkingen",
    "",
    ...register.activities.flatMap((activity, at) =>
      activityLines(activity, { number: at + 1, use: uses.get(keyOf(activity)) }),
    ),
    "## Verwerkers",
    "",
    ...processorLines(report),
    "## Beveiliging",
    "",
    "Algemene beschrijving van de maatregelen (AVG 30, eerste lid, onder g, en 32):",
    "",
    ...register.security.map((measure) => `- ${plain(measure)}`),
    "",
    "## Wat niet in de privacyverklaring staat",
    "",
    ...notPromisedLines(report),
    "## Wat niet wordt gebruikt",
    "",
    ...unusedLines(report),
  ].join("\n");
}

function headLines({ register, on, version, use }: RegisterReport): string[] {
  const officers = register.dataProtectionOfficers.map(contactText).join("; ");
  const joint = register.jointControllers.map(
    (row) => `${contactText(row)} (${code(row.covenant)}, regeling ${plain(row.arrangement)})`,
  );
  return factsOf([
    ["Verwerkingsverantwoordelijke", contactText(register.controller)],
    ["Functionaris gegevensbescherming", officers === "" ? "niet vastgelegd" : officers],
    ["Gezamenlijk verantwoordelijk", joint.join("<br>")],
    ["Peildatum", `${dutchDay(on)}, einde van de dag`],
    ["Versie", `${version.number}, vastgesteld op ${dutchDayOf(version.madeAt)}; SHA-256 ${code(version.sha256)}`],
    [
      "Gebruikscijfers",
      `geteld op ${dutchDayOf(use.computedAt)}, over ${dutchDayOf(use.from)} tot ${dutchDayOf(use.until)}; zij horen niet bij de vastgestelde versie`,
    ],
  ]);
}

function overviewLines({ register: { activities }, use }: RegisterReport): string[] {
  const uses = new Map(use.clauses.map((one) => [keyOf(one), one]));
  const rows = activities.map((activity, at) => {
    const { allowed = 0, refused = 0, held = 0 } = uses.get(keyOf(activity)) ?? {};
    return [
      String(at + 1),
      plain(activity.purpose.nl),
      wayOf(activity),
      plain(activity.partners.map(({ name }) => name).join(", ")),
      activity.standing === "suspended" ? "**geschorst**" : "van kracht",
      `${allowed} / ${refused} / ${held}`,
    ];
  });
  if (rows.length === 0) return ["Er is geen convenant van kracht: er wordt niets uitgewisseld.", ""];
  const head = ["nr.", "doel", "richting", "partners", "status", "toegestaan / geweigerd / aangehouden"];
  return tableOf(head, rows);
}

function processorLines({ register: { processors, controller } }: RegisterReport): string[] {
  if (processors.length === 0) return ["Er is geen verwerker met een overeenkomst die van kracht is.", ""];
  const rows = processors.map((row) => [
    `${contactText(row)}${row.standing === "suspended" ? " **(geschorst)**" : ""}`,
    plain(controller.name),
    plain(row.processing.map(({ nl }) => nl).join(", ")),
    `${code(row.covenant)} versie ${row.version}${row.agreements.length === 0 ? "" : `; ${mechanismText(row.agreements)}`}`,
    row.outsideEea ? mechanismText(row.mechanisms) || "**geen waarborg**" : "geen",
  ]);
  return tableOf(
    ["verwerker", "in opdracht van", "soorten verwerking", "overeenkomst", "doorgifte buiten de EER"],
    rows,
  );
}

const mechanismText = (mechanisms: readonly Mechanism[]): string =>
  plain(mechanisms.map(({ ref, lastDay }) => `${ref} (tot en met ${dutchDay(lastDay)})`).join("; "));

/** None is in force before it is recorded how people hear of it (`informed.yaml`); here stands which ones rest on such a record. */
function notPromisedLines({ register: { activities } }: RegisterReport): string[] {
  const silent = activities.flatMap(({ clause, covenant, version, statement }, at) =>
    statement.length === 0 ? [`- nr. ${at + 1}, ${code(clause)} van ${code(covenant)} versie ${version}`] : [],
  );
  if (silent.length === 0) return ["Alle verwerkingen staan in de privacyverklaring.", ""];
  return ["Van deze bepalingen is apart vastgelegd hoe mensen ervan horen (AVG 13 en 14):", "", ...silent, ""];
}

function unusedLines({ register: { activities }, use }: RegisterReport): string[] {
  const numbers = new Map(activities.map((activity, at) => [keyOf(activity), at + 1]));
  const unused = use.clauses.filter(({ allowed }) => allowed === 0);
  const partly = use.clauses.filter(({ neverReleased }) => neverReleased.length > 0);
  const { refused, held } = use.withoutClause;
  return [
    `Over de twaalf maanden tot ${dutchDayOf(use.until)} (AVG 5, eerste lid, onder c): wat nooit nodig was, kan uit het convenant.`,
    "",
    ...unused.map(
      (one) =>
        `- nr. ${numbers.get(keyOf(one)) ?? "?"}, ${code(one.clause)} van ${code(one.covenant)}: niets verstrekt of ontvangen`,
    ),
    ...partly.map(
      (one) =>
        `- nr. ${numbers.get(keyOf(one)) ?? "?"}, ${code(one.clause)} van ${code(one.covenant)}: nooit vrijgegeven ${one.neverReleased.map(code).join(", ")}`,
    ),
    `- buiten elke bepaling: ${refused} geweigerd, ${held} aangehouden`,
    "",
  ];
}
