import { GatewayError } from "../../core/errors.ts";
import type { Database } from "../database/database.ts";
import { codeOf, guarded } from "../database/transient.ts";

export type Client = Pick<Database["pool"], "query">;

/** SQLSTATEs of a row that is there already, and of one that points at nobody. */
const CONFLICTS = new Set(["23505", "23503"]);

/**
 * All or nothing. Inside, only the given client may be used: the embedded database has one connection, and a second
 * query would wait for it for ever. Throws REGISTER_CONFLICT for what contradicts the register.
 */
export function inTransaction<T>({ pool }: Pick<Database, "pool">, work: (client: Client) => Promise<T>): Promise<T> {
  return guarded(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      // A connection that cannot roll back is thrown away rather than handed to the next.
      await client.query("ROLLBACK").catch((failed: unknown) => void (broken = failed as Error));
      throw CONFLICTS.has(codeOf(error) ?? "") ? conflict("the row is there already, or its person is not") : error;
    } finally {
      client.release(broken);
    }
  });
}

export const conflict = (message: string): GatewayError =>
  new GatewayError("REGISTER_CONFLICT", message, { remedy: "read the register again, then repeat what still applies" });

/** Runs a statement that must find its row. */
export async function mustTouch(client: Client, statement: { text: string; values: unknown[] }): Promise<void> {
  const { rows } = await client.query(statement);
  if (rows.length === 0) throw conflict("there is no such row any more, or it has ended");
}

/**
 * Moves the person's version, so that every decision read before is decided anew, and holds the row till the end:
 * changes of one person happen one after another. Erased persons do not change any more.
 */
export const touchPerson = (client: Client, person: string): Promise<void> =>
  mustTouch(client, {
    text: `UPDATE subject SET version = version + 1 WHERE id = $1 AND life NOT IN ('erased', 'decoy') RETURNING id`,
    values: [person],
  });
