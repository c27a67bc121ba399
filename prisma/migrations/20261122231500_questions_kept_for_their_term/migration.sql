-- A question is kept with its decision so that it can be answered afterwards, and no longer than it can be: until then
-- the record is looked for by this instant, and what is left of it is kept as any other.
ALTER TABLE "decision_record" ADD COLUMN "question_until" TIMESTAMPTZ(3);
CREATE INDEX "decision_record_question" ON "decision_record" ("question_until") WHERE "question_until" IS NOT NULL;

-- As before, with the term of the question.
CREATE OR REPLACE FUNCTION "commit_exchange"(c jsonb, parts bytea[], record bytea, held bytea, parcel_bytes bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  this_exchange uuid := (c->'exchange'->>'id')::uuid;
  this_at timestamptz := (c->'exchange'->>'at')::timestamptz;
  this_revision int := 1;
  released boolean := c->'exchange'->>'outcome' = 'allow';
BEGIN
  PERFORM ledger_must_keep_up();
  IF c ? 'endsHold' THEN this_revision := end_hold(c); ELSE PERFORM store_exchange(c); END IF;
  PERFORM compare_state(c);
  -- After the persons are locked: whoever changes one of them has finished by now, or waits for us.
  PERFORM same_must_be_meant(c);
  PERFORM reference_must_be_free(c);
  IF c ? 'parcel' THEN PERFORM store_parcel(c, parcel_bytes); END IF;
  IF c ? 'hold' THEN PERFORM store_hold(c, held); END IF;
  INSERT INTO decision_record (exchange_id, revision, subject_id, key_id, wrapped_key, sealed, released_as, released_at,
      question_until)
    VALUES (this_exchange, this_revision, (c->'record'->>'subjectId')::uuid, c->'record'->>'keyId',
            decode(c->'record'->>'wrappedKey', 'hex'), record,
            CASE WHEN released THEN (c->'exchange'->>'purpose') || ' ' || (c->'exchange'->>'direction') END,
            CASE WHEN released THEN this_at END, (c->'record'->>'questionUntil')::timestamptz);
  PERFORM store_effects(c);
  INSERT INTO alert (id, exchange_id, level, reason, at)
    SELECT (a->>'alertId')::uuid, this_exchange, a->>'level', a->>'reason', this_at FROM jsonb_array_elements(c->'alerts') a;
  INSERT INTO task (id, exchange_id, duty, who, due_at)
    SELECT (t->>'taskId')::uuid, this_exchange, t->>'duty', t->>'who', (t->>'dueAt')::timestamptz
      FROM jsonb_array_elements(c->'tasks') t;
  PERFORM write_ledger(c->'ledger', parts);
END $$;
