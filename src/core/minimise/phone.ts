import { mergeSpans, viewOf, type Span } from "./view.ts";

// Between the digits of a phone at most three of these (`06 - 12`); an area code may stand in brackets.
const DUTCH = /(?<!\d)0[1-9](?:[\s.()/_-]{0,3}\d){8}(?!\d)/g;
const DUTCH_ABROAD = /(?:\+|(?<!\d)00)31[\s.()/_-]{0,3}(?:\(0\)|0)?[\s.()/_-]{0,3}[1-9](?:[\s.()/_-]{0,3}\d){8}(?!\d)/g;
const FOREIGN = /\+[1-9](?:[\s.()/_-]{0,3}\d){7,14}(?!\d)/g;

/** Dutch phones in a view: `0` + nine digits, `+31` or `0031` + nine digits (Annex B rule 6). */
export function findDutchPhones(text: string): Span[] {
  if (!text.includes("0") && !text.includes("+")) return [];
  return mergeSpans([...spansOf(text, DUTCH_ABROAD), ...spansOf(text, DUTCH)]);
}

/** Any phone in a view, foreign ones (`+49 …`) too. */
export function findPhones(text: string): Span[] {
  const dutch = findDutchPhones(text);
  return text.includes("+") ? mergeSpans([...dutch, ...spansOf(text, FOREIGN)]) : dutch;
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

const TYPED = /^\+?[\d\s.()/-]{3,30}$/;
/** 0800 and 0900 numbers cannot be dialled from abroad, so they keep their national form. */
const SERVICE = /^0(?:800|90[069])\d{4}(?:\d{3})?$/;

/**
 * A phone in one spelling: E.164, Dutch ones `+31…`; service numbers stay national. `null` for what is no phone, among
 * them nine bare digits (Annex B rule 7).
 */
export function normalisePhone(text: string): string | null {
  const seen = viewOf(text).text.trim();
  if (!TYPED.test(seen)) return null;
  const compact = seen.replace(/^((?:\+|00)\d+.*?)\(0\)/, "$1").replace(/[^\d+]/g, "");
  if (SERVICE.test(compact)) return compact;
  const full = compact
    .replace(/^00/, "+")
    .replace(/^0/, "+31")
    .replace(/^\+310/, "+31");
  if (full.startsWith("+31")) return /^\+31[1-9]\d{8}$/.test(full) ? full : null;
  // Nine digits behind a plus are no country's full number that we meet, and may be a BSN.
  return /^\+[1-9]\d{9,14}$/.test(full) ? full : null;
}
