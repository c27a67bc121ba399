import type { RegisterChange } from "../../ports/register-writer.ts";
import type { Client } from "./transaction.ts";

/** Changes that add a row under an id of their own. */
const TABLES: ReadonlyMap<RegisterChange["kind"], string> = new Map([
  ["consent.recorded", "consent"],
  ["objection.recorded", "objection"],
  ["restriction.set", "restriction"],
  ["signal-refusal.recorded", "signal_refusal"],
  ["rectification.recorded", "rectification"],
  ["relation.opened", "relation"],
]);

/**
 * Whether this very row was written before: a request whose answer was lost came again. The person is held till the end of
 * the transaction, so that two of the same wait for each other and the second finds the first.
 */
export async function isWritten(client: Client, change: RegisterChange): Promise<boolean> {
  const table = TABLES.get(change.kind);
  if (table === undefined || !("pseudonym" in change) || !("id" in change)) return false;
  await client.query("SELECT 1 FROM subject WHERE id = $1 FOR UPDATE", [change.pseudonym]);
  const values = [change.id, change.pseudonym];
  const { rows } = await client.query(`SELECT 1 FROM ${table} WHERE id = $1 AND subject_id = $2`, values);
  return rows.length > 0;
}
