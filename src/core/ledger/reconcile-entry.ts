import { GatewayError } from "../errors.ts";
import { parseCanonical } from "./canonical.ts";
import type { Opening } from "./commitment.ts";
import { verifyHeaderOpening, verifyOfficerOpening, verifyPersonList } from "./entry.ts";
import { type EntryHeader, parseHeader } from "./header.ts";
import { checkDecisionOpening, parsePersonList } from "./opening.ts";
import { holdsExchange, type KeptExchange } from "./reconcile-exchange.ts";

/** A leaf beside what the database keeps of it. */
export interface KeptEntry {
  readonly entry: Uint8Array;
  readonly kind: string;
  readonly exchangeId: string | null;
  /** Milliseconds since 1970, by which spans of time are selected. */
  readonly at: number;
  readonly header: Opening;
  readonly officer: Opening;
  /** The list of person commitments. */
  readonly persons: Opening;
  /** The highest position of a person's own opening; `null` where none is left. */
  readonly lastPerson: number | null;
  readonly personRows: number;
  /** Whether there are persons whose key was destroyed: their openings went along, and nothing tells any more which. */
  readonly anyErased: boolean;
  /** The exchange of which this is the newest decision. */
  readonly exchange: KeptExchange | null;
}

export type KeptFault =
  /** The header is not the one that the leaf committed to. */
  | "OPENING_DIFFERS"
  | "OFFICER_DIFFERS"
  | "PERSONS_DIFFER"
  /** Fewer openings of persons are kept than there are persons, and nobody was erased. */
  | "PERSON_MISSING"
  /** The row of the exchange or one of its views says something else than its newest decision. */
  | "EXCHANGE_DIFFERS"
  /** It is kept as another kind, as another exchange's or at another instant than its header says. */
  | "FILED_WRONG";

/** What is kept of a leaf and is not what was committed to; the first fault makes the others moot. `null` when all holds. */
export function faultOf(kept: KeptEntry): KeptFault | null {
  if (!verifyHeaderOpening(kept.entry, kept.header)) return "OPENING_DIFFERS";
  const header = headerOf(kept.header.bytes);
  if (header === null) return "OPENING_DIFFERS";
  if (isFiledWrong(kept, header)) return "FILED_WRONG";
  if (!verifyOfficerOpening(kept.header.bytes, kept.officer)) return "OFFICER_DIFFERS";
  if (!holdsPersons(kept)) return "PERSONS_DIFFER";
  if (!kept.anyErased && kept.personRows < parsePersonList(kept.persons.bytes).length) return "PERSON_MISSING";
  return isExchangeOf(kept, header) ? null : "EXCHANGE_DIFFERS";
}

const isFiledWrong = (kept: KeptEntry, header: EntryHeader): boolean =>
  header.kind !== kept.kind ||
  ("exchangeId" in header ? header.exchangeId : null) !== kept.exchangeId ||
  Date.parse(header.at) !== kept.at;

function isExchangeOf({ exchange, officer }: KeptEntry, header: EntryHeader): boolean {
  if (exchange === null) return true;
  if (header.kind !== "exchange.decided") return false;
  return holdsExchange(exchange, { header, officer: checkDecisionOpening(parseCanonical(officer.bytes)) });
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
