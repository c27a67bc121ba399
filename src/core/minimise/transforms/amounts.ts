import type { Catalogue, IncomeLimits, IncomeTable } from "../../catalogue/types.ts";
import type { Value } from "../../document/types.ts";
import { fromCents, toCents } from "../money.ts";
import { each, type Transformation, type TransformContext } from "./context.ts";

const STEP_CENTS = 50_00;

const INCOME_CLASSES = ["PT", "DAEB", "ABOVE"];
const SIZE_CLASSES = ["1", "2", "3+"];
const MONTH_BANDS = ["1", "2", "3-5", "6+"];
const EURO_BANDS = ["<500", "500-1500", "1500-3000", ">3000"];

const isOneOf = (words: readonly string[], value: Value): value is string =>
  typeof value === "string" && words.includes(value);

/** `512.10` → `550`: up to the next 50 euro. */
export const round50: Transformation = each((value) => {
  const cents = toCents(value);
  if (cents === null) return undefined;
  const over = ((cents % STEP_CENTS) + STEP_CENTS) % STEP_CENTS;
  return fromCents(over === 0 ? cents : cents - over + STEP_CENTS);
});

/** Money → `<500`, `500-1500`, `1500-3000`, `>3000` (the lower bound belongs to a band); months → `1`, `2`, `3-5`, `6+`. */
export const band: Transformation = each((value, { shape }) => {
  if (shape.type === "money") return isOneOf(EURO_BANDS, value) ? value : euroBand(toCents(value));
  if (isOneOf(MONTH_BANDS, value)) return value;
  return typeof value === "number" ? monthBand(value) : undefined;
});

function euroBand(cents: number | null): string | undefined {
  if (cents === null || cents < 0) return undefined;
  if (cents < 500_00) return "<500";
  if (cents < 1500_00) return "500-1500";
  return cents <= 3000_00 ? "1500-3000" : ">3000";
}

/** A month begun counts with the band it is in: 2.4 is `2`, less than one is `1`; nothing owed has no band. */
function monthBand(months: number): string | undefined {
  if (months <= 0) return undefined;
  if (months < 2) return "1";
  if (months < 3) return "2";
  return months < 6 ? "3-5" : "6+";
}

/** Persons in the household → `1`, `2`, `3+`. */
export const sizeClass: Transformation = each((value) => {
  if (isOneOf(SIZE_CLASSES, value)) return value;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) return undefined;
  return value < 3 ? String(value) : "3+";
});

/**
 * Yearly household income → `PT`, `DAEB` or `ABOVE`, by the table of the allocation year (domain.md §2.3). Reads beside it
 * `householdSize` (without it nothing is given), `elderlyHousehold` (absent is no), and `allocationDate` (absent is today). A year
 * without a table gives nothing.
 */
export const incomeClass: Transformation = (value, context) => {
  if (isOneOf(INCOME_CLASSES, value)) return value;
  const cents = toCents(value);
  const size = context.sibling("householdSize");
  const table = tableOf(context);
  if (cents === null || table === undefined || typeof size !== "number" || size < 1) return undefined;
  const column = columnOf(size, context.sibling("elderlyHousehold") === true);
  if (cents <= table.pt[column] * 100) return "PT";
  return cents <= table.daeb[column] * 100 ? "DAEB" : "ABOVE";
};

function tableOf(context: TransformContext): IncomeTable | undefined {
  const allocated = context.sibling("allocationDate");
  const day = typeof allocated === "string" ? allocated : context.today();
  const tables: Catalogue["incomeTables"] = context.minimise.catalogue.incomeTables;
  return tables.find((table) => table.year === Number(day.slice(0, 4)));
}

function columnOf(size: number, elderly: boolean): keyof IncomeLimits {
  if (elderly) return size === 1 ? "onePersonElderly" : "morePersonsElderly";
  return size === 1 ? "onePerson" : "morePersons";
}
