import type { Catalogue } from "../catalogue/types.ts";
import type { CompiledVersion, CovenantBook } from "../decision/types.ts";
import type { Instant } from "../ids.ts";
import type { Clause, Covenant, CovenantInBook, CovenantStanding } from "./types.ts";

/** A covenant file as loaded: read, unaltered, and with the signatures that were verified over exactly its bytes. */
export interface LoadedCovenant {
  readonly covenant: Covenant;
  readonly bytes: Uint8Array;
  /** Parties whose signature was verified. */
  readonly signatures: readonly string[];
  /** Officers of the controller whose signature was verified (unilateral). */
  readonly officers: number;
}

/** The whole of `contracts/`, as loaded. */
export interface LoadedContracts {
  readonly catalogue: Catalogue;
  readonly covenants: readonly LoadedCovenant[];
  /** Active versions that are not published: lawful by `lint`, and never in force. They must not enter a book. */
  readonly proposed: readonly LoadedCovenant[];
  /** Signatures that did not count, versions that are left out or only proposed, by file; never fatal: none of them is in force. */
  readonly warnings: readonly string[];
}

/** What the register says of one version; a version that it does not know is neither suspended nor ended. */
export type RegisterStanding = Omit<CovenantStanding, "signedBy" | "signedByOfficers">;

const UNTOUCHED: RegisterStanding = {
  suspendedFrom: null,
  endedFrom: null,
  partySuspendedFrom: new Map<string, Instant>(),
  stateVersion: 0,
};

/** Key of `CompiledVersion.clauses`. */
export const clauseKey = (clause: Pick<Clause, "purpose" | "direction" | "message">): string =>
  `${clause.purpose} ${clause.direction} ${clause.message}`;

/** Key under which the register keeps the standing of a version. */
export const versionKey = (covenant: Pick<Covenant, "id" | "version">): string => `${covenant.id}@${covenant.version}`;

/** Turns one version into lookup tables, so that a decision costs the same with 10 covenants and 1,000. */
export function compileVersion({ covenant, standing }: CovenantInBook): CompiledVersion {
  return {
    covenant,
    standing,
    clauses: new Map(covenant.clauses.map((clause) => [clauseKey(clause), clause])),
    purposes: new Set(covenant.clauses.map((clause) => clause.purpose)),
    directions: new Set(covenant.clauses.map((clause) => `${clause.purpose} ${clause.direction}`)),
  };
}

/** Merges files and register state into the book that decisions read: by id, newest version first. */
export function toBook(
  covenants: readonly LoadedCovenant[],
  standings: ReadonlyMap<string, RegisterStanding>,
): CovenantBook {
  const byId = new Map<string, CompiledVersion[]>();
  for (const { covenant, signatures, officers } of covenants) {
    const known = standings.get(versionKey(covenant)) ?? UNTOUCHED;
    const version = compileVersion({
      covenant,
      standing: { ...known, signedBy: signatures, signedByOfficers: officers },
    });
    byId.set(covenant.id, [...(byId.get(covenant.id) ?? []), version]);
  }
  for (const versions of byId.values()) versions.sort((a, b) => b.covenant.version - a.covenant.version);
  return { byId };
}
