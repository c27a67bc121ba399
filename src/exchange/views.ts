import type { StaffRole } from "../core/catalogue/party.ts";
import type { Direction } from "../core/covenant/types.ts";
import type { AlertLevel, Outcome } from "../core/decision/types.ts";
import type { Data, SubjectReference } from "../core/document/types.ts";

/** A reason as a reader gets it: code and parameter, and in plain English what happened and what to do. */
export interface ReasonView {
  readonly code: string;
  readonly param?: string;
  readonly n?: number;
  readonly says: string;
  readonly next: string;
}

export interface VerdictView {
  readonly field: string;
  readonly verdict: "released" | "transformed" | "withheld";
  readonly transform: string | null;
  readonly reason: ReasonView | null;
}

/** A decision as one audience may see it. No value of a document stands in it but the reason of an emergency. */
export interface ExchangeView {
  readonly exchangeId: string;
  readonly messageId: string;
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonView[];
  readonly fields: readonly VerdictView[];
  /** Pull only: verdicts on the question's own fields. */
  readonly question?: readonly VerdictView[];
  readonly retryable: boolean;
  readonly from: string;
  readonly to: string;
  readonly covenant: { readonly id: string; readonly version: number; readonly hash: string } | null;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  /** RFC 3339, UTC. */
  readonly decidedAt: string;
  readonly replyTo: string | null;
  /** W3C Trace Context: the trace that its sender began or went on with, and our own step in it. */
  readonly trace: { readonly traceId: string; readonly spanId: string };
  /** Why an emergency was let through; only for an officer who looks at that very exchange. */
  readonly emergencyReason?: string;
  /** Where the decision awaits a person: until when at the latest. */
  readonly hold?: { readonly id?: string; readonly dueAt: string; readonly escalates: boolean };
  /** The parcel's state, for those who may fetch it or sent it. */
  readonly parcel?: {
    readonly sha256: string;
    readonly size: number;
    readonly status: "ready" | "fetched" | "acknowledged" | "destroyed";
  };
}

export interface Reply {
  readonly view: ExchangeView;
  /** The same document was answered before; the original decision stands. */
  readonly replayed: boolean;
  /** A pull's answer, sealed to the asker. */
  readonly parcel: Uint8Array | null;
  /** Only when asked for (`Prefer: wait`): it is signed when first fetched, so the hot path need not (design §12.2). */
  readonly receipt: ReceiptView | null;
}

export interface ReceiptView {
  readonly status: "pending" | "sequenced";
  /** Canonical JSON (`core/ledger/receipt.ts`). */
  readonly receipt: string;
  /** Armored detached OpenPGP signature over exactly those bytes. */
  readonly signature: string;
  /** C2SP tlog-proof text once sequenced. */
  readonly proof: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `null` at the end. */
  readonly next: string | null;
}

export interface MailboxPage extends Page<ExchangeView> {
  /**
   * From where to go on another time: whatever is decided later, holds that end included, is listed after it. An exchange
   * may be listed twice around it, never missed.
   */
  readonly cursor: string;
}

/** So many persons of these roles. */
export interface ApprovalView {
  readonly by: readonly StaffRole[];
  readonly count: number;
}

export interface DryRun {
  readonly covenant: string;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface DryRunView {
  readonly allowed: boolean;
  readonly reasons: readonly ReasonView[];
  readonly fields: readonly VerdictView[];
  /** Required fields that the list lacks. */
  readonly missing: readonly string[];
  /** Facts the preconditions compare, and who supplies each. */
  readonly facts: readonly {
    readonly fact: string;
    readonly provider: string;
    readonly precondition: string;
    readonly says: string;
  }[];
  readonly consent: "none" | "ordinary" | "explicit";
  readonly approval: ApprovalView | null;
}

export interface CovenantView {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly hash: string;
  readonly from: string;
  /** Last valid day, `YYYY-MM-DD`. */
  readonly lastDay: string;
  readonly inForce: boolean;
  readonly why: ReasonView | null;
  readonly clauses: readonly { readonly purpose: string; readonly direction: Direction; readonly message: string }[];
}

export interface ClauseView {
  readonly covenant: string;
  readonly version: number;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  readonly legs: readonly LegView[];
  readonly preconditions: readonly {
    readonly id: string;
    readonly says: string;
    readonly facts: readonly string[];
    readonly onFalse: string;
    readonly onUnknown: string;
    /** Who passes its hold; `null`: those of the clause, else the privacy officer. */
    readonly approval: ApprovalView | null;
  }[];
  readonly limits: readonly {
    readonly id: string;
    readonly max: number;
    readonly per: string;
    readonly scope: string;
    /** What one more brings about; under `alert` it goes, and the privacy officer is told. */
    readonly over: "hold" | "alert";
  }[];
  readonly consent: "none" | "ordinary" | "explicit";
  readonly approval: ApprovalView | null;
  readonly retention: { readonly here: string; readonly there: string };
  /** A whole document, filled with invented values, ready to sign. */
  readonly example: Data;
}

export interface LegView {
  readonly leg: "document" | "question" | "answer";
  readonly fields: readonly {
    readonly field: string;
    readonly nl: string;
    readonly type: string;
    readonly transform: string;
    readonly required: boolean;
    readonly conditional: boolean;
  }[];
  /** JSON Schema (draft 2020-12) of the data. */
  readonly schema: Data;
}

/** The one view with values: what waits, for those who decide about it. */
export interface HeldText {
  readonly subjects: readonly SubjectReference[];
  /** The document's data as held; of a pull the question. */
  readonly data: Data;
  /** What an approval at this instant would let go, of a pull the answer: minimised, without what was dropped so far. */
  readonly release: {
    readonly outcome: Outcome;
    readonly reasons: readonly ReasonView[];
    readonly fields: readonly VerdictView[];
    /** `null` where nothing would pass; the reasons say why. */
    readonly excerpt: Data | null;
  };
}

/** Something a person should look at: why, for whom, who took it and what was done. */
export interface AlertView {
  readonly alertId: string;
  readonly level: AlertLevel;
  readonly reason: ReasonView;
  readonly exchangeId: string | null;
  readonly roles: readonly StaffRole[];
  readonly at: string;
  readonly owner: string | null;
  readonly status: "open" | "claimed" | "closed";
  readonly action: string | null;
  readonly closedAt: string | null;
}

export interface HoldView {
  readonly holdId: string;
  readonly exchangeId: string;
  readonly state: "open" | "approved" | "rejected" | "expired";
  readonly reasons: readonly ReasonView[];
  readonly purpose: string;
  readonly from: string;
  readonly to: string;
  readonly by: readonly StaffRole[];
  readonly count: number;
  /** Groups of roles, each to be met by an approver of its own. */
  readonly includes: readonly (readonly StaffRole[])[];
  readonly openedAt: string;
  readonly dueAt: string;
  readonly escalated: boolean;
  readonly votes: readonly {
    readonly person: string;
    readonly role: string;
    readonly verdict: string;
    readonly dropped: readonly string[];
    readonly at: string;
  }[];
}
