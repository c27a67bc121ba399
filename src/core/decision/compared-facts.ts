import { parseDay } from "../calendar.ts";
import { factsOf } from "../covenant/condition.ts";
import type { FactValue } from "../covenant/types.ts";
import { toContext } from "./context.ts";
import type { Judgement } from "./types.ts";

/** A number of more digits may be a citizen service number that strayed into the wrong field (Annex B). */
const NUMBER_MAX = 9_999_999;

/**
 * The facts that the clause's preconditions compared, for replay and for later exchanges that build on this one (design
 * §12.3). Only what cannot name anybody is kept: yes and no, small numbers, dates; of anything else, that it was there.
 */
export function comparedFacts({
  case: given,
  clause,
}: Pick<Judgement, "case" | "clause">): Readonly<Record<string, FactValue>> {
  if (clause === null) return {};
  const { facts } = toContext(given);
  const names = new Set(clause.preconditions.flatMap(({ condition }) => factsOf(condition)));
  const known = [...names].sort().map((name): [string, FactValue | undefined] => [name, facts(name)]);
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, bare(value)]])));
}

function bare(value: FactValue): FactValue {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value === "number") return Math.abs(value) <= NUMBER_MAX ? value : true;
  if (typeof value === "string") return parseDay(value) === null ? value !== "" : value;
  return typeof value === "object" && value !== null ? true : value;
}
