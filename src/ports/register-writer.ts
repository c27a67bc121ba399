import type { RelationKind } from "../core/covenant/types.ts";
import type { Objection } from "../core/decision/state.ts";
import type { Data } from "../core/document/types.ts";
import type { Instant, Pseudonym } from "../core/ids.ts";
import type { NewAlert } from "./exchange-store.ts";
import type { LedgerWrite } from "./ledger.ts";

/** One person as the back office supplies it. `record` holds catalogue fields; class X never gets this far. */
export interface SubjectRecord {
  readonly personRef: string;
  readonly record: Data;
  /** Facts of provider `register`. Absent = unknown, `null` = known no. */
  readonly facts: Data;
  readonly addressIsSecret: boolean;
  readonly consentBy: "self" | "representative";
  readonly legalClaimHold: boolean;
  readonly life: "alive" | "retention-lapsed";
}

/** One change of what may be exchanged. Ids are UUIDs, made by the caller: version 7, or 8 where a retry must give the same. */
export type RegisterChange =
  | {
      readonly kind: "subject.recorded";
      readonly pseudonym: Pseudonym;
      readonly subject: SubjectRecord;
      readonly isNew: boolean;
      /** Somebody whom an exchange opened, and whom nobody may have claimed meanwhile. */
      readonly claims?: boolean;
      /** For people to look into; stored with the change. */
      readonly alert?: NewAlert | null;
    }
  | { readonly kind: "subject.erased"; readonly pseudonym: Pseudonym }
  | {
      readonly kind: "consent.recorded";
      readonly id: string;
      readonly pseudonym: Pseudonym;
      readonly consent: {
        readonly ref: string;
        readonly party: string;
        readonly purpose: string;
        readonly categories: readonly string[];
        readonly explicit: boolean;
        readonly givenAt: Instant;
        readonly givenBy: "self" | "representative" | "other";
        readonly how: string;
        readonly textVersion: string;
        readonly expiresAt: Instant | null;
      };
    }
  | { readonly kind: "consent.withdrawn"; readonly id: string; readonly at: Instant; readonly how: string }
  | {
      readonly kind: "objection.recorded";
      readonly id: string;
      readonly pseudonym: Pseudonym;
      readonly purpose: string;
      readonly receivedAt: Instant;
    }
  | {
      readonly kind: "objection.decided";
      readonly id: string;
      readonly status: Objection["status"];
      readonly decisionRef: string;
    }
  | { readonly kind: "restriction.set"; readonly id: string; readonly pseudonym: Pseudonym; readonly from: Instant }
  | { readonly kind: "restriction.lifted"; readonly id: string; readonly at: Instant }
  | {
      readonly kind: "signal-refusal.recorded";
      readonly id: string;
      readonly pseudonym: Pseudonym;
      readonly at: Instant;
    }
  | {
      readonly kind: "rectification.recorded";
      readonly id: string;
      readonly pseudonym: Pseudonym;
      readonly field: string;
      readonly pending: boolean;
    }
  | {
      readonly kind: "relation.opened";
      readonly id: string;
      readonly pseudonym: Pseudonym;
      readonly relation: {
        readonly kind: RelationKind;
        readonly party: string;
        readonly ref: string;
        readonly scope: readonly string[];
        readonly from: Instant;
        readonly until: Instant | null;
      };
    }
  | { readonly kind: "relation.closed"; readonly id: string; readonly at: Instant }
  | {
      readonly kind: "covenant.suspended" | "covenant.resumed" | "covenant.ended";
      readonly covenant: string;
      readonly version: number;
      readonly party: string | null;
      readonly at: Instant;
    }
  | { readonly kind: "party.suspended" | "party.resumed"; readonly party: string; readonly at: Instant };

export interface RegisterWriter {
  /** `null` when the register does not know the reference. */
  pseudonymOf(personRef: string): Promise<Pseudonym | null>;
  /** The person that a consent, objection, restriction or relation is about; `null` when there is no such row. */
  subjectOf(kind: "consent" | "objection" | "restriction" | "relation", id: string): Promise<Pseudonym | null>;
  /** The party that a consent or relation names; `null` when there is no such row. */
  partyOf(kind: "consent" | "relation", id: string): Promise<string | null>;
  /**
   * The change, its ledger entry and the raised version of the person or covenant, in one transaction. Throws
   * REGISTER_CONFLICT. A row that is there already, under its id and about its person, was written before: nothing happens.
   */
  apply(change: RegisterChange, entry: LedgerWrite): Promise<void>;
  /** Notes that the back office has sent everything it had at this instant. */
  synced(at: Instant): Promise<void>;
}
