import type { SimulationView } from "../core/covenant/simulation.ts";
import type { Direction, RelationKind } from "../core/covenant/types.ts";
import type { Data } from "../core/document/types.ts";
import type { ExchangeId, Instant } from "../core/ids.ts";
import type { Trace } from "../core/trace.ts";
import type { RegisterReport } from "../core/register-of-processing/schema.ts";
import type { Caller } from "../ports/contracts.ts";
import type { ReviewQuery } from "../ports/exchange-reviews.ts";
import type { RegisterChange } from "../ports/register-writer.ts";
import type { LogbookPage, LogbookQuestion } from "./logbook-page.ts";
import type { OwnConsent, OwnRelation } from "./own-views.ts";
import type {
  AlertView,
  ClauseView,
  CovenantView,
  DryRun,
  DryRunView,
  ExchangeView,
  HeldText,
  HoldView,
  MailboxPage,
  Page,
  ReceiptView,
  Reply,
} from "./views.ts";

/** An item of the register as the back office posts it; `exchange/register.ts` turns it into a `RegisterChange`. */
export type RegisterRequest =
  | { readonly resource: "subjects" | "erasures"; readonly body: Data; readonly once?: string | null }
  | RegisterRow
  | {
      readonly resource: "consent-withdrawals" | "objection-decisions" | "restriction-endings" | "relation-endings";
      readonly id: string;
      readonly body: Data;
    };

/** A row about a person whom the register knows already. */
export interface RegisterRow {
  readonly resource:
    "consents" | "objections" | "restrictions" | "signal-refusals" | "rectifications" | "mandates" | "relations";
  readonly body: Data;
  /** What makes this request the same as itself sent again: its row is then the same row. */
  readonly once?: string | null;
}

export interface OwnQuery {
  /** `open`: only what still counts. */
  readonly state: "open" | "any";
  readonly after: string | null;
  readonly limit: number;
}

export type Suspension = { readonly resume: boolean; readonly reason: string } & (
  | { readonly covenant: string; readonly version: number; readonly party: string | null }
  | { readonly covenant: null; readonly party: string }
);

export interface Submission {
  readonly message: Uint8Array;
  /** The step of the processing that this is. */
  readonly trace: Trace;
  /** Without it the receipt is left to its own resource. */
  readonly receiptWaitMs?: number;
}

/** Everything that http, the console and the sandbox may ask of the path. Every call throws GatewayError for what is broken or hostile. */
export interface Gateway {
  submit(caller: Caller, submission: Submission): Promise<Reply>;
  /** Throws NOT_FOUND, also for exchanges of others. */
  find(caller: Caller, id: ExchangeId): Promise<ExchangeView>;
  list(caller: Caller, query: MailboxRequest): Promise<MailboxPage>;
  /** Those of every party, newest first, for the officers, the data protection officer and the auditor. */
  review(caller: Caller, query: ReviewQuery): Promise<Page<ExchangeView>>;
  /** The parcel; writes its delivery into the ledger first. Throws NOT_FOUND, PARCEL_GONE or PARCEL_WITHHELD. */
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
  /** The held text, and what would pass if it were approved now, for an approver; after a `value.revealed` entry. */
  reveal(caller: Caller, request: { readonly holdId: string; readonly reason: string }): Promise<HeldText>;
  approve(
    caller: Caller,
    vote: { readonly holdId: string; readonly reason: string; readonly drop: readonly string[] },
  ): Promise<HoldView>;
  reject(caller: Caller, vote: { readonly holdId: string; readonly reason: string }): Promise<HoldView>;
  /** What this person is to look at; everything for the officers, who get every alert. */
  alerts(
    caller: Caller,
    query: { readonly status: AlertView["status"] | "any"; readonly after: string | null; readonly limit: number },
  ): Promise<Page<AlertView>>;
  /** Throws NOT_FOUND, also for an alert that is not for this person's role. */
  alert(caller: Caller, alertId: string): Promise<AlertView>;
  /** Takes it on; throws ALERT_TAKEN. */
  claimAlert(caller: Caller, alertId: string): Promise<AlertView>;
  /** With what was done; throws ALERT_TAKEN for one that somebody else took or that is closed. */
  closeAlert(caller: Caller, closing: { readonly alertId: string; readonly action: string }): Promise<AlertView>;
  /** Consents to this very party. */
  ownConsents(caller: Caller, query: OwnQuery): Promise<Page<OwnConsent>>;
  /** Ties of this very party with persons; `kind` `null` = all of them. */
  ownRelations(caller: Caller, query: OwnQuery & { readonly kind: RelationKind | null }): Promise<Page<OwnRelation>>;
  /** One change of the register, with its ledger entry. The answer carries the new row's id. */
  change(
    caller: Caller,
    request: RegisterRequest,
  ): Promise<{ readonly id: string; readonly kind: RegisterChange["kind"] }>;
  /** The back office says that it has sent everything up to this instant. */
  synced(caller: Caller, at: string): Promise<void>;
  /** Of a version, for all parties or for one that joined; or of a whole party, whose token is refused at once. */
  suspend(caller: Caller, request: Suspension): Promise<void>;
  /**
   * The register of processing activities as it was at the end of that day (`YYYY-MM-DD`, `null` = today), for the readers
   * of design §12.11; after a `report.exported` entry. Throws NOT_FOUND before the first version.
   */
  registerOfProcessing(
    caller: Caller,
    query: { readonly on: string | null; readonly format: string },
  ): Promise<RegisterReport>;
  /**
   * A page of what was decided in a form of the standards, for the same readers; after a `report.exported` entry each. Throws
   * QUERY_INVALID for an `after` that is none, LEDGER_BEHIND where the entry gets no leaf in time.
   */
  logbook(caller: Caller, question: LogbookQuestion): Promise<LogbookPage>;
  /**
   * What a version would have done with the decisions since an instant, for the same readers; after a `report.exported`
   * entry. `covenant` is its YAML. Throws BODY_INVALID for what is no covenant, NOT_FOUND for one that has no versions.
   */
  simulate(caller: Caller, question: { readonly covenant: string; readonly since: Instant }): Promise<SimulationView>;
}

export interface MailboxRequest {
  readonly role: "sender" | "recipient" | "any";
  /** A `next` or `cursor` of an earlier page. */
  readonly after: string | null;
  readonly limit: number;
  readonly unfetched: boolean;
  /** Long poll: how long to wait for a first item, 0 to 30,000 ms. */
  readonly waitMs: number;
}
