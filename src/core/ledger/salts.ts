import { GatewayError } from "../errors.ts";
import { SALT_BYTES } from "./commitment.ts";

/** Fresh random bytes per entry, never derived from a key that stays: each can be destroyed by itself (ledger.md §2.5). */
export interface Salts {
  readonly header: Uint8Array;
  readonly officer: Uint8Array;
  /** Of the list of person commitments. */
  readonly persons: Uint8Array;
  /** One a person, in the order of the persons. */
  readonly each: readonly Uint8Array[];
}

const FIXED = 3;

/** How many salts an entry about this many persons needs. */
export const saltsNeeded = (persons: number): number => FIXED + persons;

/** Cuts `saltsNeeded(persons) × 32` random bytes into salts. Refuses another length. */
export function cutSalts(random: Uint8Array, persons: number): Salts {
  if (random.byteLength !== saltsNeeded(persons) * SALT_BYTES) {
    throw new GatewayError("LEDGER_MALFORMED", "random bytes are not 32 for each salt");
  }
  const salt = (at: number): Uint8Array => random.slice(at * SALT_BYTES, (at + 1) * SALT_BYTES);
  const each = Array.from({ length: persons }, (_, at) => salt(FIXED + at));
  return { header: salt(0), officer: salt(1), persons: salt(2), each };
}

/** Refuses a missing or surplus salt, and two that are equal: a source of randomness that repeats hides nothing. */
export function checkSalts({ header, officer, persons, each }: Salts, personsCount: number): void {
  const all = [header, officer, persons, ...each];
  const distinct = new Set(all.map((salt) => Buffer.from(salt).toString("hex")));
  if (each.length !== personsCount || distinct.size !== all.length) {
    throw new GatewayError("LEDGER_MALFORMED", "salts are not one fresh one for each commitment");
  }
}
