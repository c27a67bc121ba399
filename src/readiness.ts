import type { Sequencer } from "./adapters/database/sequencer.ts";
import type { Database } from "./adapters/database/database.ts";
import type { Services } from "./http/services.ts";
import type { World } from "./ports/world.ts";

/** Longer than this behind, and nothing may be released (design §3). */
const BEHIND_MAX_MS = 60_000;

/** Whether an exchange can be taken now. */
export async function readiness(
  { ledger }: World,
  { database, sequencer }: { readonly database: Database; readonly sequencer: Pick<Sequencer, "isStopped"> },
): ReturnType<Services["ready"]> {
  const answers = async (check: () => Promise<boolean>): Promise<boolean> => check().catch(() => false);
  const checks = {
    database: await answers(async () => (await database.pool.query("SELECT 1")).rowCount === 1),
    ledger: !sequencer.isStopped() && (await answers(async () => (await ledger.behindMs()) < BEHIND_MAX_MS)),
  };
  return { ok: checks.database && checks.ledger, checks };
}
