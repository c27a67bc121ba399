/** Numbers for comparing two things that were measured in turn; every random draw is seeded, so that a run can be repeated. */

export type Random = () => number;

/** Mulberry32: small, seeded and good enough for drawing samples. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)] as Item;

export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const out = [...items];
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [out[at], out[other]] = [out[other] as Item, out[at] as Item];
  }
  return out;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface TwoSamples {
  /** Chance that a draw from the first is larger than one from the second; 0.5 where they are alike. */
  readonly larger: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
  readonly medianDifference: number;
  /** 99 % bootstrap interval of that difference. */
  readonly from: number;
  readonly until: number;
}

/** Mann–Whitney with the correction for ties, and a bootstrap interval for the difference of the medians. */
export function compareSamples(
  [first, second]: readonly [readonly number[], readonly number[]],
  { random, resamples }: { readonly random: Random; readonly resamples: number },
): TwoSamples {
  const { u, z } = mannWhitney(first, second);
  const differences = Array.from(
    { length: resamples },
    () => median(resampled(first, random)) - median(resampled(second, random)),
  );
  return {
    larger: u / (first.length * second.length),
    z,
    p: 2 * (1 - normalBelow(Math.abs(z))),
    medianDifference: median(first) - median(second),
    from: quantile(differences, 0.005),
    until: quantile(differences, 0.995),
  };
}

const resampled = (values: readonly number[], random: Random): number[] => values.map(() => pick(values, random));

function mannWhitney(first: readonly number[], second: readonly number[]): { readonly u: number; readonly z: number } {
  const all = [
    ...first.map((value) => ({ value, mine: true })),
    ...second.map((value) => ({ value, mine: false })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length;) {
    let until = from + 1;
    while (until < all.length && all[until]?.value === all[from]?.value) until++;
    const rank = (from + 1 + until) / 2; // the mean of the ranks that the tied ones share
    for (let at = from; at < until; at++) if (all[at]?.mine === true) rankSum += rank;
    ties += (until - from) ** 3 - (until - from);
    from = until;
  }
  const [n, m, total] = [first.length, second.length, all.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return { u, z: variance === 0 ? 0 : (u - (n * m) / 2) / Math.sqrt(variance) };
}

/** The standard normal's distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/** Three significant digits of what was measured: the rest is noise. Whole numbers are counts, and stay. */
export const rounded = (value: number): number =>
  Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(3));
