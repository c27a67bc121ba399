export type FactValue =
  boolean | number | string | null | readonly FactValue[] | { readonly [member: string]: FactValue };

/** The closed vocabulary of preconditions: explained, compared and tested; no code in contracts (design §5). */
export type Test =
  | { readonly op: "present"; readonly value: boolean }
  | { readonly op: "equals"; readonly value: string | number | boolean }
  | { readonly op: "notEquals"; readonly value: string | number | boolean }
  | { readonly op: "oneOf"; readonly values: readonly (string | number)[] }
  | { readonly op: "noneOf"; readonly values: readonly (string | number)[] }
  | { readonly op: "min"; readonly value: number }
  | { readonly op: "max"; readonly value: number }
  | { readonly op: "minCount"; readonly value: number }
  | { readonly op: "maxCount"; readonly value: number }
  /** The date (or every date) lies at least this many days before the instant, Europe/Amsterdam days. */
  | { readonly op: "olderThanDays"; readonly value: number }
  /** The date (or one of a list) lies at most this many days before the instant; 0: today, or still to come where the fact may be. */
  | { readonly op: "withinDays"; readonly value: number }
  /** The date, or at least one date of a list, lies on or after the date of another fact. */
  | { readonly op: "after"; readonly fact: string }
  /** Equal to another fact, or to one value of a list. */
  | { readonly op: "sameAs"; readonly fact: string }
  /** A code of the receiving or asking party: its own municipality. */
  | { readonly op: "partnersMunicipality" };

/** One fact tested; all tests must hold. */
export interface FactCondition {
  readonly fact: string;
  readonly tests: readonly Test[];
}

export type Condition =
  | FactCondition
  | { readonly allOf: readonly Condition[] }
  | { readonly anyOf: readonly Condition[] }
  | { readonly not: Condition };
