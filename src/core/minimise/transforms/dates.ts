import type { Value } from "../../document/types.ts";
import { isMonth, isYearNumber, readDay, yearsBetween } from "../calendar.ts";
import { isFields, mapFields } from "../shape.ts";
import { each, type Transformation, type TransformContext } from "./context.ts";

/** Older than anyone has become; a birth date that gives more is a mistake. */
const AGE_MAX = 130;

export const AGE_BANDS = ["0-17", "18-22", "23-27", "28-54", "55-66", "67+"] as const;
const BAND_STARTS = [0, 18, 23, 28, 55, 67];

const dayIn = (value: Value): string | null => (typeof value === "string" ? readDay(value) : null);

/** `1967-12-24` → `1967`, a number. An instant counts by its day in Europe/Amsterdam. */
export const year: Transformation = each((value) => {
  if (typeof value === "number") return isYearNumber(value) ? value : undefined;
  const day = dayIn(value);
  return day === null ? undefined : Number(day.slice(0, 4));
});

/** `2026-08-14` → `2026-08`; of an object its dates only: `{ from, until }`. */
export const month: Transformation = each((value) => (isFields(value) ? mapFields(value, monthOf) : monthOf(value)));

function monthOf(value: Value): string | undefined {
  if (typeof value === "string" && isMonth(value)) return value;
  return dayIn(value)?.slice(0, 7);
}

/** Whole years at the day of the decision, from a birth date or an age; `undefined` for what is neither. */
export function ageOf(value: Value, { today }: Pick<TransformContext, "today">): number | undefined {
  const born = dayIn(value);
  const age = born === null ? value : yearsBetween(born, today());
  return typeof age === "number" && Number.isInteger(age) && age >= 0 && age <= AGE_MAX ? age : undefined;
}

export function bandOfAge(age: number): (typeof AGE_BANDS)[number] {
  const index = BAND_STARTS.findLastIndex((start) => age >= start);
  return AGE_BANDS[index] as (typeof AGE_BANDS)[number];
}

export const isAgeBand = (value: Value | undefined): value is string =>
  typeof value === "string" && AGE_BANDS.some((band) => band === value);

/** Birth date or age → `0-17`, `18-22`, `23-27`, `28-54`, `55-66`, `67+` at the day of the decision. */
export const ageBand: Transformation = each((value, context) => {
  if (isAgeBand(value)) return value;
  const age = ageOf(value, context);
  return age === undefined ? undefined : bandOfAge(age);
});

/** Birth date or age → whether of age (18) at the day of the decision. */
export const adult: Transformation = each((value, context) => {
  if (typeof value === "boolean") return value;
  const age = ageOf(value, context);
  return age === undefined ? undefined : age >= 18;
});
