import type { AlertLevel } from "../../core/decision/types.ts";
import type { Instant } from "../../core/ids.ts";
import type { Database } from "./database.ts";
import { guarded } from "./transient.ts";
import { instantText } from "./values.ts";

export interface NewAlert {
  readonly alertId: string;
  readonly level: AlertLevel;
  readonly reason: string;
  readonly at: Instant;
}

/** An alert about no exchange, unless one for the same reason is still open: several processes find the same thing. */
export async function raiseAlert(
  { pool }: { readonly pool: Pick<Database["pool"], "query"> },
  alert: NewAlert,
): Promise<void> {
  const { alertId, level, reason, at } = alert;
  await guarded(() =>
    pool.query(
      `INSERT INTO alert (id, level, reason, at) SELECT $1, $2, $3, $4
        WHERE NOT EXISTS (SELECT 1 FROM alert WHERE reason = $3 AND exchange_id IS NULL AND status <> 'closed')`,
      [alertId, level, reason, instantText(at)],
    ),
  );
}
