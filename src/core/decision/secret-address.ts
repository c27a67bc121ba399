import type { Context } from "./context.ts";
import { SECRET_MARK } from "./evidence.ts";
import { statesOf } from "./owners.ts";
import { isSupplied, valueAt } from "./values.ts";

/** Whatever leads to where a person lives, in whatever grain: `pc4` is made of the postal code (design §6, holds). */
const ADDRESS: ReadonlySet<string> = new Set([
  "street",
  "houseNumber",
  "houseLetter",
  "houseNumberAddition",
  "postalCode",
  "city",
  "correspondenceAddress",
  "newAddress",
  "unitId",
]);

function isAddress(name: string): boolean {
  const dot = name.indexOf(".");
  return ADDRESS.has(dot < 0 ? name : name.slice(0, dot));
}

/**
 * Whether this field is a secret address that this exchange would disclose. Legal orders and emergencies reach it
 * (domain.md §4.0); what comes in is no disclosure.
 */
export function isSecretAddress(name: string, context: Context): boolean {
  const { clause, outbound, body, case: given } = context;
  if (clause === null || !outbound || !isAddress(name)) return false;
  if (clause.legalOrder !== null || clause.basis === "vital") return false;
  const said = [body, given.document.data].some((data) => data !== null && valueAt(data, SECRET_MARK) === true);
  return said || statesOf(name, context).some(({ addressIsSecret }) => addressIsSecret);
}

/** A clause that cannot do without an address: a person decides whether the secret one goes (a repair needs a door). */
export const requiresAddress = ({ required }: Context): boolean => required.some(isAddress);

/** The secret address fields that would go out for want of another way. */
export const secretFields = (context: Context): readonly string[] =>
  requiresAddress(context)
    ? [...(context.clause?.document.fields.keys() ?? [])].filter(
        (name) => isSecretAddress(name, context) && isSupplied(context.body, name),
      )
    : [];
