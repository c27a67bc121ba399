import { z } from "zod";

import { midnightAfter, parseDay, startOfDay, type Day } from "../calendar.ts";

/** A day of the calendar, written YYYY-MM-DD; kept as written. */
export const daySchema = z
  .string()
  .meta({ format: "date" })
  .refine((text) => parseDay(text) !== null, "is not a date written YYYY-MM-DD");

const numberedDay = z
  .string()
  .meta({ format: "date" })
  .transform((text, context): Day => {
    const day = parseDay(text);
    if (day !== null) return day;
    context.issues.push({ code: "custom", message: "is not a date written YYYY-MM-DD", input: undefined });
    return z.NEVER;
  });

/** `{ from, until }` with `until` the last valid day, read to a span that ends before the next midnight in Amsterdam. */
export const validitySchema = z
  .strictObject({ from: numberedDay, until: numberedDay })
  .refine((span) => span.from <= span.until, "ends before it begins")
  .transform((span) => ({ from: startOfDay(span.from), until: midnightAfter(span.until) }));
