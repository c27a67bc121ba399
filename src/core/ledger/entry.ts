import { toBase64 } from "./bytes.ts";
import { canonicalize } from "./canonical.ts";
import { commit, encodeEntry, findCommitment, type Opening, opens, printCommitment } from "./commitment.ts";
import { checkHeader, type EntryHeader, parseHeader } from "./header.ts";
import {
  checkDecisionOpening,
  checkEventOpening,
  checkPersonOpening,
  type DecisionOpening,
  type EventOpening,
  parsePersonList,
  type PersonOpening,
} from "./opening.ts";
import { checkSalts, type Salts } from "./salts.ts";

type WithoutCommitments<T> = T extends unknown ? Omit<T, "officer" | "persons"> : never;
/** A header before its commitments are made. */
export type HeaderFacts = WithoutCommitments<EntryHeader>;
type DecidedFacts = Extract<HeaderFacts, { readonly kind: "exchange.decided" }>;

export type EntryInput = { readonly persons: readonly PersonOpening[]; readonly salts: Salts } & (
  | { readonly header: DecidedFacts; readonly officer: DecisionOpening }
  | { readonly header: Exclude<HeaderFacts, DecidedFacts>; readonly officer: EventOpening }
);

export interface MadeEntry {
  /** The leaf. */
  readonly entry: Uint8Array;
  readonly header: EntryHeader;
  readonly headerBytes: Uint8Array;
  readonly officerBytes: Uint8Array;
  /** The list of person commitments. Keep it: after one person's salt is gone the others are proven with it. */
  readonly personsBytes: Uint8Array;
  readonly personBytes: readonly Uint8Array[];
  readonly commitments: {
    readonly header: string;
    readonly officer: string;
    readonly persons: string;
    readonly each: readonly string[];
  };
}

/**
 * Makes a leaf and all that opens it. The header commits to officer and persons, the leaf to the header; how many persons
 * are touched cannot be seen from outside. Refuses openings that do not fit their kind, and salts that are not fresh.
 */
export function makeEntry({ header: facts, officer, persons, salts }: EntryInput): MadeEntry {
  checkSalts(salts, persons.length);
  const check = facts.kind === "exchange.decided" ? checkDecisionOpening : checkEventOpening;
  const officerBytes = canonicalize(check(officer));
  const personBytes = persons.map((person) => canonicalize(checkPersonOpening(person)));
  const each = salts.each.map((salt, at) => printCommitment(salt, personBytes[at] ?? new Uint8Array()));
  const personsBytes = canonicalize(each);
  const header = checkHeader({
    ...facts,
    officer: printCommitment(salts.officer, officerBytes),
    persons: printCommitment(salts.persons, personsBytes),
  });
  const headerBytes = canonicalize(header);
  const committed = commit(salts.header, headerBytes);
  return {
    entry: encodeEntry(committed),
    header,
    headerBytes,
    officerBytes,
    personsBytes,
    personBytes,
    commitments: { header: toBase64(committed), officer: header.officer, persons: header.persons, each },
  };
}

/** Whether header and salt are what this entry committed to. False for bytes that are no entry. */
export function verifyHeaderOpening(entry: Uint8Array, header: Opening): boolean {
  const commitment = findCommitment(entry);
  return commitment !== null && opens(commitment, header);
}

/** Whether the officer's opening is the one this header committed to. Prove the header first. */
export function verifyOfficerOpening(headerBytes: Uint8Array, officer: Opening): boolean {
  return opens(parseHeader(headerBytes).officer, officer);
}

/** Whether the list of person commitments is the one this header committed to. Prove the header first. */
export function verifyPersonList(headerBytes: Uint8Array, list: Opening): boolean {
  return opens(parseHeader(headerBytes).persons, list);
}

/** Whether one person is among those of a proven list; holds when other persons' salts are gone. */
export function verifyPersonOpening(personsBytes: Uint8Array, person: Opening): boolean {
  return parsePersonList(personsBytes).some((commitment) => opens(commitment, person));
}
