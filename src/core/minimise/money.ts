import type { Value } from "../document/types.ts";

// Seven digits before the point: no amount about one tenant has more, and a BSN, with eight or nine, can never be an amount.
const AMOUNT = /^(-?)(\d{1,7})(?:\.(\d{1,2}))?$/;

/** The largest amount, and the smallest without its sign. */
export const AMOUNT_MAX = 9_999_999.99;

/** The first whole amount with eight digits. */
const WHOLE_MAX = 10_000_000;

/** Whole cents of an amount with at most two decimals, read from its digits; `null` for anything else. No float arithmetic. */
export function toCents(value: Value | undefined): number | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  if (Number.isInteger(value) && Math.abs(value as number) < WHOLE_MAX) return (value as number) * 100 + 0;
  const match = AMOUNT.exec(String(value));
  if (match === null) return null;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" && cents !== 0 ? -cents : cents;
}

/** The amount of so many cents, made from its digits. */
export function fromCents(cents: number): number {
  if (cents % 100 === 0) return cents / 100;
  const digits = String(Math.abs(cents)).padStart(3, "0");
  const amount = Number(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
  return cents < 0 ? -amount : amount;
}
