import { z } from "zod";
import { named } from "./registry.ts";

/** Shapes that several resources share. */
export const instantText = z.iso.datetime({ offset: true });
export const dayText = z.iso.date();
export const partyId = z.string().regex(/^[a-z][a-z0-9-]{2,39}$/);
export const word = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/);
export const uuid7 = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const direction = z.enum(["in", "out", "pull"]);
export const staffRole = z.enum([
  "privacy-officer",
  "deputy",
  "fg",
  "collections-lead",
  "approver",
  "auditor",
  "operator",
]);
/** Our own ids in a path: a row of the register, a hold. */
export const rowId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Query text as a whole number; refuses signs, spaces and fractions. */
export const wholeNumber = (bounds: { readonly min: number; readonly max: number; readonly otherwise: number }) =>
  z
    .string()
    .regex(/^[0-9]{1,6}$/)
    .transform(Number)
    .pipe(z.int().min(bounds.min).max(bounds.max))
    .default(bounds.otherwise);

/** Any JSON object, such as the data of a document. */
export const anyData = z.record(z.string(), named("JsonValue", z.json()));
