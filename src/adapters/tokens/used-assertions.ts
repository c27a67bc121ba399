import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";

export interface UsedAssertions {
  /** Remembers the id; `false` when this client used it before. */
  claim(clientId: string, jti: string, expiresAtMs: number): Promise<boolean>;
  /** Drops the ids whose assertions can no longer pass. */
  forgetExpired(nowMs: number): Promise<void>;
}

/** Rows of `used_assertion`: one statement decides who was first, on any number of gateways. */
export function createUsedAssertions(database: Database): UsedAssertions {
  return {
    claim: (clientId, jti, expiresAtMs) =>
      guarded(async () => {
        const { rows } = await database.pool.query(
          `INSERT INTO used_assertion (client_id, jti, expires_at) VALUES ($1, $2, $3)
           ON CONFLICT DO NOTHING RETURNING jti`,
          [clientId, jti, new Date(expiresAtMs)],
        );
        return rows.length === 1;
      }),
    forgetExpired: (nowMs) =>
      guarded(async () => {
        await database.pool.query("DELETE FROM used_assertion WHERE expires_at < $1", [new Date(nowMs)]);
      }),
  };
}
