import { FIRST_NAMES, NO_NAMES, PREFIXES, RELATIVES, SHORT_TITLES, STREET_ENDING, TITLES } from "./name-words.ts";
import { mergeSpans, type Span } from "./view.ts";

/** Initials, prefixes and words of one name: more belong to the next sentence. */
const PARTS_MAX = 8;
const WORD = /[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)*/gu;
const WORD_MAX = 40;

/** Prefixes that are everyday words too. */
const COMMON_PREFIXES = new Set(["van", "de", "den", "der", "het", "te", "ter", "la", "le", "di"]);

interface Word extends Span {
  readonly text: string;
  readonly lower: string;
  readonly capital: boolean;
  /** What stands between this word and the next, at most three characters of it. */
  readonly gap: string;
}

/**
 * Where a text names persons other than the subject: behind a form of address or trade ("mevrouw De Vries"), behind a
 * relative ("haar zoon Piet"), initials with a surname ("J.P. de Boer"), a common first name, or two capitalised words
 * around a prefix ("Samira el Idrissi"). Rules and lists only, so the same text always gives the same answer.
 *
 * Limits: a rare first name alone, a surname alone, and names in lower case are not seen; a brand or place written like a
 * name is taken for one; the subject's namesakes stay. Suspicion and four eyes are what stands behind it.
 */
export function findOtherNames(text: string, subjectNames: readonly string[]): Span[] {
  const words = wordsOf(text);
  const own = new Set(subjectNames.flatMap((name) => wordsOf(name).map((word) => plain(word.text))));
  const found: Span[] = [];
  for (let at = 0; at < words.length; at++) {
    const last = nameFrom(words, at);
    if (last === null) continue;
    const name = words.slice(at, last + 1);
    if (!isSubject(name, own)) found.push({ start: (name[0] as Word).start, end: endOf(name, text) });
    at = last;
  }
  return mergeSpans(found);
}

function wordsOf(text: string): Word[] {
  const matches = [...text.matchAll(WORD)];
  return matches.map((match, index) => {
    const end = match.index + match[0].length;
    const next = matches[index + 1]?.index ?? text.length;
    const word = match[0].slice(0, WORD_MAX);
    const gap = text.slice(end, Math.min(next, end + 3));
    return { text: word, lower: word.toLowerCase(), capital: /^['’]?\p{Lu}/u.test(word), gap, start: match.index, end };
  });
}

/** The last word of a name that begins at this word; `null` when none begins here. */
function nameFrom(words: readonly Word[], at: number): number | null {
  const word = words[at] as Word;
  const end = endOfName(words, at);
  if (end === null) return null;
  const isStreet = STREET_ENDING.test((words[end] as Word).text);
  if (isCued(words, at)) {
    if (NO_NAMES.has(word.lower)) return null;
    // "mevrouw Jansen Dorpsstraat 5": the name ends where the address begins.
    return isStreet ? endOfName(words.slice(0, end), at) : end;
  }
  if (isStreet) return null;
  if (isInitial(word)) return end > at && !isInitial(words[end] as Word) ? end : null;
  if (!word.capital || word.text.length < 2) return null;
  if (FIRST_NAMES.has(plain(word.text.replace(/['’]s$/, "")))) return end;
  return isPrefixed(words, { at, end }) ? end : null;
}

function isCued(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  const word = words[at] as Word;
  return before !== undefined && isCue(before) && (word.capital || PREFIXES.has(word.lower));
}

/** "Samira el Idrissi": prefixes between two capitals. At the start of a sentence "Verzoek van Oosterpoort" is none. */
function isPrefixed(words: readonly Word[], { at, end }: { at: number; end: number }): boolean {
  const prefixes = words.slice(at + 1, end).filter((word) => !word.capital && PREFIXES.has(word.lower));
  if (prefixes.length === 0 || NO_NAMES.has((words[at] as Word).lower)) return false;
  const before = words[at - 1];
  const startsSentence = before === undefined || /[.!?:\n]/.test(before.gap);
  return !startsSentence || prefixes.length > 1 || !COMMON_PREFIXES.has((prefixes[0] as Word).lower);
}

function isCue(word: Word): boolean {
  if (SHORT_TITLES.has(word.lower)) return /^\.?[ \t]{0,2}$/.test(word.gap);
  if (TITLES.has(word.lower)) return /^[ \t]{1,2}$/.test(word.gap);
  return RELATIVES.has(word.lower) && /^[:,]?[ \t]{1,2}$/.test(word.gap);
}

const isInitial = (word: Word): boolean => /^(?:\p{Lu}|IJ|Th|Ch|Ph)$/u.test(word.text) && word.gap.startsWith(".");

/** Initials, prefixes and capitalised words in a row; ends on a capitalised word that is no prefix. */
function endOfName(words: readonly Word[], from: number): number | null {
  let end: number | null = null;
  let parts = 0;
  for (let at = from; at < words.length && parts < PARTS_MAX; at++) {
    const word = words[at] as Word;
    const isPart = word.capital && !PREFIXES.has(word.lower) && (at === from || !NO_NAMES.has(word.lower));
    if (isPart) end = at;
    else if (!PREFIXES.has(word.lower)) break;
    parts++;
    if (!(isInitial(word) ? /^\.[ \t]?$/ : /^[ \t]$/).test(word.gap)) break;
  }
  return end;
}

/** Every part of the name is one of the subject's: its words, or the letters they begin with. */
function isSubject(name: readonly Word[], own: ReadonlySet<string>): boolean {
  if (own.size === 0) return false;
  const letters = new Set([...own].map((part) => part.charAt(0)));
  return name.every((word) => {
    if (PREFIXES.has(word.lower)) return true;
    return isInitial(word) ? letters.has(plain(word.text).charAt(0)) : own.has(plain(word.text));
  });
}

/** An initial takes its full stop along. */
function endOf(name: readonly Word[], text: string): number {
  const last = name.at(-1) as Word;
  return isInitial(last) && text.charAt(last.end) === "." ? last.end + 1 : last.end;
}

const plain = (word: string): string =>
  word
    .normalize("NFD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase();
