-- Reminders before a hold lapses: how many went out. An alert names who is to look at it besides the officers.
ALTER TABLE "alert" ADD COLUMN     "roles" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "hold" ADD COLUMN     "reminded" INTEGER NOT NULL DEFAULT 0;

-- What the exchange changes for later ones. A relation that stands open already is not opened twice. A party that gets a
-- tie may from then on name the person by its pairwise reference, as after a tie that the back office records.
CREATE OR REPLACE FUNCTION "store_effects"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  e record;
BEGIN
  FOR e IN SELECT r->>'do' AS what, (r->>'subjectId')::uuid AS subject_id, r->>'kind' AS kind, r->>'party' AS party,
      decode(r->>'ref', 'hex') AS ref, decode(r->>'refDigest', 'hex') AS ref_digest,
      decode(r->>'partnerDigest', 'hex') AS partner_digest, (r->>'at')::timestamptz AS at
    FROM jsonb_array_elements(c->'effects') r
  LOOP
    IF e.what = 'close' THEN
      UPDATE relation SET until_at = e.at WHERE subject_id = e.subject_id AND kind = e.kind AND party = e.party
        AND ref_digest = e.ref_digest AND (until_at IS NULL OR until_at > e.at);
    ELSE
      INSERT INTO relation (id, subject_id, kind, party, ref, ref_digest, scope, from_at)
        SELECT gen_random_uuid(), e.subject_id, e.kind, e.party, e.ref, e.ref_digest, '{}', e.at
        WHERE NOT EXISTS (SELECT 1 FROM relation o WHERE o.subject_id = e.subject_id AND o.kind = e.kind AND o.party = e.party
          AND o.ref_digest = e.ref_digest AND (o.until_at IS NULL OR o.until_at > e.at));
      INSERT INTO subject_index (kind, digest, subject_id)
        SELECT 'partnerRef', e.partner_digest, e.subject_id WHERE e.partner_digest IS NOT NULL ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
END $$;

-- What reminded of a hold has nothing left to say once the hold has ended.
CREATE FUNCTION "close_alerts_of_hold"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE alert SET status = 'closed', action = 'the hold ended: ' || NEW.state, closed_at = coalesce(NEW.ended_at, now())
    WHERE exchange_id = NEW.exchange_id AND reason IN ('HOLD_REMINDER', 'HOLD_ESCALATED') AND status <> 'closed';
  RETURN NULL;
END $$;
CREATE TRIGGER "hold_ended" AFTER UPDATE OF "state" ON "hold" FOR EACH ROW
  WHEN (OLD."state" = 'open' AND NEW."state" <> 'open') EXECUTE FUNCTION "close_alerts_of_hold"();
