import { GatewayError } from "../../core/errors.ts";
import { parseExchangeId } from "../../core/ids.ts";
import type { Instant } from "../../core/ids.ts";
import type { CommitResult, ExchangeStore } from "../../ports/exchange-store.ts";
import { commitArguments } from "./commit-arguments.ts";
import type { Database } from "./database.ts";
import { mailboxStatement, STORED_EXCHANGE, storedExchange } from "./exchange-rows.ts";
import type { ExchangeRecord } from "./exchange-rows.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { fetchParcel, readParcel, writeChunks } from "./parcels.ts";
import { createPersonSealer } from "./sealing.ts";
import type { PartnerDigest, RelationDigest, Sealing } from "./sealing.ts";
import { codeOf, guarded } from "./transient.ts";
import { instantText, sha256FromBytes } from "./values.ts";

/** Named, so that PostgreSQL keeps the plans: the hot step is one round trip (platform.md §5). */
const COMMIT = {
  name: "commit-exchange",
  text: "SELECT commit_exchange($1::jsonb, $2::bytea[], $3::bytea, $4::bytea, $5::bytea)",
};

export interface ExchangeStoreOptions {
  readonly database: Database;
  readonly vault: Sealing;
  readonly relationDigest: RelationDigest;
  readonly partnerDigest: PartnerDigest;
  readonly now: () => Instant;
}

/** Exchanges, parcels and their entries; every hot step is one statement (design §9). */
export function createExchangeStore(options: ExchangeStoreOptions): ExchangeStore {
  const { database, vault, now } = options;
  const { pool } = database;
  const known = createPersonSealer(vault);
  return {
    findMessage: (sender, messageId) => guarded(() => findMessage(database, { sender, messageId })),
    counters: (keys) => guarded(() => readCounters(database, keys)),
    async commit(commit) {
      const result = await guarded(async () => {
        const parcelInChunks = await writeChunks(pool, commit.parcel);
        const values = await commitArguments(commit, { ...options, parcelInChunks });
        return resultOf(() => pool.query({ ...COMMIT, values: [...values] }));
      });
      if (result.status === "committed") database.ledgerWritten();
      return result;
    },
    async append(write) {
      const { ledger, parts } = await guarded(() => ledgerArguments(write, known));
      await keepingUp(() =>
        pool.query("SELECT append_ledger($1::jsonb, $2::bytea[])", [JSON.stringify(ledger), parts]),
      );
      database.ledgerWritten();
    },
    find: (id) =>
      guarded(async () => {
        const { rows } = await pool.query<ExchangeRecord>(`${STORED_EXCHANGE} WHERE e.id = $1`, [id]);
        return rows[0] === undefined ? null : storedExchange(rows[0]);
      }),
    list: (query) =>
      guarded(async () => {
        const values = [query.party, query.after, query.limit];
        const { rows } = await pool.query<ExchangeRecord>(mailboxStatement(query), values);
        return rows.map(storedExchange);
      }),
    async fetchParcel(id, delivered) {
      const entry = await guarded(() => ledgerArguments(delivered, known));
      const bytes = await keepingUp(() => fetchParcel(pool, { id, at: instantText(delivered.at), entry }));
      database.ledgerWritten();
      return bytes;
    },
    readParcel: (id) => guarded(() => readParcel(pool, { id, at: instantText(now()) })),
    async acknowledge(id, acknowledgement, write) {
      const { ledger, parts } = await guarded(() => ledgerArguments(write, known));
      const { rows } = await guarded(() =>
        pool.query(acknowledgeStatement(acknowledgement.kind), [
          id,
          instantText(write.at),
          JSON.stringify(acknowledgement),
          JSON.stringify(ledger),
          parts,
        ]),
      );
      if (rows.length === 1) database.ledgerWritten();
      return rows.length === 1;
    },
  };
}

/** Receipt and deletion are stated apart, each once. */
function acknowledgeStatement(kind: "receipt" | "deletion"): string {
  const [at, text] =
    kind === "receipt"
      ? ["acknowledged_at", "acknowledgement"]
      : ["deletion_acknowledged_at", "deletion_acknowledgement"];
  return `WITH acknowledged AS (
      UPDATE parcel SET ${at} = $2::timestamptz, ${text} = $3
       WHERE exchange_id = $1 AND ${at} IS NULL RETURNING exchange_id)
    SELECT write_ledger($4::jsonb, $5::bytea[]) FROM acknowledged`;
}

/** Runs the commit; the database's own refusals become results. */
async function resultOf(commit: () => Promise<unknown>): Promise<CommitResult> {
  try {
    await keepingUp(commit);
    return { status: "committed" };
  } catch (error) {
    const code = codeOf(error);
    if (code === "UPMOV") return { status: "moved" };
    if (code === "UPDUP") return { status: "duplicate" };
    throw error;
  }
}

/** Anything that releases: refused while the ledger runs behind by more than 60 s. */
async function keepingUp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await guarded(work);
  } catch (error) {
    if (codeOf(error) !== "UPBHD") throw error;
    throw new GatewayError("LEDGER_BEHIND", "the ledger runs behind by more than 60 s", { cause: error });
  }
}

async function findMessage(
  { pool }: Database,
  { sender, messageId }: { readonly sender: string; readonly messageId: string },
): ReturnType<ExchangeStore["findMessage"]> {
  const { rows } = await pool.query<{ document_sha256: Buffer; id: string }>(
    `SELECT m.document_sha256, e.id FROM message m
       JOIN exchange e ON e.sender = m.sender AND e.message_id = m.message_id
      WHERE m.sender = $1 AND m.message_id = $2 ORDER BY e.id LIMIT 1`,
    [sender, messageId],
  );
  const [found] = rows;
  if (found === undefined) return null;
  return { documentSha256: sha256FromBytes(found.document_sha256), exchangeId: parseExchangeId(found.id) };
}

async function readCounters({ pool }: Database, keys: readonly string[]): Promise<Readonly<Record<string, number>>> {
  if (keys.length === 0) return {};
  const { rows } = await pool.query<{ key: string; n: number }>("SELECT key, n FROM counter WHERE key = ANY($1)", [
    keys,
  ]);
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
}
