import { deny, hold, type Compared, type Strike } from "./check-result.ts";
import type { Hit } from "./standing.ts";

/** What the rows of the matrix that apply speak against. */
export const strikesOf = (hits: readonly Hit[]): readonly Strike[] =>
  hits.flatMap(({ result, code }) => (result === "pass" ? [] : [result === "deny" ? deny(code) : hold(code)]));

/** Row by row the cell that was read, for the record. */
export const comparedOf = (hits: readonly Hit[]): Compared =>
  Object.fromEntries(hits.map(({ row, cell }) => [row, cell]));
