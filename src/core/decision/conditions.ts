import { dayOf } from "../calendar.ts";
import type { Condition, FactCondition, FactValue, Test } from "../covenant/types.ts";
import type { Instant } from "../ids.ts";
import { daysOf } from "./fact-days.ts";
import type { Facts } from "./facts.ts";

/** `null`: unknown. */
export type Truth = boolean | null;

export interface Ground {
  readonly facts: Facts;
  readonly now: Instant;
  /** CBS codes of the partner. */
  readonly municipalityCodes: readonly string[];
}

/**
 * Judges a condition in three values: what rests on an unknown fact is unknown, unless the rest decides it already.
 * A value of the wrong type is as good as unknown; so is evidence that bears a date of tomorrow, which no `Facts` gives (`happened`).
 */
export function judgeCondition(condition: Condition, ground: Ground): Truth {
  if ("allOf" in condition) return all(condition.allOf, (part) => judgeCondition(part, ground));
  if ("anyOf" in condition) return not(all(condition.anyOf, (part) => not(judgeCondition(part, ground))));
  if ("not" in condition) return not(judgeCondition(condition.not, ground));
  return judgeFact(condition, ground);
}

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

/** One that is false decides; what is unknown leaves the whole unknown. */
function all<Part>(parts: readonly Part[], judge: (part: Part) => Truth): Truth {
  let truth: Truth = true;
  for (const part of parts) {
    const found = judge(part);
    if (found === false) return false;
    if (found === null) truth = null;
  }
  return truth;
}

function judgeFact(condition: FactCondition, ground: Ground): Truth {
  const value = ground.facts(condition.fact);
  if (value === undefined || condition.tests.length === 0) return null;
  return all(condition.tests, (test) => judgeTest(test, value, ground));
}

/** A known no satisfies what asks for absence or `false`, and nothing that compares a value. */
function judgeTest(test: Test, value: FactValue, ground: Ground): Truth {
  switch (test.op) {
    case "present":
      return isPresent(value) === test.value;
    case "equals":
      return equals(value, test.value);
    case "notEquals":
      return !equals(value, test.value);
    case "oneOf":
      return test.values.includes(value as string | number);
    case "noneOf":
      return !test.values.includes(value as string | number);
    case "min":
      return compare(value, (number) => number >= test.value);
    case "max":
      return compare(value, (number) => number <= test.value);
    case "minCount":
      return count(value, (length) => length >= test.value);
    case "maxCount":
      return count(value, (length) => length <= test.value);
    case "sameAs":
      return same(value, ground.facts(test.fact));
    case "partnersMunicipality":
      return typeof value === "string" && ground.municipalityCodes.includes(value);
    default:
      return judgeDates(test, value, ground);
  }
}

type DateTest = Extract<Test, { readonly op: "olderThanDays" | "withinDays" | "after" }>;

function judgeDates(test: DateTest, value: FactValue, { facts, now }: Ground): Truth {
  const days = daysOf(value);
  if (days === null) return null;
  if (days.length === 0) return false;
  const today = dayOf(now);
  if (test.op === "olderThanDays") return days.every((day) => today - day >= test.value);
  if (test.op === "withinDays") return days.some((day) => today - day <= test.value);
  const since = facts(test.fact);
  const others = since === undefined ? null : daysOf(since);
  const [other] = others ?? [];
  if (others === null) return null;
  return other !== undefined && days.some((day) => day >= other);
}

/** An empty list, an empty text and `false` are as absent as a known no. */
const isPresent = (value: FactValue): boolean =>
  value !== null && value !== false && value !== "" && !(Array.isArray(value) && value.length === 0);

/** A known no is `false` in so many words. */
const equals = (value: FactValue, wanted: string | number | boolean): boolean => (value ?? false) === wanted;

const compare = (value: FactValue, holds: (number: number) => boolean): Truth =>
  value === null ? false : typeof value === "number" ? holds(value) : null;

function count(value: FactValue, holds: (length: number) => boolean): Truth {
  if (value === null) return holds(0);
  return Array.isArray(value) ? holds(value.length) : null;
}

/** Of a list: the same as one of its values. A list is the same as nothing. */
function same(value: FactValue, other: FactValue | undefined): Truth {
  if (other === undefined) return null;
  if (value === null || other === null) return false;
  if (Array.isArray(other) && typeof value !== "object") {
    return not(all(other as readonly FactValue[], (one) => not(same(value, one))));
  }
  return typeof value === "object" || typeof other === "object" ? null : value === other;
}
