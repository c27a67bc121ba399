import { SPECIAL_WORDS } from "./special-words.ts";
import { viewOf } from "./view.ts";

export type Suspicion = keyof typeof SPECIAL_WORDS;

const WORD = /[a-z]+(?:-[a-z]+)*/g;
const WORD_MAX = 60;
/** No stem of the list is shorter. */
const STEM_MIN = 4;
const ENDINGS = ["", "e", "en", "s", "n", "t"];

interface Words {
  readonly whole: ReadonlySet<string>;
  /** Stems by their first letters, so that most words cost one look. */
  readonly stems: ReadonlyMap<string, readonly string[]>;
}

function wordsOf(entries: readonly string[]): Words {
  const stems = entries.filter((entry) => entry.endsWith("*")).map((entry) => entry.slice(0, -1));
  const byStart = new Map<string, string[]>();
  for (const stem of stems)
    byStart.set(stem.slice(0, STEM_MIN), [...(byStart.get(stem.slice(0, STEM_MIN)) ?? []), stem]);
  return { whole: new Set(entries.filter((entry) => !entry.endsWith("*"))), stems: byStart };
}

const LISTS: readonly (readonly [Suspicion, Words])[] = [
  ["health", wordsOf(SPECIAL_WORDS.health)],
  ["criminal", wordsOf(SPECIAL_WORDS.criminal)],
];

/** What the words of a text hint at: health, crime, both or neither. Blind to case and accents; whole words only. */
export function suspect(text: string): readonly Suspicion[] {
  const words = plain(text).match(WORD) ?? [];
  return LISTS.filter(([, list]) => words.some((word, at) => isListed(word, { next: words[at + 1], list }))).map(
    ([about]) => about,
  );
}

/** Lower case without accents: `Cocaïne` and `cocaine` are one word. */
const plain = (text: string): string => viewOf(text.normalize("NFD")).text.toLowerCase();

function isListed(word: string, { next, list }: { next: string | undefined; list: Words }): boolean {
  if (word.length > WORD_MAX) return false;
  if (list.stems.get(word.slice(0, STEM_MIN))?.some((stem) => word.startsWith(stem)) === true) return true;
  if (next !== undefined && list.whole.has(`${word} ${next}`)) return true;
  if (ENDINGS.some((ending) => word.endsWith(ending) && list.whole.has(word.slice(0, word.length - ending.length)))) {
    return true;
  }
  return word.includes("-") && word.split("-").some((part) => isListed(part, { next: undefined, list }));
}
