import type { StaffRole } from "../core/catalogue/party.ts";
import type { ExchangeId, Instant } from "../core/ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import type { Held } from "./seals.ts";

export interface StoredHold {
  readonly holdId: string;
  readonly exchangeId: ExchangeId;
  readonly state: "open" | "approved" | "rejected" | "expired";
  readonly by: readonly StaffRole[];
  readonly count: number;
  /** Groups of roles, each to be met by an approver of its own. */
  readonly includes: readonly (readonly StaffRole[])[];
  readonly escalates: boolean;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly escalatedAt: Instant | null;
  /** Person who asked for the exchange, for "neither the requester"; `null` for software. */
  readonly requestedBy: string | null;
  readonly votes: readonly Vote[];
}

export interface Vote {
  readonly person: string;
  readonly role: StaffRole;
  readonly verdict: "approve" | "reject";
  /** Fields this approver wants dropped; the union over all approvers is dropped. */
  readonly dropped: readonly string[];
  readonly at: Instant;
}

export interface Reminder {
  /** The first, the second: a hold is never reminded of the same one again, nor of an earlier one. */
  readonly nth: number;
  readonly openedBefore: Instant;
  readonly at: Instant;
  /** Ids for the alerts; no more holds are taken than there are. */
  readonly alertIds: readonly string[];
}

export interface HoldStore {
  list(query: {
    readonly state: StoredHold["state"] | "any";
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly StoredHold[]>;
  find(holdId: string): Promise<StoredHold | null>;
  /** The held document; `null` once its key was destroyed. */
  heldOf(holdId: string): Promise<Held | null>;
  /** Records a vote with its ledger entry; `false` when this person voted before or the hold has ended. */
  vote(holdId: string, vote: Vote & { readonly reason: string }, entry: LedgerWrite): Promise<boolean>;
  /**
   * Claims open holds with votes enough to end them, if those are the right ones, whose last voter was not answered within
   * a minute: each for one worker at a time.
   */
  claimVoted(now: Instant, limit: number): Promise<readonly StoredHold[]>;
  /** Claims open holds past their term, each for one worker at a time. */
  claimDue(now: Instant, limit: number): Promise<readonly StoredHold[]>;
  /**
   * Reminds once of each open hold that was opened before that instant and is not due: the mark and the alert to those who
   * may approve, together. Gives how many.
   */
  remind(reminder: Reminder): Promise<number>;
  /** Marks a hold that never lapses as escalated and stores the alert. */
  escalate(holdId: string, at: Instant, alertId: string): Promise<void>;
}
