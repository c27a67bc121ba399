import type { StaffRole } from "../core/catalogue/party.ts";
import type { RelationKind } from "../core/covenant/types.ts";
import type { AlertLevel, CounterUse, Outcome } from "../core/decision/types.ts";
import type { ExchangeId, Instant, Pseudonym, Sha256 } from "../core/ids.ts";
import type { Trace } from "../core/trace.ts";
import type { LedgerWrite } from "./ledger.ts";
import type { Search, SubjectVersion } from "./register-reader.ts";
import type { Held } from "./seals.ts";

export interface ExchangeRow {
  readonly id: ExchangeId;
  readonly at: Instant;
  readonly sender: string;
  readonly recipient: string;
  readonly clientId: string;
  readonly actor: string;
  readonly covenant: { readonly id: string; readonly version: number; readonly hash: string } | null;
  readonly clause: string | null;
  readonly purpose: string;
  readonly direction: string;
  readonly message: string;
  readonly messageId: string;
  readonly documentSha256: Sha256;
  readonly rowId: string | null;
  readonly channel: string | null;
  readonly replyTo: string | null;
  readonly outcome: Outcome;
  readonly span: ExchangeSpan;
}

/** Its place in the trace: of the exchange itself, and in a commit that ends a hold of that step. */
export interface ExchangeSpan extends Pick<Trace, "traceId" | "spanId" | "parentSpanId"> {
  readonly startedAt: Instant;
}

/** The decision as stored for each audience: JSON without values. */
export interface DecisionViews {
  readonly partner: string;
  readonly controller: string;
}

export interface Commit {
  readonly exchange: ExchangeRow;
  readonly views: DecisionViews;
  readonly ledger: LedgerWrite;
  /** What every check compared, for replay; sealed under the first person's key, or the installation's where none. */
  readonly record: Uint8Array;
  /** When the question in `record` is to be taken out of it; `null` where it holds none. */
  readonly questionUntil: Instant | null;
  readonly parcel: {
    readonly recipient: string;
    readonly bytes: Uint8Array;
    readonly sha256: Sha256;
    readonly destroyAt: Instant;
  } | null;
  /** Set where the parcel leaves in the answer itself: its delivery is an entry of the same commit. */
  readonly delivered: LedgerWrite | null;
  readonly hold: NewHold | null;
  /** Set when this commit ends a hold: the new decision replaces the old one of the same exchange. */
  readonly endsHold: { readonly holdId: string; readonly how: "approved" | "rejected" | "expired" } | null;
  readonly decidedOn: DecidedOn;
  /** How its persons were looked for and who was found: the same must still be meant. `null` where it is about nobody. */
  readonly search: Search | null;
  readonly effects: readonly RelationChange[];
  readonly alerts: readonly NewAlert[];
  readonly tasks: readonly NewTask[];
}

/** The state the decision rests on; when any of it has moved, nothing is written (design §3). */
export interface DecidedOn {
  readonly subjects: readonly SubjectVersion[];
  readonly covenant: { readonly id: string; readonly version: number; readonly stateVersion: number } | null;
  /** Raised by one each, and refused where that would pass `max`. Empty unless the outcome is allow. */
  readonly counters: readonly CounterUse[];
}

export interface NewHold {
  readonly holdId: string;
  readonly held: Held;
  readonly by: readonly StaffRole[];
  readonly count: number;
  readonly includes: readonly (readonly StaffRole[])[];
  readonly escalates: boolean;
  readonly dueAt: Instant;
  readonly requestedBy: string | null;
}

export interface RelationChange {
  readonly do: "open" | "close";
  readonly kind: RelationKind;
  readonly party: string;
  readonly ref: string;
  readonly pseudonym: Pseudonym;
  readonly at: Instant;
}

export interface NewAlert {
  readonly alertId: string;
  readonly level: AlertLevel;
  readonly reason: string;
}

export interface NewTask {
  readonly taskId: string;
  readonly duty: string;
  readonly who: "here" | "there";
  readonly dueAt: Instant;
}

export type CommitResult =
  | { readonly status: "committed" }
  /** Subject, covenant or counter moved since it was read. */
  | { readonly status: "moved" }
  /** The same document was committed meanwhile. */
  | { readonly status: "duplicate" };

export interface StoredExchange {
  readonly row: ExchangeRow;
  readonly views: DecisionViews;
  readonly holdId: string | null;
  readonly parcel: ParcelState | null;
}

export interface ParcelState {
  readonly recipient: string;
  readonly sha256: Sha256;
  readonly size: number;
  readonly fetchedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  readonly destroyedAt: Instant | null;
}

/** What a parcel leaves under: compared in the very statement that gives it out. */
export interface SeenStanding {
  readonly covenant: string;
  readonly version: number;
  readonly stateVersion: number;
}

export type Fetched =
  | { readonly status: "given"; readonly bytes: Uint8Array }
  /** Destroyed, or past its term. */
  | { readonly status: "gone" }
  /** The covenant or a party moved since it was looked at. */
  | { readonly status: "moved" };

export interface ExchangeStore {
  /** Same sender and `messageId`: the digest of the document first seen under it, and its exchange. */
  findMessage(
    sender: string,
    messageId: string,
  ): Promise<{ readonly documentSha256: Sha256; readonly exchangeId: ExchangeId } | null>;
  counters(keys: readonly string[]): Promise<Readonly<Record<string, number>>>;
  /** All or nothing, in one statement; throws DATABASE_UNAVAILABLE or LEDGER_BEHIND, and then nothing is written. */
  commit(commit: Commit): Promise<CommitResult>;
  /** An entry without an exchange: a refused message. */
  append(ledger: LedgerWrite): Promise<void>;
  find(id: ExchangeId): Promise<StoredExchange | null>;
  /** Newest last, after the place; only exchanges in which the party is sender or recipient. */
  list(query: MailboxQuery): Promise<readonly ListedExchange[]>;
  /**
   * Everything that is or will be listed before this place is there to be read by now. What is being committed at this
   * moment may come after it with an earlier instant than what is listed already.
   */
  settledUntil(): Promise<MailboxPlace>;
  /** The parcel's bytes while what it was released under stands. The first time it is marked fetched, with this entry. */
  fetchParcel(
    id: ExchangeId,
    given: { readonly delivered: LedgerWrite; readonly seen: SeenStanding },
  ): Promise<Fetched>;
  /** Notes, the first time only, that a parcel was asked for and not given out. */
  withholdParcel(id: ExchangeId, entry: LedgerWrite): Promise<void>;
  /** Writes the acknowledgement once a kind; `false` when there was one already. */
  acknowledge(
    id: ExchangeId,
    acknowledgement: { readonly kind: "receipt" | "deletion"; readonly signature: string; readonly statement: string },
    entry: LedgerWrite,
  ): Promise<boolean>;
}

export interface MailboxQuery {
  readonly party: string;
  readonly role: "sender" | "recipient" | "any";
  readonly after: MailboxPlace | null;
  readonly limit: number;
  readonly unfetchedOnly: boolean;
}

/** Where an exchange stands in a mailbox: its last decision by the database's clock, then its id. */
export interface MailboxPlace {
  /** RFC 3339 in UTC with microseconds, as text: no number of ours holds so many digits with certainty. */
  readonly listedAt: string;
  readonly id: ExchangeId;
}

export interface ListedExchange {
  readonly stored: StoredExchange;
  readonly place: MailboxPlace;
}
