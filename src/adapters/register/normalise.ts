/**
 * Match keys: what is left of a name or address when spelling habits are taken away, so that two systems that write one
 * person differently still mean the same one (design §6, subjects). Every function here is idempotent.
 */

/** Prefixes of Dutch and common foreign surnames; the register may hold them apart, within the name, or not at all. */
const PREFIXES: ReadonlySet<string> = new Set(
  (
    "van de den der het t s ten ter te tot toe in op aan bij uit uijt voor onder over vor von zu zum zur vom am im " +
    "v d vd vdr du des la le les l da di do dos das del della degli el al ibn bin ben bint ould abu af av"
  ).split(" "),
);

/** Letters that no decomposition splits into a base letter and a mark. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŋ: "n",
  ĸ: "k",
  ŧ: "t",
  ς: "σ",
};

/** Lower case, without accents; upper case first, since some letters meet only there. */
function fold(text: string): string {
  const cased = bareLetters(bareLetters(text).toUpperCase().toLowerCase());
  return cased.replace(/[ßæœøđðłþħıŋĸŧς]/gu, (letter) => SPELT_OUT[letter] ?? letter);
}

/** Marks go before the case changes: a Greek iota below the line would become a letter. */
const bareLetters = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "");

const wordsOf = (text: string): readonly string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** `Van den Berg-de Vries` → `bergdevries`: leading prefixes go, but never the whole name. Empty where no letter is left. */
export function normaliseName(name: string): string {
  const words = wordsOf(name);
  const first = words.findIndex((word, at) => !PREFIXES.has(word) || at === words.length - 1);
  return words.slice(Math.max(first, 0)).join("");
}

/** A calendar date as written, `YYYY-MM-DD`; `null` for anything else. */
export const normaliseDate = (date: string): string | null => /^\d{4}-\d{2}-\d{2}$/.exec(date.trim())?.[0] ?? null;

export interface AddressParts {
  readonly postalCode: string;
  readonly houseNumber: string;
  readonly houseLetter: string;
  readonly houseNumberAddition: string;
}

/**
 * `6561 ab` + `12-a` and `6561AB` + `12` + `A` → `6561AB|12|A`: the first digits are the number, everything after them
 * letter and addition. `null` without a Dutch postcode or a number.
 */
export function normaliseAddress(parts: AddressParts): string | null {
  const postalCode = bare(parts.postalCode);
  const number = /^0*(\d+)(.*)$/.exec(bareKeepingOrder(parts));
  if (!/^[1-9]\d{3}[A-Z]{2}$/.test(postalCode) || number === null) return null;
  return [postalCode, number[1], number[2]?.replaceAll("|", "")].join("|");
}

const bare = (text: string): string => wordsOf(text).join("").toUpperCase();

/** A bar keeps `12` + `3` apart from `123`. */
const bareKeepingOrder = (parts: AddressParts): string =>
  `${bareNumber(parts.houseNumber)}|${bare(parts.houseLetter)}${bare(parts.houseNumberAddition)}`;

/** The same for a number that carries its own addition: `12-3`. */
const bareNumber = (text: string): string => wordsOf(text).join("|").toUpperCase();
