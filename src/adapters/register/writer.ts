import { isUuid, type Pseudonym } from "../../core/ids.ts";
import type { LedgerWrite } from "../../ports/ledger.ts";
import type { RegisterChange, RegisterWriter } from "../../ports/register-writer.ts";
import type { Database } from "../database/database.ts";
import { ledgerArguments } from "../database/ledger-write.ts";
import { createPersonSealer } from "../database/sealing.ts";
import { guarded } from "../database/transient.ts";
import type { NewKey, Vault } from "../vault/vault.ts";
import { dropUnreadable } from "./erasure.ts";
import { personRefRow, type PersonIndex } from "./indexes.ts";
import { prepareChange } from "./prepare-change.ts";
import { isWritten } from "./same-row.ts";
import { inTransaction } from "./transaction.ts";

export interface WriterOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly index: PersonIndex;
  /** Lists the keys that are destroyed outside the database; a change that destroyed one is done when this is. */
  readonly listDestroyed: () => Promise<void>;
}

/** Every change of what may be exchanged: the change, its ledger entry and the moved version, together or not at all. */
export function createRegisterWriter({ database, vault, index, listDestroyed }: WriterOptions): RegisterWriter {
  const { pool } = database;

  async function apply(change: RegisterChange, entry: LedgerWrite): Promise<void> {
    const created = createdBy(change);
    // Whatever needs the vault comes first: inside the transaction there is no second connection (embedded database).
    const { ledger, parts } = await ledgerArguments(entry, createPersonSealer(vault, created));
    const write = await prepareChange(change, { database, vault, index, at: entry.at, created });
    const isGone = await inTransaction(database, async (client) => {
      if (await isWritten(client, change)) return false;
      await write(client);
      await client.query("SELECT write_ledger($1::jsonb, $2::bytea[])", [JSON.stringify(ledger), parts]);
      return mayEnd(change) && dropUnreadable(client, change.pseudonym);
    });
    if ("pseudonym" in change) vault.forget(change.pseudonym);
    database.ledgerWritten();
    if (isGone) await listDestroyed();
  }

  function createdBy(change: RegisterChange): ReadonlyMap<Pseudonym, NewKey> {
    const isNew = change.kind === "subject.recorded" && change.isNew;
    return new Map(isNew ? [[change.pseudonym, vault.newKey(change.pseudonym)]] : []);
  }

  async function pseudonymOf(personRef: string): Promise<Pseudonym | null> {
    const { kind, digest } = personRefRow(index, personRef);
    const text = "SELECT subject_id AS value FROM subject_index WHERE kind = $1 AND digest = $2";
    return (await valueOf(text, [kind, Buffer.from(digest)])) as Pseudonym | null;
  }

  async function valueOf(text: string, values: readonly unknown[]): Promise<string | null> {
    const { rows } = await guarded(() => pool.query<{ value: string }>(text, [...values]));
    return rows[0]?.value ?? null;
  }

  return {
    apply,
    pseudonymOf,
    subjectOf: async (kind, id) =>
      isUuid(id)
        ? ((await valueOf(`SELECT subject_id AS value FROM ${kind} WHERE id = $1`, [id])) as Pseudonym | null)
        : null,
    partyOf: async (kind, id) =>
      isUuid(id) ? valueOf(`SELECT party AS value FROM ${kind} WHERE id = $1`, [id]) : null,
    synced: async (at) => {
      await guarded(() =>
        pool.query(
          `INSERT INTO register_sync AS s (id, synced_at) VALUES (1, $1)
           ON CONFLICT (id) DO UPDATE SET synced_at = greatest(s.synced_at, excluded.synced_at)`,
          [new Date(at)],
        ),
      );
    },
  };
}

/** Erased, or recorded without the claim for which an erased person's data were kept. */
const mayEnd = (
  change: RegisterChange,
): change is Extract<RegisterChange, { readonly kind: "subject.erased" | "subject.recorded" }> =>
  change.kind === "subject.erased" || (change.kind === "subject.recorded" && !change.isNew);
