import type { StaffRole } from "../core/catalogue/party.ts";
import type { Direction } from "../core/covenant/types.ts";
import type { Outcome } from "../core/decision/types.ts";
import type { Data } from "../core/document/types.ts";
import type { ExchangeId } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { RegisterChange } from "../ports/register-writer.ts";

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

/** A decision as one audience may see it. No value of a document stands in it. */
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
  readonly receipt: ReceiptView;
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
  readonly approval: { readonly by: readonly StaffRole[]; readonly count: number } | null;
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
  }[];
  readonly limits: readonly {
    readonly id: string;
    readonly max: number;
    readonly per: string;
    readonly scope: string;
  }[];
  readonly consent: "none" | "ordinary" | "explicit";
  readonly approval: { readonly by: readonly StaffRole[]; readonly count: number } | null;
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
  readonly includes: readonly StaffRole[];
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

/** An item of the register as the back office posts it; `exchange/register.ts` turns it into a `RegisterChange`. */
export type RegisterRequest =
  | { readonly resource: "subjects"; readonly body: Data }
  | { readonly resource: "erasures"; readonly body: Data }
  | {
      readonly resource:
        "consents" | "objections" | "restrictions" | "signal-refusals" | "rectifications" | "mandates" | "relations";
      readonly body: Data;
    }
  | {
      readonly resource: "consent-withdrawals" | "objection-decisions" | "restriction-endings" | "relation-endings";
      readonly id: string;
      readonly body: Data;
    };

/** Everything that http, the console and the sandbox may ask of the path. Every call throws GatewayError for what is broken or hostile. */
export interface Gateway {
  submit(caller: Caller, message: Uint8Array): Promise<Reply>;
  /** Throws NOT_FOUND, also for exchanges of others. */
  find(caller: Caller, id: ExchangeId): Promise<ExchangeView>;
  list(caller: Caller, query: MailboxRequest): Promise<Page<ExchangeView>>;
  /** The parcel; writes its delivery into the ledger first. Throws NOT_FOUND or PARCEL_GONE. */
  fetchMessage(caller: Caller, id: ExchangeId): Promise<Uint8Array>;
  /** Waits up to `waitMs` for the inclusion proof. */
  receipt(caller: Caller, id: ExchangeId, waitMs: number): Promise<ReceiptView>;
  /** `statement` is the exact JSON text the recipient signed: `{ exchangeId, kind: "receipt" | "deletion", sha256, at }`. */
  acknowledge(
    caller: Caller,
    acknowledgement: { readonly id: ExchangeId; readonly statement: string; readonly signature: string },
  ): Promise<{ readonly recorded: boolean }>;
  dryRun(caller: Caller, question: DryRun): Promise<DryRunView>;
  covenants(caller: Caller): Promise<readonly CovenantView[]>;
  covenant(caller: Caller, id: string): Promise<CovenantView>;
  clause(
    caller: Caller,
    which: { readonly id: string; readonly purpose: string; readonly direction: Direction; readonly message: string },
  ): Promise<ClauseView>;
  holds(
    caller: Caller,
    query: { readonly state: HoldView["state"] | "any"; readonly after: string | null; readonly limit: number },
  ): Promise<Page<HoldView>>;
  hold(caller: Caller, holdId: string): Promise<HoldView>;
  /** The held text for an approver, after a `value.revealed` entry. */
  reveal(caller: Caller, request: { readonly holdId: string; readonly reason: string }): Promise<Data>;
  approve(
    caller: Caller,
    vote: { readonly holdId: string; readonly reason: string; readonly drop: readonly string[] },
  ): Promise<HoldView>;
  reject(caller: Caller, vote: { readonly holdId: string; readonly reason: string }): Promise<HoldView>;
  /** One change of the register, with its ledger entry. The answer carries the new row's id. */
  change(
    caller: Caller,
    request: RegisterRequest,
  ): Promise<{ readonly id: string; readonly kind: RegisterChange["kind"] }>;
  /** The back office says that it has sent everything up to this instant. */
  synced(caller: Caller, at: string): Promise<void>;
  suspend(
    caller: Caller,
    request: {
      readonly covenant: string;
      readonly version: number;
      readonly party: string | null;
      readonly resume: boolean;
      readonly reason: string;
    },
  ): Promise<void>;
}

export interface MailboxRequest {
  readonly role: "sender" | "recipient" | "any";
  readonly after: ExchangeId | null;
  readonly limit: number;
  readonly unfetched: boolean;
  /** Long poll: how long to wait for a first item, 0 to 30,000 ms. */
  readonly waitMs: number;
}
