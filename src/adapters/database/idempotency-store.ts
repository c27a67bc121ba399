import type { Instant } from "../../core/ids.ts";
import type { IdempotencyStore } from "../../ports/tokens.ts";
import type { Database } from "./database.ts";
import { guarded } from "./transient.ts";
import { instantText } from "./values.ts";

const ANSWER_MS = 72 * 3_600_000;
/** A claim without an answer is of a process that died. */
const CLAIM_MS = 60_000;

interface AnswerRow {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly body: string | null;
}

/** Answers kept for `Idempotency-Key`: one statement decides who answers, on any number of gateways. */
export function createIdempotencyStore({
  database: { pool },
  now,
}: {
  readonly database: Pick<Database, "pool">;
  readonly now: () => Instant;
}): IdempotencyStore {
  const inMs = (ms: number): string => new Date(now() + ms).toISOString();
  return {
    claim: (key, fingerprint) =>
      guarded(async () => {
        const { rowCount } = await pool.query(
          `INSERT INTO idempotent_answer AS a (key, fingerprint, expires_at) VALUES ($1, $2, $3::timestamptz)
           ON CONFLICT (key) DO UPDATE SET fingerprint = $2, status = NULL, body = NULL, expires_at = $3::timestamptz
             WHERE a.expires_at <= $4::timestamptz`,
          [key, fingerprint, inMs(CLAIM_MS), instantText(now())],
        );
        if (rowCount === 1) return "claimed";
        const { rows } = await pool.query<AnswerRow>(
          "SELECT fingerprint, status, body FROM idempotent_answer WHERE key = $1",
          [key],
        );
        const [row] = rows;
        if (row === undefined) return "in-progress"; // released in between: the client tries again
        if (row.fingerprint !== fingerprint) return "other-body";
        if (row.status === null || row.body === null) return "in-progress";
        return { status: row.status, body: row.body };
      }),
    finish: (key, { status, body }) =>
      guarded(async () => {
        await pool.query(
          "UPDATE idempotent_answer SET status = $2, body = $3, expires_at = $4::timestamptz WHERE key = $1",
          [key, status, body, inMs(ANSWER_MS)],
        );
      }),
    release: (key) =>
      guarded(async () => {
        await pool.query("DELETE FROM idempotent_answer WHERE key = $1 AND status IS NULL", [key]);
      }),
  };
}
