import type { Pool, PoolClient } from "pg";

/** Held by one sequencer at a time, for the length of one transaction (design §12.6). */
const SEQUENCER_LOCK = 26_116_962;

/**
 * One transaction as the only sequencer of all processes; waits for its turn, so that nobody's wake-up is lost. It keeps
 * what a publisher reads from being replaced meanwhile; that the tree is right rests on the compare-and-swap alone.
 */
export async function inTurn<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [SEQUENCER_LOCK]);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error("no rollback");
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
