import type { StaffRole } from "../catalogue/party.ts";
import type { Approval, ConsentRule, Inform, Limit, Retention } from "./types.ts";

/** Rules in the words of those who sign them. Other than `print.ts`, which writes the notation of the files. */
const STAFF: Readonly<Record<StaffRole, string>> = {
  "privacy-officer": "privacyfunctionaris",
  "deputy": "plaatsvervanger",
  "fg": "functionaris gegevensbescherming",
  "collections-lead": "hoofd incasso",
  "approver": "goedkeurder",
  "auditor": "controleur",
  "operator": "beheerder",
};
const staff = (roles: readonly StaffRole[], join: string): string => roles.map((role) => STAFF[role]).join(join);

/** `2 personen (privacyfunctionaris, goedkeurder), onder wie een privacyfunctionaris of plaatsvervanger`. */
export function approvalNl({ by, count, includes }: Approval): string {
  const persons = `${count} ${count === 1 ? "persoon" : "personen"} (${staff(by, ", ")})`;
  return [persons, ...includes.map((group) => `onder wie een ${staff(group, " of ")}`)].join(", ");
}

const UNITS = [
  ["Y", "jaar", "jaar"],
  ["M", "maand", "maanden"],
  ["W", "week", "weken"],
  ["D", "dag", "dagen"],
] as const;

/** `P1Y6M` is `1 jaar en 6 maanden`, `1 working day` is `1 werkdag`. */
export function termNl(term: string): string {
  const [, working] = /^(\d+) working days?$/.exec(term) ?? [];
  if (working !== undefined) return `${working} ${working === "1" ? "werkdag" : "werkdagen"}`;
  const parts = UNITS.flatMap(([letter, one, more]) => {
    const count = new RegExp(`(\\d+)${letter}`).exec(term)?.[1];
    return count === undefined ? [] : [`${count} ${count === "1" ? one : more}`];
  });
  return parts.join(" en ");
}

export function consentNl({ required, written, explicitForSpecial, maxMonths }: ConsentRule): string {
  if (required === "none" && !explicitForSpecial) return "niet gevraagd";
  const KINDS = { none: "alleen voor bijzondere gegevens", ordinary: "gevraagd", explicit: "uitdrukkelijk" } as const;
  const special = required === "none" ? "uitdrukkelijk" : "uitdrukkelijk voor bijzondere gegevens";
  return [
    KINDS[required],
    ...(written === true ? ["schriftelijk"] : []),
    ...(explicitForSpecial ? [special] : []),
    ...(maxMonths === null ? [] : [`hoogstens ${maxMonths} maanden oud`]),
  ].join(", ");
}

const INFORM = {
  statement: "door de privacyverklaring",
  copy: "met een afschrift",
  deferred: "later, zodra het kan",
  forbidden: "niet: de wet verbiedt het",
} as const;

export function informNl(inform: Inform): string {
  if (!("term" in inform)) return INFORM[inform.kind];
  return inform.kind === "before" ? `vooraf, minstens ${termNl(inform.term)}` : `binnen ${termNl(inform.term)}`;
}

const WINDOWS: Readonly<Record<Limit["per"], string>> = {
  day: "per dag",
  week: "per week",
  fortnight: "per twee weken",
  month: "per maand",
  year: "per jaar",
  ever: "in totaal",
};

export function limitNl({ max, per, scope, alert }: Limit): string {
  const scopes = { clause: "", subject: " per betrokkene", covenant: " over het hele convenant" } as const;
  const where = typeof scope === "string" ? scopes[scope] : ` per ${scope.fact}`;
  return `${max} ${WINDOWS[per]}${where}; meer wordt ${alert === true ? "gemeld" : "aangehouden"}`;
}

/** The event stays as the file names it: it is a word of the covenant. */
export function retentionNl({ after, term, note }: Retention): string {
  const rule = after === "own policy" ? "eigen beleid" : `${termNl(term)} na: ${after}`;
  return note === null ? rule : `${rule} (${note})`;
}
