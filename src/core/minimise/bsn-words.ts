import { viewOf } from "./view.ts";

/** What stands in the place of a BSN: never a masked one (Annex B rule 9). */
export const BSN_REMOVED = "[BSN verwijderd]";

/** Names are short; a longer key is no name of ours and is looked at by its digits only. */
const NAME_MAX = 200;

// Words after which digits are an attempt at a BSN (Annex B rule 4). Our own marker is such a word by its first three letters.
const WORDS = [
  "bsn(?:[ ._-]?(?:nummers?|nr|number|no))?(?!\\p{L})",
  "(?<!\\p{L})bs[ ._-]?nummers?(?!\\p{L})",
  "(?<!\\p{L})b[ ._-]s[ ._-]n(?!\\p{L})",
  "(?<!\\p{L})so-?fi(?:[ ._-]?(?:nummers?|nrs?|number))?(?!\\p{L})",
  "burger[ ._-]?service[ ._-]?(?:nummers?|nrs?)(?!\\p{L})",
  "citizen[ ._-]?service[ ._-]?(?:numbers?|nr|no)(?!\\p{L})",
  "national[ ._-]?id(?:entity|entification)?(?:[ ._-]?(?:number|nr|no))?(?!\\p{L})",
  "persoons[ ._-]?(?:nummers?|nrs?)(?!\\p{L})",
  "social[ ._-]?security[ ._-]?(?:number|nr|no)(?!\\p{L})",
  "(?<!\\p{L})ssn(?!\\p{L})",
];
const CONTEXT = new RegExp(WORDS.join("|"), "giu");

/** Where each context word ends, in order. */
export function contextEnds(text: string): number[] {
  return [...text.matchAll(CONTEXT)].map((match) => match.index + match[0].length);
}

const LONG_NAMES = [
  "burgerservicenummer",
  "burgerservicenr",
  "sofinummer",
  "sofinr",
  "sofinumber",
  "citizenservicenumber",
  "citizenservicenr",
  "nationalid",
  "persoonsnummer",
  "persoonsnr",
  "socialsecurity",
];

/** A part of every name that is found below: most keys end here. */
const MAY_BE_BSN = /bsn|sofi|ssn|nationalid|persoonsn|socialsecurity|burgerservicen|citizenservicen/;

/** Whether a key (or the label in a label-and-value pair) names a BSN, in any case and spelling (Annex B rule 3). */
export function isBsnName(key: string): boolean {
  if (key.length > NAME_MAX) return false;
  const name = plainName(key);
  if (!MAY_BE_BSN.test(name)) return false;
  if (name === "sofi" || name === "ssn" || name.startsWith("bsn") || name.endsWith("bsn")) return true;
  if (/bsn(?:nummer|nr|number|no|value|code)?\d*$/.test(name)) return true;
  // Words within a name: `partner_bsn_oud`, `kopieBsnKaart`.
  if (/(?:^|[^a-z])bsn(?:[^a-z]|$)|[a-z](?:Bsn|BSN)(?:[A-Z0-9_]|$)/.test(viewOf(key).text)) return true;
  return LONG_NAMES.some((long) => name.includes(long));
}

/** A name of an organisation's number: RSIN passes the same test and stays (Annex B rule 8). */
export function isOrganisationNumberName(key: string): boolean {
  return key.length <= NAME_MAX && /^(?:rsin|kvk)(?:nummer|nr|number|no)?$/.test(plainName(key));
}

const plainName = (key: string): string =>
  viewOf(key)
    .text.toLowerCase()
    .replace(/[^a-z0-9]/g, "");
