import { contactParts } from "./contact-text.ts";
import { dutchDay, dutchDayOf } from "./dutch-dates.ts";
import { code, factsOf, plain } from "./markdown-table.ts";
import type { Activity, ClauseUse, RegisterField, RegisterPartner } from "./schema.ts";

interface Placed {
  readonly number: number;
  readonly use: ClauseUse | undefined;
}

/** One processing activity as a table of its own. */
export function activityLines(activity: Activity, { number, use }: Placed): string[] {
  const { purpose, standing } = activity;
  const mark = standing === "suspended" ? " — GESCHORST" : "";
  return [
    `### ${number}. ${plain(purpose.nl)} — ${wayOf(activity)}${mark}`,
    "",
    ...factsOf([
      ["Convenant", covenantText(activity)],
      ["Bepaling", code(activity.clause)],
      ["Doel", `${plain(purpose.nl)} (${code(purpose.id)})`],
      ["Grondslag", basisText(activity)],
      ["Betrokkenen", plain(activity.dataSubjects.join("; "))],
      ["Gegevens", dataText(activity)],
      ["Bron", activity.sources.map(code).join(", ")],
      ["Ontvangers", activity.recipients.map(code).join(", ")],
      ["Partners", activity.partners.map(partnerText).join("<br>")],
      ["Doorgifte buiten de EER", transferText(activity.partners)],
      ["Toestemming", plain(activity.consent)],
      ["Beoordeling door een mens", plain(activity.approval ?? "niet nodig")],
      ["Informeren", plain(activity.inform)],
      ["Bewaren bij ons", plain(activity.retention.here)],
      ["Bewaren bij de partner", plain(activity.retention.there)],
      ["DPIA", dpiaText(activity)],
      ["Onderlinge regeling", plain(activity.jointArrangement ?? "")],
      ["Privacyverklaring", activity.statement.join(", ")],
      ["Gebruik in twaalf maanden", useText(use)],
    ]),
  ];
}

/** Direction, and the kind of message where a purpose has several in one direction. */
export function wayOf({ clause, direction }: Pick<Activity, "clause" | "direction">): string {
  const message = clause.split("/")[2] ?? "default";
  return message === "default" ? direction.nl : `${direction.nl} (${code(message)})`;
}

const covenantText = ({ title, covenant, version, kind, source, from, lastDay, hash }: Activity): string =>
  `${plain(title)} (${code(covenant)} versie ${version}, ${plain(source)}, ${kind.nl}), ${dutchDay(from)} tot en met ${dutchDay(lastDay)}; ${code(hash.slice(0, 16))}…`;

function basisText({ basis, law, article9, article10 }: Activity): string {
  const special = [article9, article10].filter((article) => article !== null);
  return plain(`${basis.nl}: ${[...law, ...special].join(", ")}`);
}

const dataText = ({ data }: Activity): string =>
  data.map(({ category, fields }) => `*${category.nl}*: ${fields.map(fieldText).join(", ")}`).join("<br>");

function fieldText({ nl, leg, transform, sensitivity, releasable, conditional }: RegisterField): string {
  const notes = [
    ...(leg === "question" ? ["vraag"] : []),
    ...(releasable ? (transform === "pass" ? [] : [transform]) : ["blijft achter"]),
    ...(conditional ? ["onder voorwaarde"] : []),
    ...(sensitivity.id === "O" ? [] : [sensitivity.nl]),
  ];
  return plain(notes.length === 0 ? nl : `${nl} (${notes.join("; ")})`);
}

function partnerText(partner: RegisterPartner): string {
  const { role, standing } = partner;
  return `${plain(contactParts(partner, role.nl).join(", "))}${standing === "suspended" ? " **(geschorst)**" : ""}`;
}

function transferText(partners: readonly RegisterPartner[]): string {
  const outside = partners.filter(({ outsideEea }) => outsideEea);
  if (outside.length === 0) return "geen";
  return outside
    .map(({ name, mechanisms }) => {
      const grounds = mechanisms.map(({ ref, lastDay }) => `${ref}, tot en met ${dutchDay(lastDay)}`).join("; ");
      return `${plain(name)}: ${grounds === "" ? "**geen waarborg: er gaat niets door**" : plain(grounds)}`;
    })
    .join("<br>");
}

const dpiaText = ({ dpia }: Activity): string =>
  dpia === null ? "" : `${plain(dpia.ref)}, opnieuw te bezien vóór ${dutchDay(dpia.reviewBy)}`;

function useText(use: ClauseUse | undefined): string {
  const { allowed = 0, refused = 0, held = 0, lastUse = null } = use ?? {};
  const last = lastUse === null ? "niet gebruikt" : `laatst op ${dutchDayOf(lastUse)}`;
  return `${allowed} toegestaan, ${refused} geweigerd, ${held} aangehouden; ${last}`;
}
