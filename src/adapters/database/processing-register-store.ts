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

/**
 * The views hold names and verdicts, never values: of what was allowed, which fields left, of document and question apart.
 * A year of exchanges has few different views, so each is taken apart once, however often it was given.
 */
const USE = `WITH seen AS MATERIALIZED (
    SELECT covenant, covenant_version, clause, outcome, CASE WHEN outcome = 'allow' THEN controller_view END AS view,
           count(*) AS n, max(at) AS last_at
      FROM exchange WHERE at >= $1::timestamptz AND at < $2::timestamptz
     GROUP BY covenant, covenant_version, clause, outcome, view),
  counted AS (
    SELECT covenant, covenant_version, clause,
           coalesce(sum(n) FILTER (WHERE outcome = 'allow'), 0)::int AS allowed,
           coalesce(sum(n) FILTER (WHERE outcome = 'deny'), 0)::int AS refused,
           coalesce(sum(n) FILTER (WHERE outcome = 'hold'), 0)::int AS held,
           max(last_at) FILTER (WHERE outcome = 'allow') AS last_use
      FROM seen GROUP BY covenant, covenant_version, clause),
  released AS (
    SELECT s.covenant, s.covenant_version, s.clause,
           array_agg(DISTINCT v.verdict->>'field') FILTER (WHERE side.leg = 'document') AS of_document,
           array_agg(DISTINCT v.verdict->>'field') FILTER (WHERE side.leg = 'question') AS of_question
      FROM (SELECT covenant, covenant_version, clause, view::jsonb AS view FROM seen
             WHERE view IS NOT NULL AND clause IS NOT NULL) s
     CROSS JOIN LATERAL (VALUES ('document', s.view->'fields'), ('question', s.view->'question')) AS side (leg, verdicts)
     CROSS JOIN LATERAL jsonb_array_elements(
       CASE jsonb_typeof(side.verdicts) WHEN 'array' THEN side.verdicts ELSE '[]'::jsonb END) AS v (verdict)
     WHERE v.verdict->>'verdict' <> 'withheld'
     GROUP BY s.covenant, s.covenant_version, s.clause)
  SELECT c.covenant, c.covenant_version AS version, c.clause, c.allowed, c.refused, c.held, c.last_use,
         coalesce(r.of_document, '{}') AS released, coalesce(r.of_question, '{}') AS released_of_question
    FROM counted c LEFT JOIN released r
      ON (r.covenant, r.covenant_version, r.clause) = (c.covenant, c.covenant_version, c.clause)
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
