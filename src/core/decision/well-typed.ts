import { fieldOf } from "../catalogue/look-up.ts";
import { fitField } from "../minimise/fit-field.ts";
import type { Case } from "./types.ts";
import { isSupplied, valueAt } from "./values.ts";

/**
 * Whether the document brings a field along in a form that its type knows. A value that its type refuses is as good as none,
 * and for everybody alike: only a person whom we know is minimised.
 */
export function isWellSupplied(name: string, { catalogue, document }: Case): boolean {
  if (!isSupplied(document.data, name)) return false;
  const definition = fieldOf(catalogue, name);
  const value = valueAt(document.data, name);
  return definition === null || value === undefined || fitField(value, definition, catalogue) !== undefined;
}
