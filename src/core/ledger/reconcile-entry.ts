import { GatewayError } from "../errors.ts";
import type { Opening } from "./commitment.ts";
import { verifyHeaderOpening, verifyOfficerOpening, verifyPersonList } from "./entry.ts";
import { type EntryHeader, parseHeader } from "./header.ts";
import { parsePersonList } from "./opening.ts";

/** A leaf beside what the database keeps of it. */
export interface KeptEntry {
  readonly entry: Uint8Array;
  readonly kind: string;
  readonly exchangeId: string | null;
  readonly header: Opening;
  readonly officer: Opening;
  /** The list of person commitments. */
  readonly persons: Opening;
  /** The highest position of a person's own opening; `null` where none is left. */
  readonly lastPerson: number | null;
}

export type KeptFault =
  /** The header is not the one that the leaf committed to. */
  | "OPENING_DIFFERS"
  | "OFFICER_DIFFERS"
  | "PERSONS_DIFFER"
  /** It is kept as another kind, or as another exchange's, than its header says. */
  | "FILED_WRONG";

/** What is kept of a leaf and is not what was committed to; the first fault makes the others moot. `null` when all holds. */
export function faultOf(kept: KeptEntry): KeptFault | null {
  if (!verifyHeaderOpening(kept.entry, kept.header)) return "OPENING_DIFFERS";
  const header = headerOf(kept.header.bytes);
  if (header === null) return "OPENING_DIFFERS";
  if (header.kind !== kept.kind || ("exchangeId" in header ? header.exchangeId : null) !== kept.exchangeId) {
    return "FILED_WRONG";
  }
  if (!verifyOfficerOpening(kept.header.bytes, kept.officer)) return "OFFICER_DIFFERS";
  return holdsPersons(kept) ? null : "PERSONS_DIFFER";
}

/** A person who was forgotten has no opening left; one beyond the list was never committed to. */
function holdsPersons({ header, persons, lastPerson }: KeptEntry): boolean {
  if (!verifyPersonList(header.bytes, persons)) return false;
  return lastPerson === null || lastPerson < parsePersonList(persons.bytes).length;
}

/** `null` for a header that no gateway writes, committed to though it be. */
function headerOf(bytes: Uint8Array): EntryHeader | null {
  try {
    return parseHeader(bytes);
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
