import { sha256Of } from "../../core/hash.ts";
import type { Instant } from "../../core/ids.ts";
import type { IdempotencyStore } from "../../ports/tokens.ts";
import type { Keyring } from "../keyring/types.ts";
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
  index,
  now,
}: {
  readonly database: Pick<Database, "pool">;
  readonly index: Pick<Keyring, "blindIndex">;
  readonly now: () => Instant;
}): IdempotencyStore {
  const inMs = (ms: number): string => new Date(now() + ms).toISOString();
  return {
    fingerprint: (body) => Buffer.from(index.blindIndex("idempotency.body", sha256Of(body))).toString("hex"),
    claim: (key, fingerprint) =>
      guarded(async () => {
        const claimed = await pool.query<{ token: string }>(
          `INSERT INTO idempotent_answer AS a (key, fingerprint, claim, expires_at)
           VALUES ($1, $2, gen_random_uuid(), $3::timestamptz)
           ON CONFLICT (key) DO UPDATE
             SET fingerprint = $2, claim = excluded.claim, status = NULL, body = NULL, expires_at = $3::timestamptz
             WHERE a.expires_at <= $4::timestamptz
           RETURNING claim::text AS token`,
          [key, fingerprint, inMs(CLAIM_MS), instantText(now())],
        );
        const [mine] = claimed.rows;
        if (mine !== undefined) return { claimed: { key, token: mine.token } };
        const { rows } = await pool.query<AnswerRow>(
          "SELECT fingerprint, status, body FROM idempotent_answer WHERE key = $1",
          [key],
        );
        const [row] = rows;
        if (row === undefined) return "in-progress"; // released in between: the client tries again
        if (row.fingerprint !== fingerprint) return "other-body";
        if (row.status === null || row.body === null) return "in-progress";
        return { kept: { status: row.status, body: row.body } };
      }),
    finish: ({ key, token }, { status, body }) =>
      guarded(async () => {
        await pool.query(
          `UPDATE idempotent_answer SET status = $3, body = $4, expires_at = $5::timestamptz
            WHERE key = $1 AND claim = $2::uuid AND status IS NULL`,
          [key, token, status, body, inMs(ANSWER_MS)],
        );
      }),
    release: ({ key, token }) =>
      guarded(async () => {
        await pool.query("DELETE FROM idempotent_answer WHERE key = $1 AND claim = $2::uuid AND status IS NULL", [
          key,
          token,
        ]);
      }),
  };
}
