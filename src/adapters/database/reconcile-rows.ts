import type { PoolClient } from "pg";
import type { KeptEntry } from "../../core/ledger/reconcile-entry.ts";
import type { KeptExchange } from "../../core/ledger/reconcile-exchange.ts";
import { hexOf, instantOf } from "./values.ts";

/** A leaf with its opening, and with the exchange where it is that one's newest decision. */
interface KeptRow {
  readonly idx: string;
  readonly entry_id: string;
  readonly entry: Buffer;
  readonly opened: string | null;
  readonly kind: string;
  readonly opened_at: Date;
  readonly opened_exchange: string | null;
  readonly header: Buffer;
  readonly header_salt: Buffer;
  readonly officer: Buffer;
  readonly officer_salt: Buffer;
  readonly persons_list: Buffer;
  readonly persons_salt: Buffer;
  readonly last_person: number | null;
  readonly person_rows: string;
  readonly newest_of: string | null;
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
  readonly reply_to: string | null;
  readonly outcome: string;
  readonly partner_view: string;
  readonly controller_view: string;
}

const KEPT = `SELECT s.idx, s.entry_id, s.entry, o.entry_id AS opened, o.kind, o.at AS opened_at,
    o.exchange_id AS opened_exchange, o.header, o.header_salt, o.officer, o.officer_salt, o.persons_list, o.persons_salt,
    (SELECT max(p.position) FROM ledger_person p WHERE p.entry_id = s.entry_id) AS last_person,
    (SELECT count(*) FROM ledger_person p WHERE p.entry_id = s.entry_id) AS person_rows,
    e.id AS newest_of, e.sender, e.recipient, e.client_id, e.actor, e.covenant, e.covenant_version, e.covenant_hash, e.clause,
    e.purpose, e.direction, e.message, e.message_id, e.reply_to, e.outcome, e.partner_view, e.controller_view
  FROM ledger_entry s
  LEFT JOIN ledger_opening o ON o.entry_id = s.entry_id
  LEFT JOIN exchange e ON e.id = o.exchange_id AND e.entry_id = s.entry_id
 WHERE s.idx >= $1 AND s.idx < $2 ORDER BY s.idx`;

/** By their places in the log. */
export async function readKept(
  client: PoolClient,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ReadonlyMap<number, KeptRow>> {
  const { rows } = await client.query<KeptRow>(KEPT, [from, until]);
  return new Map(rows.map((row) => [Number(row.idx), row]));
}

export const keptOf = (row: KeptRow, anyErased: boolean): KeptEntry => ({
  entry: row.entry,
  kind: row.kind,
  exchangeId: row.opened_exchange,
  at: instantOf(row.opened_at),
  header: { salt: row.header_salt, bytes: row.header },
  officer: { salt: row.officer_salt, bytes: row.officer },
  persons: { salt: row.persons_salt, bytes: row.persons_list },
  lastPerson: row.last_person,
  personRows: Number(row.person_rows),
  anyErased,
  exchange: row.newest_of === null ? null : exchangeOf(row),
});

const exchangeOf = (row: KeptRow): KeptExchange => ({
  sender: row.sender,
  recipient: row.recipient,
  clientId: row.client_id,
  actor: row.actor,
  covenant: covenantOf(row),
  clause: row.clause,
  purpose: row.purpose,
  direction: row.direction,
  message: row.message,
  messageId: row.message_id,
  replyTo: row.reply_to,
  outcome: row.outcome,
  partnerView: row.partner_view,
  controllerView: row.controller_view,
});

function covenantOf({ covenant, covenant_version, covenant_hash }: KeptRow): KeptExchange["covenant"] {
  if (covenant === null || covenant_version === null || covenant_hash === null) return null;
  return { id: covenant, version: covenant_version, hash: hexOf(covenant_hash) };
}
