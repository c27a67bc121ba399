import type { Value } from "../../document/types.ts";
import { isFields, memberOf, type Fields } from "../shape.ts";
import { each, type Transformation } from "./context.ts";

/** The members of that name, if there are any. */
function pick(value: Value, names: readonly string[]): Fields | undefined {
  if (!isFields(value)) return undefined;
  const kept = names.flatMap((name) => {
    const member = memberOf(value, name);
    return member === undefined || isFields(member) ? [] : [[name, member] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const REFERENCES = ["reference", "ref", "id", "number", "caseNo"];
const STATUS = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$/;

/** Document → reference, type and date; its content, name and court stay behind. A bare reference becomes `{ reference }`. */
export const docRef: Transformation = each((value) =>
  typeof value === "string" ? { reference: value } : pick(value, [...REFERENCES, "type", "date"]),
);

/** Agreement or order → its id and date; conditions and grounds stay behind. */
export const idDate: Transformation = each((value) => pick(value, [...REFERENCES, "date"]));

/** Arrangement → `{ status }`; a bare status stays. */
export const statusOnly: Transformation = each((value) =>
  typeof value === "string" ? statusOf(value) : pick(value, ["status"]),
);

/** Collection → `{ kind, status }`. */
export const kindAndStatus: Transformation = each((value) => pick(value, ["kind", "status"]));

/** A status is one word; a sentence is a narrative. */
const statusOf = (text: string): string | undefined => (STATUS.test(text) ? text : undefined);

const ARMOR =
  /^-----BEGIN PGP MESSAGE-----\r?\n\r?\n(?:[A-Za-z0-9+/=]{1,76}\r?\n){1,200000}-----END PGP MESSAGE-----\r?\n?$/;

/**
 * Back-up that the gateway cannot open: an armored OpenPGP message and nothing else, not even a comment in its head, since
 * nobody can look inside. Anything that could be read is refused.
 */
export const blob: Transformation = (value) => (typeof value === "string" && ARMOR.test(value) ? value : undefined);
