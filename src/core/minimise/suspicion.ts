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
  readonly stems: ReadonlySet<string>;
}

const wordsOf = (entries: readonly string[]): Words => ({
  whole: new Set(entries.filter((entry) => !entry.endsWith("*"))),
  stems: new Set(entries.filter((entry) => entry.endsWith("*")).map((entry) => entry.slice(0, -1))),
});

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
  if (next !== undefined && list.whole.has(`${word} ${next}`)) return true;
  for (const ending of ENDINGS) {
    if (word.endsWith(ending) && list.whole.has(word.slice(0, word.length - ending.length))) return true;
  }
  for (let length = STEM_MIN; length <= word.length; length++) {
    if (list.stems.has(word.slice(0, length))) return true;
  }
  return word.includes("-") && word.split("-").some((part) => isListed(part, { next: undefined, list }));
}
