import { GatewayError } from "../../core/errors.ts";
import type { Pseudonym } from "../../core/ids.ts";
import { parseCanonical } from "../../core/ledger/canonical.ts";
import { opens } from "../../core/ledger/commitment.ts";
import { parseHeader } from "../../core/ledger/header.ts";
import { checkDecisionOpening, checkPersonOpening, parsePersonList } from "../../core/ledger/opening.ts";
import type { DecidedHeader, LoggedPerson } from "../../core/logbook/decision.ts";
import type { LogbookReader } from "../../ports/logbook-reader.ts";
import type { Vault } from "../vault/vault.ts";
import type { Database } from "./database.ts";
import { unpackPerson } from "./ledger-write.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantText } from "./values.ts";

const PAGE = `SELECT s.idx, o.entry_id, o.header, o.officer, o.persons_list,
    e.trace_id, e.span_id, e.parent_span_id, e.started_at, e.end_span_id,
    e.revision > 1 AND e.entry_id = o.entry_id AND e.end_span_id IS NOT NULL AS ends_hold
  FROM ledger_entry s
  JOIN ledger_opening o ON o.entry_id = s.entry_id
  JOIN exchange e ON e.id = o.exchange_id
 WHERE s.idx >= $1 AND s.idx < $2 AND o.kind = 'exchange.decided'
   AND o.at >= $3::timestamptz AND o.at < $4::timestamptz
 ORDER BY s.idx LIMIT $5`;

const PERSONS = `SELECT p.entry_id, p.position, p.subject_id, p.sealed, k.key_id, k.wrapped
  FROM ledger_person p JOIN vault.subject_key k ON k.subject_id = p.subject_id WHERE p.entry_id = ANY($1::uuid[])`;

/** Leaves may stand a little out of the order of their instants: clocks differ, and an exchange may be decided anew. */
const OUT_OF_ORDER_MS = 10 * 60_000;

interface Row {
  readonly idx: string;
  readonly entry_id: string;
  readonly header: Buffer;
  readonly officer: Buffer;
  readonly persons_list: Buffer;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly started_at: Date;
  readonly end_span_id: string | null;
  readonly ends_hold: boolean;
}

interface PersonRow {
  readonly entry_id: string;
  readonly position: number;
  readonly subject_id: string;
  readonly sealed: Buffer;
  readonly key_id: string;
  readonly wrapped: Buffer;
}

export interface LogbookReaderParts {
  readonly database: Pick<Database, "pool">;
  readonly vault: Pick<Vault, "openWith">;
  /** Who stands in entries for those who were not found. */
  readonly nobody: Pseudonym;
}

export function createLogbookReader({ database, vault, nobody }: LogbookReaderParts): LogbookReader {
  const { pool } = database;
  return {
    leafOf: (entryId) =>
      guarded(async () => {
        const text = "SELECT idx FROM ledger_entry WHERE entry_id = $1";
        const { rows } = await pool.query<{ idx: string }>(text, [entryId]);
        return rows[0] === undefined ? null : Number(rows[0].idx);
      }),
    firstLeafFrom: (at) => guarded(() => firstLeafFrom(pool, at - OUT_OF_ORDER_MS)),
    page: ({ leaves, decided, limit }) =>
      guarded(async () => {
        const span = [instantText(decided.from), instantText(decided.until)];
        const { rows } = await pool.query<Row>(PAGE, [leaves.from, leaves.until, ...span, limit]);
        const persons = await personsOf(pool, rows);
        return rows.map((row) => ({
          leaf: Number(row.idx),
          header: decidedHeader(row.header),
          officer: checkDecisionOpening(parseCanonical(row.officer)),
          persons: parsePersonList(row.persons_list).map((commitment, position) =>
            personOf(persons.get(`${row.entry_id}/${position}`), { vault, nobody, commitment }),
          ),
          span: spanOf(row),
          startedAt: instantOf(row.started_at),
          endsHold: row.ends_hold,
        }));
      }),
  };
}

/** By halving, since the tree has no index of instants: twenty looks in a million leaves. */
async function firstLeafFrom(pool: Database["pool"], at: number): Promise<number> {
  const { rows } = await pool.query<{ size: string }>("SELECT coalesce(max(idx) + 1, 0) AS size FROM ledger_entry");
  let [low, high] = [0, Number(rows[0]?.size ?? 0)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const text = `SELECT o.at FROM ledger_entry s JOIN ledger_opening o ON o.entry_id = s.entry_id
                   WHERE s.idx >= $1 ORDER BY s.idx LIMIT 1`;
    const found = await pool.query<{ at: Date }>(text, [middle]);
    if (found.rows[0] === undefined || instantOf(found.rows[0].at) >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function personsOf(pool: Database["pool"], rows: readonly Row[]): Promise<ReadonlyMap<string, PersonRow>> {
  const found = await pool.query<PersonRow>(PERSONS, [rows.map(({ entry_id: id }) => id)]);
  return new Map(found.rows.map((row) => [`${row.entry_id}/${row.position}`, row]));
}

function decidedHeader(bytes: Uint8Array): DecidedHeader {
  const header = parseHeader(bytes);
  if (header.kind === "exchange.decided") return header;
  throw new GatewayError("LEDGER_MALFORMED", "the header of a decision is of another kind");
}

/** Erasing takes opening and key along; only a person whose key is there is anybody. */
function personOf(
  row: PersonRow | undefined,
  { vault, nobody, commitment }: Pick<LogbookReaderParts, "vault" | "nobody"> & { readonly commitment: string },
): LoggedPerson {
  if (row === undefined || row.subject_id === nobody) return "nobody";
  try {
    const key = { keyId: row.key_id, wrapped: row.wrapped };
    const packed = vault.openWith(key, { person: row.subject_id as Pseudonym, bytes: row.sealed });
    const { salt, opening } = unpackPerson(packed);
    if (!opens(commitment, { salt, bytes: opening })) throw broken(row);
    const { pseudonym, fields } = checkPersonOpening(parseCanonical(opening));
    return { pseudonym, fields };
  } catch (error) {
    // A key of the installation that is not there is another fault: what is kept may be whole.
    if (error instanceof GatewayError && UNOPENED.has(error.code)) throw broken(row, error);
    throw error;
  }
}

/** Sealed bytes that were altered or exchanged, and an opening that no gateway wrote. */
const UNOPENED: ReadonlySet<GatewayError["code"]> = new Set(["INVARIANT_BROKEN", "LEDGER_MALFORMED"] as const);

/** A logbook without this person would be one that somebody made; who reads it must know that, and where. */
const broken = ({ entry_id: entry, position }: PersonRow, cause?: unknown): GatewayError =>
  new GatewayError("LEDGER_OPENING_BROKEN", "what is kept of a person is not what the entry committed to", {
    at: `ledger_person ${entry}/${position}`,
    remedy: "find who wrote to the database, put this row back from a backup, and read the logbook again",
    cause,
  });

function spanOf(row: Row): { traceId: string; spanId: string; parentSpanId: string | null } {
  const { trace_id: traceId, span_id: spanId, parent_span_id: parentSpanId } = row;
  if (!row.ends_hold) return { traceId, spanId, parentSpanId };
  return { traceId, spanId: row.end_span_id ?? spanId, parentSpanId: spanId };
}
