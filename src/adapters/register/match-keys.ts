import type { Identification } from "../../core/covenant/types.ts";
import type { Data } from "../../core/document/types.ts";
import { normaliseAddress, normaliseDate, normaliseName } from "./normalise.ts";

type Part = Exclude<Extract<Identification, { readonly match: readonly unknown[] }>, string>["match"][number];

/** Every combination by which a clause may have a person found; the register keeps an index row for each. */
const COMBINATIONS: readonly (readonly Part[])[] = [
  ["name", "birthDate"],
  ["name", "address"],
  ["name", "birthDate", "address"],
];

const PARTS: Readonly<Record<Part, (data: Data) => string | null>> = {
  name: (data) => normaliseName(textOf(data, "lastName")) || null,
  birthDate: (data) => normaliseDate(textOf(data, "birthDate")),
  address: (data) =>
    normaliseAddress({
      postalCode: textOf(data, "postalCode"),
      houseNumber: textOf(data, "houseNumber"),
      houseLetter: textOf(data, "houseLetter"),
      houseNumberAddition: textOf(data, "houseNumberAddition"),
    }),
};

export interface MatchKey {
  /** Kind of the index row: `name+birthDate`. */
  readonly kind: string;
  readonly value: string;
}

/** The key of one combination; `null` where a part is missing or malformed, so that half a match is none. */
export function matchKey(data: Data, parts: readonly Part[]): MatchKey | null {
  const inOrder = (["name", "birthDate", "address"] as const).filter((part) => parts.includes(part));
  const values = inOrder.map((part) => PARTS[part](data));
  return values.includes(null) ? null : { kind: inOrder.join("+"), value: values.join("\n") };
}

/** All keys of a person's own record. */
export const matchKeysOf = (record: Data): readonly MatchKey[] =>
  COMBINATIONS.map((parts) => matchKey(record, parts)).filter((key) => key !== null);

function textOf(data: Data, field: string): string {
  const value = Object.hasOwn(data, field) ? data[field] : null;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
