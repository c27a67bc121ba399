/** A third of the letters may be wrong, and always two: more than that is another word. */
const WRONG_SHARE = 3;
const WRONG_ALWAYS = 2;

/** The candidate that somebody who typed this word most likely meant; `null` where none is near. */
export function findNearest(word: string, candidates: readonly string[]): string | null {
  const bound = Math.max(WRONG_ALWAYS, Math.floor(word.length / WRONG_SHARE));
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = distanceBetween(word, candidate);
    if (distance <= bound && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** Levenshtein's distance, one row at a time. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
