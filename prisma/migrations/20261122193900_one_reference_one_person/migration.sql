-- A reference that opens a person opens one: two documents with the same new registration number, decided at the same
-- moment, must not make two people of one. The second finds its reference taken, is decided anew, and finds the person.
CREATE FUNCTION "reference_must_be_free"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  e record;
BEGIN
  FOR e IN SELECT (r->>'subjectId')::uuid AS subject_id, r->>'kind' AS kind, r->>'party' AS party,
      decode(r->>'refDigest', 'hex') AS ref_digest, (r->>'at')::timestamptz AS at
    FROM jsonb_array_elements(c->'effects') r
    WHERE r->>'do' = 'open' AND EXISTS (SELECT 1 FROM jsonb_array_elements(c->'subjects') s
      WHERE s->>'id' = r->>'subjectId' AND (s->>'version')::int = 0)
    ORDER BY r->>'refDigest'
  LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(e.party || e.kind || encode(e.ref_digest, 'hex'), 0));
    PERFORM 1 FROM relation o WHERE o.party = e.party AND o.kind = e.kind AND o.ref_digest = e.ref_digest
      AND o.subject_id <> e.subject_id AND (o.until_at IS NULL OR o.until_at > e.at);
    IF FOUND THEN RAISE EXCEPTION 'the reference is taken by now' USING ERRCODE = 'UPMOV'; END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION "commit_exchange"(c jsonb, parts bytea[], record bytea, held bytea, parcel_bytes bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  this_exchange uuid := (c->'exchange'->>'id')::uuid;
  this_at timestamptz := (c->'exchange'->>'at')::timestamptz;
  this_revision int := 1;
BEGIN
  PERFORM ledger_must_keep_up();
  IF c ? 'endsHold' THEN this_revision := end_hold(c); ELSE PERFORM store_exchange(c); END IF;
  PERFORM compare_state(c);
  PERFORM reference_must_be_free(c);
  IF c ? 'parcel' THEN PERFORM store_parcel(c, parcel_bytes); END IF;
  IF c ? 'hold' THEN PERFORM store_hold(c, held); END IF;
  INSERT INTO decision_record (exchange_id, revision, subject_id, key_id, wrapped_key, sealed)
    VALUES (this_exchange, this_revision, (c->'record'->>'subjectId')::uuid, c->'record'->>'keyId',
            decode(c->'record'->>'wrappedKey', 'hex'), record);
  PERFORM store_effects(c);
  INSERT INTO alert (id, exchange_id, level, reason, at)
    SELECT (a->>'alertId')::uuid, this_exchange, a->>'level', a->>'reason', this_at FROM jsonb_array_elements(c->'alerts') a;
  INSERT INTO task (id, exchange_id, duty, who, due_at)
    SELECT (t->>'taskId')::uuid, this_exchange, t->>'duty', t->>'who', (t->>'dueAt')::timestamptz
      FROM jsonb_array_elements(c->'tasks') t;
  PERFORM write_ledger(c->'ledger', parts);
END $$;
