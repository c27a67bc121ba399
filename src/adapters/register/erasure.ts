import { mustTouch, type Client } from "./transaction.ts";

/** What a person leaves behind nowhere: everything by which they are found, and everything said of them. */
const GONE = ["subject_index", "relation", "objection", "restriction", "signal_refusal", "rectification"];

/**
 * Erases a person: their key goes, and with it whatever was sealed under it, here and in backups. The bare row stays, as proof
 * that there was somebody of whom nothing is left, but nothing leads to it any more: the person is as unknown as one who never was. A recorded legal claim keeps the data until it is lifted (domain.md §0.2, last row but two).
 */
export async function erasePerson(client: Client, person: string): Promise<void> {
  await mustTouch(client, {
    text: `UPDATE subject SET version = version + 1, life = 'erased'
      WHERE id = $1 AND life NOT IN ('erased', 'decoy') RETURNING id`,
    values: [person],
  });
  const { rows } = await client.query<{ held: boolean }>("SELECT legal_claim_hold AS held FROM subject WHERE id = $1", [
    person,
  ]);
  if (rows[0]?.held !== true) await destroyPerson(client, person);
}

/** The claim for which an erased person's data were kept has ended. `false` when this person is none of those. */
export async function endClaim(client: Client, person: string): Promise<boolean> {
  const { rows } = await client.query(
    `UPDATE subject SET version = version + 1, legal_claim_hold = false
      WHERE id = $1 AND life = 'erased' AND legal_claim_hold RETURNING id`,
    [person],
  );
  if (rows.length === 0) return false;
  await destroyPerson(client, person);
  return true;
}

/** The key, and all that the register says of the person. The row, its life and its version are the caller's. */
export async function destroyPerson(client: Client, person: string): Promise<void> {
  await client.query(
    `UPDATE subject SET record = NULL, facts = NULL, address_is_secret = false, consent_by = 'self', recorded_at = NULL
      WHERE id = $1`,
    [person],
  );
  for (const table of GONE) await client.query(`DELETE FROM ${table} WHERE subject_id = $1`, [person]);
  // Proof that there was consent outlives the person's data (design §12.10); what could name the person does not.
  await client.query(
    `UPDATE consent SET ref = id::text, how = '', withdrawn_how = NULL,
       withdrawn_at = coalesce(withdrawn_at, now()) WHERE subject_id = $1`,
    [person],
  );
  await client.query("DELETE FROM vault.subject_key WHERE subject_id = $1", [person]);
}

/** Rows whose sealed bytes are unreadable without the person's key, and which would still tell what a pseudonym had part in. */
const UNREADABLE = ["ledger_person", "decision_record"];

/**
 * Takes away what was sealed for a person whose key is gone; `false` where it is not. After the entry that says so: its own
 * opening of the person goes as well. What the entries committed to stays proven, as nobody's.
 */
export async function dropUnreadable(client: Client, person: string): Promise<boolean> {
  const { rows } = await client.query("SELECT 1 FROM vault.subject_key WHERE subject_id = $1", [person]);
  if (rows.length > 0) return false;
  for (const table of UNREADABLE) await client.query(`DELETE FROM ${table} WHERE subject_id = $1`, [person]);
  await client.query("DELETE FROM counter WHERE position($1 IN key) > 0", [`subject:${person}`]);
  return true;
}
