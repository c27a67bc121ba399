import type { FactValue, RelationKind } from "../covenant/types.ts";
import type { SubjectRole } from "../document/types.ts";
import type { Instant, Pseudonym } from "../ids.ts";

export interface Consent {
  readonly ref: string;
  readonly party: string;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly explicit: boolean;
  /** Given on a form or by a signature. */
  readonly written: boolean;
  readonly givenAt: Instant;
  readonly givenBy: "self" | "representative" | "other";
  readonly expiresAt: Instant | null;
  readonly withdrawnAt: Instant | null;
}

export interface Objection {
  /** Purpose id or `all`. */
  readonly purpose: string;
  readonly receivedAt: Instant;
  readonly status: "open" | "upheld" | "rejected";
  /** For `rejected`: the recorded compelling grounds; without it the objection counts as open. */
  readonly decisionRef: string | null;
}

export interface Relation {
  readonly kind: RelationKind;
  readonly party: string;
  readonly ref: string;
  /** Fields or categories that a mandate covers; empty = all the clause allows. */
  readonly scope: readonly string[];
  readonly from: Instant;
  readonly until: Instant | null;
}

/** What the register and ledger know of one person at the instant of the decision. */
export interface SubjectState {
  readonly pseudonym: Pseudonym;
  readonly life: "alive" | "erased" | "retention-lapsed";
  /** A recorded legal-claim hold keeps erased or lapsed data usable for claims (matrix, last column but one). */
  readonly legalClaimHold: boolean;
  readonly restriction: { readonly from: Instant } | null;
  readonly objections: readonly Objection[];
  /** Fields with a pending rectification. */
  readonly rectifications: readonly string[];
  readonly signalRefusedAt: Instant | null;
  readonly consents: readonly Consent[];
  /** Consent must come from a parent or representative (minor, under administration for this purpose). */
  readonly consentBy: "self" | "representative";
  readonly relations: readonly Relation[];
  readonly addressIsSecret: boolean;
  /** Facts with provider `register` or `ledger`. Absent = unknown, `null` = known no. */
  readonly facts: Readonly<Record<string, FactValue>>;
  /** Last successful synchronisation with the back office; older than 24 h holds outbound traffic (design §12.1). */
  readonly syncedAt: Instant;
}

/**
 * How the gateway found the person. `new`: the clause opens a pseudonym. `many`: several fit, or a reference names one and
 * the match keys beside it another.
 */
export type SubjectFinding =
  | { readonly found: "one"; readonly state: SubjectState }
  | { readonly found: "new"; readonly pseudonym: Pseudonym; readonly syncedAt: Instant }
  | { readonly found: "none" }
  | { readonly found: "many" };

export interface ResolvedSubject {
  readonly role: SubjectRole;
  readonly fields: readonly string[];
  readonly finding: SubjectFinding;
}
