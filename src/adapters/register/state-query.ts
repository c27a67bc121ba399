/** Instants leave the database as milliseconds, the one form that reads the same through every driver. */
const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Keys of a person's record that the document supplies as well, where the clause goes by them. */
const KEYS = `asked a JOIN subject_index i ON i.subject_id = s.id AND i.kind = a.kind
     WHERE a.pos = p.pos AND a.via = 'index' AND a.kind LIKE 'name+%'`;

/** A list of rows about the person as JSON text. */
const list = (from: string, members: string): string =>
  `(SELECT coalesce(json_agg(json_build_object(${members})), '[]') FROM ${from} WHERE t.subject_id = s.id)::text`;

/**
 * Finds the persons and reads everything a decision needs of them, in one statement. Where nobody is found the decoy is
 * read in their place, so that a person who is unknown costs the same work as one who is known.
 *
 * $1 to $5 lookups as arrays (position, order, via, kind, digest), $6 partner, $7 replyTo, $8 parties of the header,
 * $9 decoy, $10 positions of the persons, $11 the instant in milliseconds. Both LIMITs limit nothing: they let the
 * planner expect few rows, so that it keeps one plan rather than spend more on a new one each time than on the reading.
 */
export const STATE_QUERY = `
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::bytea[]) AS a(pos, ord, via, kind, digest)
   LIMIT cardinality($1::int[])
), hits AS (
  SELECT a.pos, a.ord, i.subject_id FROM asked a JOIN subject_index i ON i.kind = a.kind AND i.digest = a.digest
   WHERE a.via = 'index'
  UNION
  SELECT a.pos, a.ord, r.subject_id FROM asked a
    JOIN relation r ON r.party = $6 AND r.kind = a.kind AND r.ref_digest = a.digest
   WHERE a.via = 'relation'
  UNION
  SELECT a.pos, a.ord, d.subject_id FROM asked a
    JOIN exchange e ON (e.id = $7 OR (e.sender = ANY ($8::text[]) AND e.message_id = $7))
     AND $6 IN (e.sender, e.recipient) AND e.outcome = 'allow'
    JOIN decision_record d ON d.exchange_id = e.id AND d.revision = e.revision
   WHERE a.via = 'reply' AND d.subject_id IS NOT NULL
), best AS (
  SELECT h.pos, h.subject_id, row_number() OVER (PARTITION BY h.pos ORDER BY h.subject_id) AS nth FROM hits h
   WHERE h.ord = (SELECT min(o.ord) FROM hits o WHERE o.pos = h.pos)
), picked AS (
  SELECT pos, subject_id FROM best WHERE nth <= 2
  UNION ALL
  SELECT p.pos, $9::uuid FROM (SELECT pos FROM unnest($10::int[]) AS n(pos) LIMIT cardinality($10::int[])) AS p
   WHERE NOT EXISTS (SELECT 1 FROM best b WHERE b.pos = p.pos)
)
SELECT p.pos AS position, s.id, s.version, s.life, s.legal_claim_hold AS "legalClaimHold", s.consent_by AS "consentBy",
  s.address_is_secret AS "addressIsSecret", s.facts, k.key_id AS "keyId", k.wrapped,
  (EXISTS (SELECT FROM ${KEYS}) AND NOT EXISTS (SELECT FROM ${KEYS} AND i.digest = a.digest)) AS contradicted,
  (SELECT ${ms("y.synced_at")} FROM register_sync y WHERE y.id = 1)::text AS "syncedAt",
  (SELECT ${ms("min(t.from_at)")} FROM restriction t WHERE t.subject_id = s.id AND t.lifted_at IS NULL)::text AS "restrictedFrom",
  (SELECT ${ms("max(t.at)")} FROM signal_refusal t WHERE t.subject_id = s.id)::text AS "signalRefusedAt",
  ARRAY(SELECT DISTINCT t.field FROM rectification t WHERE t.subject_id = s.id AND t.pending) AS rectifications,
  ${list(
    "objection t",
    `'purpose', t.purpose, 'receivedAt', ${ms("t.received_at")}, 'status', t.status, 'decisionRef', t.decision_ref`,
  )} AS objections,
  ${list(
    "consent t",
    `'ref', t.ref, 'party', t.party, 'purpose', t.purpose, 'categories', t.categories, 'explicit', t.explicit,
     'written', t.how IN ('form', 'signature'),
     'givenAt', ${ms("t.given_at")}, 'givenBy', t.given_by, 'expiresAt', ${ms("t.expires_at")},
     'withdrawnAt', ${ms("t.withdrawn_at")}`,
  )} AS consents,
  ${list(
    "relation t",
    `'kind', t.kind, 'party', t.party, 'ref', encode(t.ref, 'base64'), 'scope', t.scope,
     'from', ${ms("t.from_at")}, 'until', ${ms("t.until_at")}`,
  )} AS relations,
  (SELECT count(DISTINCT t.ref_digest) FROM relation t WHERE t.party = $6 AND t.kind = 'case'
     AND ${ms("t.from_at")} <= $11::bigint AND (t.until_at IS NULL OR ${ms("t.until_at")} > $11::bigint))::text AS "openCases",
  ${ms("g.at")}::text AS "signalAt", g.sealed AS "signalRecord"
FROM picked p
JOIN subject s ON s.id = p.subject_id
LEFT JOIN vault.subject_key k ON k.subject_id = s.id
LEFT JOIN LATERAL (
  SELECT d.released_at AS at, d.sealed FROM decision_record d
   WHERE d.subject_id = s.id AND d.released_as = 'early-debt-signalling out' ORDER BY d.released_at DESC LIMIT 1
) g ON true
ORDER BY p.pos, s.id`;

/** A row of STATE_QUERY as both drivers give it. */
export interface StateRow {
  readonly position: number;
  readonly id: string;
  readonly version: number;
  readonly life: string;
  readonly legalClaimHold: boolean;
  readonly consentBy: string;
  readonly addressIsSecret: boolean;
  readonly facts: Uint8Array | null;
  readonly keyId: string | null;
  readonly wrapped: Uint8Array | null;
  /** A reference found this person, and every match key in the data that could be compared is another's. */
  readonly contradicted: boolean;
  readonly syncedAt: string | null;
  readonly restrictedFrom: string | null;
  readonly signalRefusedAt: string | null;
  readonly rectifications: readonly string[];
  readonly objections: string;
  readonly consents: string;
  readonly relations: string;
  /** Of the partner, whoever is found: the same for all rows. */
  readonly openCases: string;
  readonly signalAt: string | null;
  readonly signalRecord: Uint8Array | null;
}
