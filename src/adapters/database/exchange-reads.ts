import { parseExchangeId } from "../../core/ids.ts";
import type { ExchangeStore } from "../../ports/exchange-store.ts";
import type { Database } from "./database.ts";
import { listedExchange, mailboxStatement, SETTLED, STORED_EXCHANGE, storedExchange } from "./exchange-rows.ts";
import type { ExchangeRecord } from "./exchange-rows.ts";
import { guarded } from "./transient.ts";
import { sha256FromBytes } from "./values.ts";

const BEGINNING = "1970-01-01T00:00:00.000000Z";
/** Before every id. */
const FIRST = parseExchangeId("00000000-0000-7000-8000-000000000000");

type Reads = Pick<ExchangeStore, "findMessage" | "counters" | "find" | "list" | "settledUntil">;

/** What is looked up of exchanges and changes nothing. */
export function createExchangeReads({ pool }: Pick<Database, "pool">): Reads {
  return {
    findMessage: (sender, messageId) =>
      guarded(async () => {
        const { rows } = await pool.query<{ document_sha256: Buffer; id: string }>(
          `SELECT m.document_sha256, e.id FROM message m
             JOIN exchange e ON e.sender = m.sender AND e.message_id = m.message_id
            WHERE m.sender = $1 AND m.message_id = $2 ORDER BY e.id LIMIT 1`,
          [sender, messageId],
        );
        const [found] = rows;
        if (found === undefined) return null;
        return { documentSha256: sha256FromBytes(found.document_sha256), exchangeId: parseExchangeId(found.id) };
      }),
    counters: (keys) =>
      guarded(async () => {
        if (keys.length === 0) return {};
        const text = "SELECT key, n FROM counter WHERE key = ANY($1)";
        const { rows } = await pool.query<{ key: string; n: number }>(text, [keys]);
        return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
      }),
    find: (id) =>
      guarded(async () => {
        const { rows } = await pool.query<ExchangeRecord>(`${STORED_EXCHANGE} WHERE e.id = $1`, [id]);
        return rows[0] === undefined ? null : storedExchange(rows[0]);
      }),
    list: (query) =>
      guarded(async () => {
        const values = [query.party, query.after?.listedAt ?? null, query.after?.id ?? null, query.limit];
        const { rows } = await pool.query<ExchangeRecord>(mailboxStatement(query), values);
        return rows.map(listedExchange);
      }),
    settledUntil: () =>
      guarded(async () => {
        const { rows } = await pool.query<{ place: string }>(SETTLED);
        return { listedAt: rows[0]?.place ?? BEGINNING, id: FIRST };
      }),
  };
}
