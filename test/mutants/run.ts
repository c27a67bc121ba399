import { isDeepStrictEqual } from "node:util";

import {
  actualOf,
  decideVector,
  expectedOf,
  readCovenants,
  readVectors,
  toCase,
  type Covenants,
  type Engine,
  type Vector,
} from "../support/vectors.ts";

export const COVENANTS: Covenants = readCovenants();

/** Cases are made once: a mutant of the code decides the same ones, a mutant of a covenant those that name it. */
const PREPARED = readVectors().map((vector) => ({
  vector,
  given: toCase(vector, COVENANTS),
  expected: expectedOf(vector),
}));

function fails(vector: Vector, decide: () => ReturnType<typeof decideVector>, expected: unknown): boolean {
  try {
    return !isDeepStrictEqual(actualOf(decide(), vector), expected);
  } catch {
    // A mutant that cannot decide at all is seen as well.
    return true;
  }
}

/** The first vector that notices a mutant of the code; `null` when none does. */
export function killerOf(engine?: Engine): string | null {
  const found = PREPARED.find(({ vector, given, expected }) =>
    fails(vector, () => decideVector(vector, given, engine), expected),
  );
  return found?.vector.id ?? null;
}

/** The first vector that notices a mutant of a covenant. Counts stand under the keys of the covenant as it was. */
export function killerOfCovenant(covenants: Covenants, key: string): string | null {
  const found = PREPARED.filter(({ vector }) => vector.given.covenant === key).find(({ vector, given, expected }) => {
    const { covenants: book } = toCase(vector, covenants);
    return fails(vector, () => decideVector(vector, { ...given, covenants: book }), expected);
  });
  return found?.vector.id ?? null;
}

export interface Fate {
  readonly name: string;
  readonly killer: string | null;
}

export interface Tally {
  readonly fates: readonly Fate[];
  /** Mutants that no decision can show; told, not judged. */
  readonly equivalent: number;
}

/** Prints how many were noticed, and the names of those that were not; gives those names. */
export function survivorsOf(kind: string, { fates, equivalent }: Tally): readonly string[] {
  const survivors = fates.filter(({ killer }) => killer === null).map(({ name }) => name);
  const killed = fates.length - survivors.length;
  console.log(
    `${kind}: ${fates.length} mutants, ${killed} killed, ${survivors.length} survived, ${equivalent} equivalent besides`,
  );
  for (const name of survivors) console.log(`  survived: ${name}`);
  return survivors;
}
