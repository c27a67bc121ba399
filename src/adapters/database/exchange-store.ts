import { clockSteppedBack } from "../../core/clock-stepped-back.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Commit, CommitResult, ExchangeStore } from "../../ports/exchange-store.ts";
import { commitArguments } from "./commit-arguments.ts";
import type { Database } from "./database.ts";
import { createExchangeReads } from "./exchange-reads.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { fetchParcel, withholdParcel, writeChunks } from "./parcels.ts";
import { createPersonSealer } from "./sealing.ts";
import type { PartnerDigest, RelationDigest, Sealing } from "./sealing.ts";
import { codeOf, guarded } from "./transient.ts";
import { instantText } from "./values.ts";

/** Named, so that PostgreSQL keeps the plans: the hot step is one round trip (platform.md §5). */
const COMMIT = {
  name: "commit-exchange",
  text: "SELECT commit_exchange($1::jsonb, $2::bytea[], $3::bytea, $4::bytea, $5::bytea)",
};

const COMMIT_ANSWERED = {
  name: "commit-answered",
  text: "SELECT commit_answered($1::jsonb, $2::bytea[], $3::bytea, $4::bytea, $5::bytea, $6::jsonb, $7::bytea[])",
};

export interface ExchangeStoreOptions {
  readonly database: Database;
  readonly vault: Sealing;
  readonly relationDigest: RelationDigest;
  readonly partnerDigest: PartnerDigest;
}

/** Exchanges, parcels and their entries; every hot step is one statement (design §9). */
export function createExchangeStore(options: ExchangeStoreOptions): ExchangeStore {
  const { database, vault } = options;
  const { pool } = database;
  const known = createPersonSealer(vault);
  return {
    ...createExchangeReads(database),
    async commit(commit) {
      const result = await guarded(async () => {
        const parcelInChunks = await writeChunks(pool, commit.parcel);
        const values = await commitArguments(commit, { ...options, parcelInChunks });
        const { statement, more } = await deliveredArguments(commit);
        return resultOf(() => pool.query({ ...statement, values: [...values, ...more] }));
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
    async fetchParcel(id, { delivered, seen }) {
      const entry = await guarded(() => ledgerArguments(delivered, known));
      const fetched = await keepingUp(() => fetchParcel(pool, { id, at: instantText(delivered.at), entry, seen }));
      database.ledgerWritten();
      return fetched;
    },
    async withholdParcel(id, write) {
      const entry = await guarded(() => ledgerArguments(write, known));
      if (await guarded(() => withholdParcel(pool, { id, at: instantText(write.at), entry }))) database.ledgerWritten();
    },
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

/** A parcel that leaves in the answer has the entry of its delivery in the same statement; it is about no person anew. */
async function deliveredArguments({
  delivered,
}: Pick<Commit, "delivered">): Promise<{ readonly statement: typeof COMMIT; readonly more: readonly unknown[] }> {
  if (delivered === null) return { statement: COMMIT, more: [] };
  const { ledger, parts } = await ledgerArguments(delivered, { seal: () => Promise.resolve(null) });
  return { statement: COMMIT_ANSWERED, more: [JSON.stringify(ledger), parts] };
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

/** Anything that releases: refused while the ledger runs behind by more than 60 s, or the clock has stepped back. */
async function keepingUp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await guarded(work);
  } catch (error) {
    if (codeOf(error) === "UPCLK") throw clockSteppedBack("the database's clock");
    if (codeOf(error) !== "UPBHD") throw error;
    throw new GatewayError("LEDGER_BEHIND", "the ledger runs behind by more than 60 s", { cause: error });
  }
}
