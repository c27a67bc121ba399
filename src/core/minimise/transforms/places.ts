import type { Value } from "../../document/types.ts";
import { isFields, memberOf } from "../shape.ts";
import { each, type Transformation, type TransformContext } from "./context.ts";

/** Annex C: the four digits of postcodes and the CBS code of their municipality. A cross-check, not the source. */
const MUNICIPALITY_OF_PC4: ReadonlyMap<string, string> = new Map([
  ...["6561", "6562", "6564", "6566", "6571", "6573", "6574", "6575", "6576", "6577", "6578", "6579"].map(
    (pc4) => [pc4, "GM1945"] as const,
  ),
  ...["6581", "6582", "6611", "6612"].map((pc4) => [pc4, "GM0252"] as const),
]);

const PC4 = /^([1-9]\d{3})(?:[A-Z]{2})?$/;
const CODE = /^(?:GM)?(\d{4})$/;

/** The municipality that Annex C gives for a postcode; `null` for a postcode outside Berg en Dal and Heumen. */
export function municipalityOfPostcode(postalCode: string): string | null {
  return MUNICIPALITY_OF_PC4.get(PC4.exec(postalCode)?.[1] ?? "") ?? null;
}

function pc4Of(value: Value | undefined): string | undefined {
  return typeof value === "string" ? PC4.exec(value)?.[1] : undefined;
}

/** Postcode → its four digits; an address by its own postcode, a street or town by the one beside it. */
export const pc4: Transformation = each((value, context) => {
  if (isFields(value)) return pc4Of(memberOf(value, "postalCode"));
  return pc4Of(value) ?? pc4Of(context.sibling("postalCode"));
});

function codeOf(value: Value | undefined): string | undefined {
  const digits = typeof value === "string" ? CODE.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : `GM${digits}`;
}

/** A postcode alone, never four digits: those are a municipality's code. */
function byPostcode(value: Value | undefined): string | undefined {
  const postalCode = typeof value === "string" && value.length === 6 ? value : "";
  return municipalityOfPostcode(postalCode) ?? undefined;
}

/**
 * Address, town or municipality code → `GM0252`. The municipality in the address record goes first; only where there is none
 * does the postcode list of Annex C answer; a postcode that it does not know gives nothing.
 */
export const municipality: Transformation = each((value, context) => {
  if (isFields(value)) return codeOf(memberOf(value, "municipalityCode")) ?? byPostcode(memberOf(value, "postalCode"));
  return codeOf(value) ?? byPostcode(value) ?? beside(context);
});

function beside({ sibling }: TransformContext): string | undefined {
  return codeOf(sibling("municipalityCode")) ?? byPostcode(sibling("postalCode"));
}
