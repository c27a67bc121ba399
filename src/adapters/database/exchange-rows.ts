import { parseExchangeId } from "../../core/ids.ts";
import type { Outcome } from "../../core/decision/types.ts";
import type {
  ExchangeRow,
  ListedExchange,
  MailboxQuery,
  ParcelState,
  StoredExchange,
} from "../../ports/exchange-store.ts";
import { instantOf, instantOrNull, sha256FromBytes } from "./values.ts";

/** One row of `STORED_EXCHANGE`. */
export interface ExchangeRecord {
  readonly id: string;
  readonly at: Date;
  readonly sender: string;
  readonly recipient: string;
  readonly client_id: string;
  readonly actor: string;
  readonly covenant: string | null;
  readonly covenant_version: number | null;
  readonly covenant_hash: Buffer | null;
  readonly clause: string | null;
  readonly purpose: string;
  readonly direction: string;
  readonly message: string;
  readonly message_id: string;
  readonly document_sha256: Buffer;
  readonly row_id: string;
  readonly channel: string | null;
  readonly reply_to: string | null;
  readonly outcome: Outcome;
  readonly partner_view: string;
  readonly controller_view: string;
  readonly hold_id: string | null;
  readonly parcel_recipient: string | null;
  readonly parcel_sha256: Buffer | null;
  readonly parcel_size: number;
  readonly fetched_at: Date | null;
  readonly acknowledged_at: Date | null;
  readonly destroyed_at: Date | null;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly started_at: Date;
  readonly place: string;
}

/** To the microsecond, as no `Date` could hold it. */
export const asPlace = (instant: string): string =>
  `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export const STORED_EXCHANGE = `SELECT e.*, m.document_sha256, h.id AS hold_id,
    p.recipient AS parcel_recipient, p.sha256 AS parcel_sha256, p.size AS parcel_size,
    p.fetched_at, p.acknowledged_at, p.destroyed_at, ${asPlace("e.listed_at")} AS place
  FROM exchange e
  JOIN message m ON m.sender = e.sender AND m.message_id = e.message_id
  LEFT JOIN hold h ON h.exchange_id = e.id
  LEFT JOIN parcel p ON p.exchange_id = e.id`;

const AS_SENDER = "e.sender = $1";
/** A recipient learns of what was released to it or through it, and of nothing else. */
const AS_RECIPIENT = "(e.outcome = 'allow' AND p.exchange_id IS NOT NULL AND (p.recipient = $1 OR e.recipient = $1))";
const UNFETCHED = "p.recipient = $1 AND p.fetched_at IS NULL AND p.destroyed_at IS NULL";

/** The mailbox: by last decision, oldest first. $1 the party, $2 and $3 the place after which, or null, $4 the limit. */
export function mailboxStatement({ role, unfetchedOnly }: MailboxQuery): string {
  const mine = { sender: AS_SENDER, recipient: AS_RECIPIENT, any: `(${AS_SENDER} OR ${AS_RECIPIENT})` }[role];
  return `${STORED_EXCHANGE} WHERE ${mine}${unfetchedOnly ? ` AND ${UNFETCHED}` : ""}
    AND ($2::timestamptz IS NULL OR (e.listed_at, e.id) > ($2::timestamptz, $3::uuid))
    ORDER BY e.listed_at, e.id LIMIT $4`;
}

/**
 * Up to where nothing can still come in between: the beginning of the oldest transaction that is writing. Asked before
 * the list is read, since whatever begins later is listed later.
 */
export const SETTLED = `SELECT ${asPlace(`least(clock_timestamp(), (SELECT min(a.xact_start) FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()))`)} AS place`;

export const listedExchange = (record: ExchangeRecord): ListedExchange => ({
  stored: storedExchange(record),
  place: { listedAt: record.place, id: parseExchangeId(record.id) },
});

export function storedExchange(record: ExchangeRecord): StoredExchange {
  return {
    row: exchangeRow(record),
    views: { partner: record.partner_view, controller: record.controller_view },
    holdId: record.hold_id,
    parcel: parcelState(record),
  };
}

function exchangeRow(record: ExchangeRecord): ExchangeRow {
  return {
    id: parseExchangeId(record.id),
    at: instantOf(record.at),
    sender: record.sender,
    recipient: record.recipient,
    clientId: record.client_id,
    actor: record.actor,
    covenant: covenantOf(record),
    clause: record.clause,
    purpose: record.purpose,
    direction: record.direction,
    message: record.message,
    messageId: record.message_id,
    documentSha256: sha256FromBytes(record.document_sha256),
    rowId: record.row_id === "" ? null : record.row_id,
    channel: record.channel,
    replyTo: record.reply_to,
    outcome: record.outcome,
    span: {
      traceId: record.trace_id,
      spanId: record.span_id,
      parentSpanId: record.parent_span_id,
      startedAt: instantOf(record.started_at),
    },
  };
}

function covenantOf({ covenant, covenant_version, covenant_hash }: ExchangeRecord): ExchangeRow["covenant"] {
  if (covenant === null || covenant_version === null || covenant_hash === null) return null;
  return { id: covenant, version: covenant_version, hash: sha256FromBytes(covenant_hash) };
}

function parcelState(record: ExchangeRecord): ParcelState | null {
  if (record.parcel_recipient === null || record.parcel_sha256 === null) return null;
  return {
    recipient: record.parcel_recipient,
    sha256: sha256FromBytes(record.parcel_sha256),
    size: record.parcel_size,
    fetchedAt: instantOrNull(record.fetched_at),
    acknowledgedAt: instantOrNull(record.acknowledged_at),
    destroyedAt: instantOrNull(record.destroyed_at),
  };
}
