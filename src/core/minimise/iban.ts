import type { Span } from "./view.ts";

/** Length of an IBAN per country, ISO 13616; a country that is not here is not known to us and so no IBAN. */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MA: 28,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  TR: 26,
  UA: 29,
  VA: 22,
};
const LENGTH_MAX = 31;

const SHAPE = /^[A-Z]{2}\d{2}[A-Z0-9]+$/;
const START = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])/giu;

/** Whether this is an IBAN: upper case, no spaces, its country's length, mod 97 (ISO 7064). */
export function isIban(text: string): boolean {
  return (
    text.length <= LENGTH_MAX && SHAPE.test(text) && LENGTHS[text.slice(0, 2)] === text.length && mod97(text) === 1
  );
}

function mod97(iban: string): number {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** Valid IBANs in a text, also written in groups (Annex B rule 5). */
export function findIbans(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(START)) {
    const end = endOfIban(text, match.index);
    if (end !== null) found.push({ start: match.index, end });
  }
  return found;
}

function endOfIban(text: string, start: number): number | null {
  const length = LENGTHS[text.slice(start, start + 2).toUpperCase()] ?? 0;
  let compact = "";
  let at = start;
  while (compact.length < length && at < text.length) {
    const char = text.charAt(at);
    if (/[A-Za-z0-9]/.test(char)) compact += char.toUpperCase();
    // One space or hyphen between groups, as banks print it.
    else if (!/[ -]/.test(char) || !/[A-Za-z0-9]/.test(text.charAt(at - 1))) return null;
    at++;
  }
  return !/[A-Za-z0-9]/.test(text.charAt(at)) && isIban(compact) ? at : null;
}
