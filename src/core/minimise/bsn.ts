import { BSN_REMOVED, contextEnds } from "./bsn-words.ts";
import { findIbans } from "./iban.ts";
import { findMachineReadable } from "./mrz.ts";
import { findDutchPhones } from "./phone.ts";
import { mergeSpans, replaceSpans, spanAt, viewOf, type Span } from "./view.ts";

/** Annex B rule 4: how far a word such as "BSN" reaches. */
const CONTEXT_REACH = 40;
/** Annex B rule 2: separators in a row that still join digits. */
const SEPARATORS_MAX = 2;
/** One UTF-16 unit gives at most this many digits under NFKC, so a shorter text cannot hold a BSN. */
const DIGITS_PER_UNIT_MAX = 3;

/** Numbers that can begin in the nine groups before a group: two stretches and a phone each, and one more. */
const OVERLAPPING_MAX = 28;

export interface ScanContext {
  /** Digits of identifiers declared in the same message (rule 5), as `declaredDigits` gives them. */
  readonly declared?: ReadonlySet<string>;
  /** The whole text stands next to a word such as "BSN" (rule 4). */
  readonly inContext?: boolean;
  /** A field for an organisation's number, whose RSIN passes the same test (rule 8). */
  readonly organisation?: boolean;
}

export interface Scan {
  readonly text: string;
  readonly bsn: number;
  /** Machine-readable zones, each one identity document. */
  readonly identityDocuments: number;
}

/** Nine digits, 9a+8b+7c+6d+5e+4f+3g+2h−i divisible by 11 and not all zero; eight have a zero in front (rule 1). */
export function passesElevenTest(digits: string): boolean {
  const nine = digits.padStart(9, "0");
  if (!/^\d{9}$/.test(nine) || nine === "000000000") return false;
  let sum = -Number(nine.charAt(8));
  for (let at = 0; at < 8; at++) sum += (9 - at) * Number(nine.charAt(at));
  return sum % 11 === 0;
}

/** The digits of declared identifiers that could be taken for a BSN. */
export function declaredDigits(identifiers: readonly string[]): ReadonlySet<string> {
  const digits = identifiers.filter(mayHoldBsn).map((identifier) => viewOf(identifier).text.replace(/\D/g, ""));
  return new Set(digits.filter((run) => run.length === 9));
}

/**
 * A text without BSNs and machine-readable zones, by all rules of Annex B; each is replaced by `[BSN verwijderd]`. Takes
 * time in proportion to the text, whatever it holds. What is left is found clean when scanned again.
 */
export function scanText(text: string, context: ScanContext = {}): Scan {
  if (!mayHoldBsn(text)) return { text, bsn: 0, identityDocuments: 0 };
  const view = viewOf(text);
  const zones = findMachineReadable(view.text);
  const numbers = mergeSpans(findNumbers(view.text, { zones, context }));
  const spans = mergeSpans([...zones, ...numbers]).map((span) => view.original(span));
  return { text: replaceSpans(text, spans, BSN_REMOVED), bsn: numbers.length, identityDocuments: zones.length };
}

/** Whether the text holds a BSN or a machine-readable zone, with nothing else known about it. */
export function containsBsn(text: string): boolean {
  const scan = scanText(text);
  return scan.bsn + scan.identityDocuments > 0;
}

/** Cheap and never wrong when it says no: most strings of a document end here. */
export function mayHoldBsn(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code > 0x7f) digits += DIGITS_PER_UNIT_MAX;
    if (digits >= 8 || code === 0x3c) return true;
  }
  return false;
}

interface Group extends Span {
  /** Joined to the group before it by at most two separators. */
  readonly joined: boolean;
}

function findGroups(text: string): Group[] {
  const groups: Group[] = [];
  let before = -1;
  for (const match of text.matchAll(/\d+/g)) {
    const between = before < 0 ? null : text.slice(before, Math.min(match.index, before + SEPARATORS_MAX + 1));
    const joined = between !== null && between.length <= SEPARATORS_MAX && /^[\s./_-]*$/.test(between);
    groups.push({ start: match.index, end: match.index + match[0].length, joined });
    before = match.index + match[0].length;
  }
  return groups;
}

/** Walks the digit groups from left to right; every number found makes what follows it suspect again (lists of BSNs). */
function findNumbers(text: string, { zones, context }: { zones: readonly Span[]; context: ScanContext }): Span[] {
  const groups = findGroups(text);
  const phones = findDutchPhones(text);
  const stretches = groups.map((_, index) => stretchesFrom(groups, index));
  if (phones.length === 0 && stretches.every((from) => from.length === 0)) return [];
  const safe = mergeSpans([...zones, ...findIbans(text)]);
  const isNear = createNearness(text, zones);
  const found: Span[] = [];
  groups.forEach(({ start }, index) => {
    if (spanAt(safe, start) !== null) return;
    const near = isNear(start, found) || context.inContext === true;
    const phone = spanAt(phones, start);
    if (near && phone !== null) found.push(phone);
    for (const span of stretches[index] as Span[]) {
      const digits = text.slice(span.start, span.end).replace(/\D/g, "");
      const exempt = phone !== null && span.end <= phone.end;
      if (near || (!exempt && isBsnByTest(digits, context))) found.push(withVatNumber(text, span));
    }
  });
  return found;
}

/** Whether a position lies within reach of a context word, a zone, or a number found before it. Asked from left to right. */
function createNearness(text: string, zones: readonly Span[]): (position: number, found: readonly Span[]) => boolean {
  const ends = [...contextEnds(text), ...zones.map((zone) => zone.end)].sort((a, b) => a - b);
  let next = 0;
  let anchor = -Infinity;
  return (position, found) => {
    for (; (ends[next] ?? Infinity) <= position; next++) anchor = Math.max(anchor, ends[next] as number);
    anchor = Math.max(anchor, endBefore(found, position));
    return position - anchor <= CONTEXT_REACH;
  };
}

/** End of the last number found that ends at or before a position. Those of the last nine groups may still overlap it. */
function endBefore(found: readonly Span[], position: number): number {
  let end = -Infinity;
  for (const span of found.slice(-OVERLAPPING_MAX)) if (span.end <= position) end = Math.max(end, span.end);
  return end;
}

/** Neighbouring groups from this one on that make eight or nine digits together. */
function stretchesFrom(groups: readonly Group[], index: number): Span[] {
  const stretches: Span[] = [];
  const { start } = groups[index] as Group;
  let digits = 0;
  for (let at = index; at < groups.length; at++) {
    const group = groups[at] as Group;
    if (at > index && !group.joined) break;
    digits += group.end - group.start;
    if (digits > 9) break;
    if (digits >= 8) stretches.push({ start, end: group.end });
  }
  return stretches;
}

function isBsnByTest(digits: string, context: ScanContext): boolean {
  if (digits.length !== 9 || context.organisation === true) return false;
  return passesElevenTest(digits) && context.declared?.has(digits) !== true;
}

/** `NL` + BSN + `B01`, the old VAT number of a sole trader, goes as a whole (rule 8). */
function withVatNumber(text: string, span: Span): Span {
  const before = /NL[ .-]?$/i.exec(text.slice(Math.max(0, span.start - 3), span.start));
  const after = /^[ .-]?B[ .-]?\d{2}(?!\d)/i.exec(text.slice(span.end, span.end + 6));
  if (before === null || after === null) return span;
  return { start: span.start - before[0].length, end: span.end + after[0].length };
}
