import { each, type Transformation } from "./context.ts";

const HEAD = 4;
const TAIL = 3;
const MASKED = /^[A-Z]{2}\d{2}(?:[A-Z]{4})?•+[A-Z0-9]{3}$/;

/**
 * `NL12RABO0123456345` → `NL12RABO•••••••345`: country, check digits, the bank where it is four letters, and the last three.
 */
export const maskIban: Transformation = each((value) => {
  if (typeof value !== "string" || value.length <= HEAD + TAIL) return undefined;
  if (MASKED.test(value)) return value;
  const shown = /^[A-Z]{4}$/.test(value.slice(HEAD, 2 * HEAD)) ? 2 * HEAD : HEAD;
  return value.slice(0, shown) + "•".repeat(value.length - shown - TAIL) + value.slice(-TAIL);
});
