import type { Data } from "../../core/document/types.ts";
import { GatewayError } from "../../core/errors.ts";

/** What is sealed in a person's row. The tag inside keeps one column from being read as another. */
export type Sealed =
  | { readonly is: "record"; readonly personRef: string; readonly record: Data }
  | { readonly is: "facts"; readonly facts: Data };

export const writeSealed = (content: Sealed): Uint8Array => new TextEncoder().encode(JSON.stringify(content));

/** Throws INVARIANT_BROKEN where another column's content stands. */
export function readSealed<Is extends Sealed["is"]>(is: Is, bytes: Uint8Array): Extract<Sealed, { readonly is: Is }> {
  const content = JSON.parse(new TextDecoder().decode(bytes)) as Sealed;
  if (content.is !== is) throw new GatewayError("INVARIANT_BROKEN", `a sealed \`${is}\` holds something else`);
  return content as Extract<Sealed, { readonly is: Is }>;
}
