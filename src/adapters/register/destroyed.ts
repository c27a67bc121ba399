import type { LedgerWrite } from "../../ports/ledger.ts";
import type { Database } from "../database/database.ts";
import { writeLedger } from "../database/ledger-write.ts";
import { raiseAlert, type NewAlert } from "../database/raise-alert.ts";
import { guarded } from "../database/transient.ts";
import { missing, type DestroyedKeys } from "../destroyed-keys/destroyed-keys.ts";
import { destroyPerson, dropUnreadable } from "./erasure.ts";
import { inTransaction, type Client } from "./transaction.ts";

export interface Destroyed {
  readonly database: Pick<Database, "pool" | "ledgerWritten">;
  readonly keys: DestroyedKeys;
}

/** Of whom nothing may be left. A recorded claim keeps the key of one who was erased. */
const IS_DESTROYED = "s.life = 'erased' AND NOT s.legal_claim_hold";

/**
 * Lists what the database says was destroyed and the list does not know yet. After the commit, never before: an id whose
 * erasure was rolled back would destroy a living person. What a crash in between left is listed by the next round or start.
 */
export async function listDestroyed({ database, keys }: Destroyed): Promise<void> {
  const { rows } = await guarded(() =>
    database.pool.query<{ id: string }>(`SELECT s.vault_key AS id FROM subject s WHERE ${IS_DESTROYED}`),
  );
  const listed = (await keys.read()) ?? new Set();
  const fresh = rows.map(({ id }) => id).filter((id) => !listed.has(id));
  if (fresh.length > 0) await keys.add(fresh);
}

/** A new installation begins its list; another that has none is missing it: DESTROYED_KEYS_MISSING. */
export async function requireList({ database, keys }: Destroyed): Promise<void> {
  if ((await keys.read()) !== null) return;
  const { rows } = await guarded(() => database.pool.query("SELECT 1 FROM subject WHERE life <> 'decoy' LIMIT 1"));
  if (rows.length > 0) throw missing();
  await keys.add([]);
}

export interface Again extends Destroyed {
  /** Of so many keys. */
  readonly entryOf: (count: number) => LedgerWrite;
  readonly alertOf: () => NewAlert;
}

/**
 * Before anything is served: destroys again what a restored backup brought back, with one entry and an alert, in one
 * transaction. Gives how many.
 */
export async function destroyAgain(again: Again): Promise<number> {
  const listed = [...((await again.keys.read()) ?? [])];
  const count = await inTransaction(again.database, async (client) => {
    const persons = await broughtBack(client, listed);
    for (const person of persons) await destroyOne(client, person);
    if (persons.length === 0) return 0;
    await writeLedger(client, { write: again.entryOf(persons.length), sealer: NOBODY });
    await raiseAlert({ pool: client }, again.alertOf());
    return persons.length;
  });
  if (count > 0) again.database.ledgerWritten();
  await listDestroyed(again);
  return count;
}

const NOBODY = { seal: () => Promise.resolve(null) };

/** Persons who are listed and not gone, and keys of the gone that a backup of the keys alone brought back. */
async function broughtBack(client: Client, listed: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT s.id FROM subject s
      WHERE s.life <> 'decoy'
        AND CASE WHEN ${IS_DESTROYED} THEN EXISTS (SELECT FROM vault.subject_key k WHERE k.subject_id = s.id)
                 ELSE s.vault_key = ANY ($1::uuid[]) END
      ORDER BY s.id FOR UPDATE`,
    [listed],
  );
  return rows.map(({ id }) => id);
}

async function destroyOne(client: Client, person: string): Promise<void> {
  await client.query(
    "UPDATE subject SET version = version + 1, life = 'erased', legal_claim_hold = false WHERE id = $1",
    [person],
  );
  await destroyPerson(client, person);
  await dropUnreadable(client, person);
}
