import type { ProcessingRegisterStore } from "../../ports/processing-register-store.ts";
import type { Database } from "./database.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantOrNull, instantText, sha256FromBytes } from "./values.ts";

/** Another's row under the same number means that it kept its version first; ours is compared again at the next look. */
const KEEP = `WITH newest AS (SELECT number, sha256 FROM processing_register ORDER BY number DESC LIMIT 1)
  INSERT INTO processing_register (number, made_at, sha256, content, use)
  SELECT coalesce((SELECT number FROM newest), 0) + 1, $1::timestamptz, $2::bytea, $3, $4
   WHERE $2::bytea IS DISTINCT FROM (SELECT sha256 FROM newest)
  ON CONFLICT (number) DO NOTHING`;

const BEFORE = `SELECT number, made_at, sha256, content FROM processing_register
  WHERE made_at < $1::timestamptz ORDER BY number DESC LIMIT 1`;

/** The views hold names and verdicts, never values: of what was allowed, which fields left, of document and question apart. */
const USE = `WITH asked AS MATERIALIZED (
    SELECT covenant, covenant_version, clause, outcome, at, controller_view FROM exchange
     WHERE at >= $1::timestamptz AND at < $2::timestamptz),
  counted AS (
    SELECT covenant, covenant_version, clause,
           count(*) FILTER (WHERE outcome = 'allow')::int AS allowed,
           count(*) FILTER (WHERE outcome = 'deny')::int AS refused,
           count(*) FILTER (WHERE outcome = 'hold')::int AS held,
           max(at) FILTER (WHERE outcome = 'allow') AS last_use
      FROM asked GROUP BY covenant, covenant_version, clause),
  left_us AS (
    SELECT a.covenant, a.covenant_version, a.clause, side.leg, array_agg(DISTINCT v.verdict->>'field') AS fields
      FROM (SELECT covenant, covenant_version, clause, controller_view::jsonb AS view FROM asked
             WHERE outcome = 'allow' AND clause IS NOT NULL) a
     CROSS JOIN LATERAL (VALUES ('document', a.view->'fields'), ('question', a.view->'question')) AS side (leg, verdicts)
     CROSS JOIN LATERAL jsonb_array_elements(
       CASE jsonb_typeof(side.verdicts) WHEN 'array' THEN side.verdicts ELSE '[]'::jsonb END) AS v (verdict)
     WHERE v.verdict->>'verdict' <> 'withheld'
     GROUP BY a.covenant, a.covenant_version, a.clause, side.leg)
  SELECT c.covenant, c.covenant_version AS version, c.clause, c.allowed, c.refused, c.held, c.last_use,
         coalesce(d.fields, '{}') AS released, coalesce(q.fields, '{}') AS released_of_question
    FROM counted c
    LEFT JOIN left_us d ON (d.covenant, d.covenant_version, d.clause, d.leg) = (c.covenant, c.covenant_version, c.clause, 'document')
    LEFT JOIN left_us q ON (q.covenant, q.covenant_version, q.clause, q.leg) = (c.covenant, c.covenant_version, c.clause, 'question')
   ORDER BY c.covenant, c.covenant_version, c.clause`;

interface KeptRecord {
  readonly number: number;
  readonly made_at: Date;
  readonly sha256: Buffer;
  readonly content: string;
}

interface UseRecord {
  readonly covenant: string | null;
  readonly version: number | null;
  readonly clause: string | null;
  readonly allowed: number;
  readonly refused: number;
  readonly held: number;
  readonly last_use: Date | null;
  readonly released: readonly string[];
  readonly released_of_question: readonly string[];
}

/** The register of processing in its versions, and the use that exchanges tell of. */
export function createProcessingRegisterStore({ pool }: Pick<Database, "pool">): ProcessingRegisterStore {
  return {
    keep: ({ madeAt, sha256, content, use }) =>
      guarded(async () => {
        await pool.query(KEEP, [instantText(madeAt), Buffer.from(sha256, "hex"), content, use]);
      }),
    findBefore: (instant) =>
      guarded(async () => {
        const { rows } = await pool.query<KeptRecord>(BEFORE, [instantText(instant)]);
        const [row] = rows;
        if (row === undefined) return null;
        const { number, made_at: madeAt, sha256, content } = row;
        return { number, madeAt: instantOf(madeAt), sha256: sha256FromBytes(sha256), content };
      }),
    newest: () =>
      guarded(async () => {
        const { rows } = await pool.query<Pick<KeptRecord, "sha256">>(
          "SELECT sha256 FROM processing_register ORDER BY number DESC LIMIT 1",
        );
        return rows[0] === undefined ? null : sha256FromBytes(rows[0].sha256);
      }),
    use: ({ from, until }) =>
      guarded(async () => {
        const { rows } = await pool.query<UseRecord>(USE, [instantText(from), instantText(until)]);
        return rows.map(({ last_use: lastUse, released_of_question: releasedOfQuestion, ...row }) => ({
          ...row,
          lastUse: instantOrNull(lastUse),
          releasedOfQuestion,
        }));
      }),
  };
}
