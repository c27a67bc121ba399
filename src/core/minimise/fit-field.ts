import type { Catalogue, FieldDefinition } from "../catalogue/types.ts";
import type { Value } from "../document/types.ts";
import { knowsCodes } from "./codes.ts";
import { fit } from "./fit.ts";

/**
 * The value of a field in the one spelling of its type. `undefined` for a malformed one: of another type, or a code that
 * its closed list does not know.
 */
export function fitField(value: Value, definition: FieldDefinition, catalogue: Catalogue): Value | undefined {
  const fitted = fit(value, definition);
  return fitted !== undefined && knowsCodes(fitted, definition, catalogue) ? fitted : undefined;
}
