import type { Approval, ConsentRule, Inform, Retention } from "../covenant/types.ts";
import { informText, staffRoleText } from "./labels.ts";

const UNITS: readonly (readonly [string, string, string])[] = [
  ["Y", "jaar", "jaar"],
  ["M", "maand", "maanden"],
  ["W", "week", "weken"],
  ["D", "dag", "dagen"],
];

/** `P2Y` as `2 jaar`; what is no duration of years to days stays as it is. */
export function durationText(duration: string): string {
  if (!/^P(\d+[YMWD])+$/.test(duration)) return duration;
  const parts = [...duration.matchAll(/(\d+)([YMWD])/g)].map(([, amount, unit]) => {
    const [, one, many] = UNITS.find(([letter]) => letter === unit) ?? ["", "", ""];
    return `${amount} ${amount === "1" ? one : many}`;
  });
  return parts.join(" en ");
}

/** The events after which files count, as covenants name them; another is shown in the covenant's own word. */
const EVENTS: Readonly<Record<string, string>> = {
  "end of consent or coaching": "het einde van toestemming of begeleiding",
  "case closed": "het sluiten van de zaak",
  "case end": "het einde van de zaak",
  "arrangement": "het einde van de regeling",
  "decision": "het besluit",
  "order": "de vordering",
  "mandate end": "het einde van het bewind",
  "definitive allocation": "de definitieve toewijzing",
  "settled": "de afwikkeling",
  "release": "de verstrekking",
  "opt-out": "de afmelding",
  "opt-out or tenancy end": "de afmelding of het einde van de huur",
  "opinion and compensation final": "het vaststellen van verklaring en compensatie",
  "help declined": "het afwijzen van hulp",
  "guidance": "de begeleiding",
  "field work": "het veldwerk",
  "completion": "de oplevering",
  "book year": "het boekjaar",
  "backup": "het maken van de back-up",
  "agreement end": "het einde van de overeenkomst",
  "ticket": "het sluiten van de melding",
  "tenancy": "het einde van de huur",
  "survey": "het onderzoek",
  "send": "de verzending",
  "request": "het verzoek",
  "project": "het project",
  "bounce": "het niet aankomen",
  "answers": "de antwoorden",
};

export function retentionText({ after, term, note }: Retention): string {
  const text = after === "own policy" ? "eigen beleid" : `${durationText(term)} na ${EVENTS[after] ?? after}`;
  return note === null ? text : `${text} (${note})`;
}

export function consentText({ required, written, explicitForSpecial, maxMonths }: ConsentRule): string {
  const most = maxMonths === null ? "" : `, hoogstens ${maxMonths} maanden oud`;
  if (required === "none") {
    return explicitForSpecial ? `alleen voor bijzondere gegevens: uitdrukkelijke toestemming${most}` : "niet gevraagd";
  }
  const form = written === true ? "schriftelijke " : "";
  const kind = `${form}${required === "explicit" ? "uitdrukkelijke toestemming" : "toestemming"}`;
  return `${kind}${explicitForSpecial ? ", uitdrukkelijk voor bijzondere gegevens" : ""}${most}`;
}

export function approvalText({ by, count, includes }: Approval): string {
  const who = `${count} van: ${by.map(staffRoleText).join(", ")}`;
  return [who, ...includes.map((group) => `onder wie ${group.map(staffRoleText).join(" of ")}`)].join("; ");
}

export const informingText = (inform: Inform): string =>
  "term" in inform ? `${informText(inform.kind)}, ${durationText(inform.term)}` : informText(inform.kind);
