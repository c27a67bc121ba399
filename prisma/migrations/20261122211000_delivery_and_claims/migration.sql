-- Where an exchange stands in the mailboxes of its parties: by the instant of its last decision, as the database's own
-- clock has it. A hold that is approved late then comes after what was read meanwhile, not before it.
ALTER TABLE "exchange" ADD COLUMN "listed_at" TIMESTAMPTZ(6);
UPDATE "exchange" e SET "listed_at" = coalesce((SELECT h.ended_at FROM hold h WHERE h.exchange_id = e.id), e.at);
ALTER TABLE "exchange" ALTER COLUMN "listed_at" SET DEFAULT clock_timestamp(), ALTER COLUMN "listed_at" SET NOT NULL;
DROP INDEX "exchange_sender_id_idx";
DROP INDEX "exchange_recipient_id_idx";
CREATE INDEX "exchange_sender_listed_at_id_idx" ON "exchange"("sender", "listed_at", "id");
CREATE INDEX "exchange_recipient_listed_at_id_idx" ON "exchange"("recipient", "listed_at", "id");

-- The first time that a parcel was asked for and not given out, since what it was released under stood no more.
ALTER TABLE "parcel" ADD COLUMN "withheld_at" TIMESTAMPTZ(3);

-- Whose claim it is: one that took too long and was taken over neither keeps an answer nor releases the other's claim.
ALTER TABLE "idempotent_answer" ADD COLUMN "claim" UUID;

-- As before, and the exchange comes to the end of the mailboxes.
CREATE OR REPLACE FUNCTION "end_hold"(c jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  x jsonb := c->'exchange';
  this_revision int;
BEGIN
  UPDATE hold SET state = c->'endsHold'->>'how', sealed = NULL, key_id = NULL, wrapped_key = NULL,
      claimed_until = NULL, ended_at = (x->>'at')::timestamptz
    WHERE id = (c->'endsHold'->>'holdId')::uuid AND exchange_id = (x->>'id')::uuid AND state = 'open';
  IF NOT FOUND THEN RAISE EXCEPTION 'this hold has ended' USING ERRCODE = 'UPDUP'; END IF;
  UPDATE exchange SET outcome = x->>'outcome', partner_view = x->>'partnerView', controller_view = x->>'controllerView',
      covenant = x->>'covenant', covenant_version = (x->>'covenantVersion')::int,
      covenant_hash = decode(x->>'covenantHash', 'hex'), clause = x->>'clause',
      entry_id = (c->'ledger'->>'entryId')::uuid, revision = revision + 1, listed_at = clock_timestamp()
    WHERE id = (x->>'id')::uuid RETURNING revision INTO this_revision;
  RETURN this_revision;
END $$;

-- Whoever was meant must still be meant: a person added, renamed or tied since the reading would make the document speak
-- of another, or of nobody in particular, though no person it was decided on has moved. Looked for as
-- `adapters/register/state-query.ts` looks, with the same work whether anybody is found or not.
CREATE FUNCTION "same_must_be_meant"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  i jsonb := c->'search';
  this_partner text := c->'search'->>'partner';
  this_reply uuid := (c->'search'->>'replyTo')::uuid;
  these_parties text[] := ARRAY(SELECT jsonb_array_elements_text(c->'search'->'parties'));
  found_now text;
BEGIN
  IF i IS NULL THEN RETURN; END IF;
  WITH asked AS MATERIALIZED (
    SELECT (l->>'position')::int AS pos, (l->>'order')::int AS ord, l->>'via' AS via, l->>'kind' AS kind,
        decode(l->>'digest', 'hex') AS digest
      FROM jsonb_array_elements(i->'lookups') l
  ), hits AS (
    SELECT a.pos, a.ord, s.subject_id FROM asked a JOIN subject_index s ON s.kind = a.kind AND s.digest = a.digest
     WHERE a.via = 'index'
    UNION
    SELECT a.pos, a.ord, r.subject_id FROM asked a
      JOIN relation r ON r.party = this_partner AND r.kind = a.kind AND r.ref_digest = a.digest
     WHERE a.via = 'relation'
    UNION
    SELECT a.pos, a.ord, d.subject_id FROM asked a
      JOIN exchange e ON (e.id = this_reply OR (e.sender = ANY (these_parties) AND e.message_id = this_reply))
       AND this_partner IN (e.sender, e.recipient) AND e.outcome = 'allow'
      JOIN decision_record d ON d.exchange_id = e.id AND d.revision = e.revision
     WHERE a.via = 'reply' AND d.subject_id IS NOT NULL
  ), best AS (
    SELECT h.pos, h.subject_id, row_number() OVER (PARTITION BY h.pos ORDER BY h.subject_id) AS nth FROM hits h
     WHERE h.ord = (SELECT min(o.ord) FROM hits o WHERE o.pos = h.pos)
  )
  SELECT coalesce(string_agg(pos || ':' || subject_id, ' ' ORDER BY pos, subject_id), '') INTO found_now
    FROM best WHERE nth <= 2;
  IF found_now <> i->>'found' THEN RAISE EXCEPTION 'another is meant by now' USING ERRCODE = 'UPMOV'; END IF;
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
  -- After the persons are locked: whoever changes one of them has finished by now, or waits for us.
  PERFORM same_must_be_meant(c);
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

-- A parcel that leaves in the answer itself is delivered in the same transaction, with a leaf of its own.
CREATE FUNCTION "commit_answered"(c jsonb, parts bytea[], record bytea, held bytea, parcel_bytes bytea,
  delivered jsonb, delivered_parts bytea[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM commit_exchange(c, parts, record, held, parcel_bytes);
  UPDATE parcel SET fetched_at = (delivered->>'at')::timestamptz
    WHERE exchange_id = (c->'exchange'->>'id')::uuid AND recipient = c->'exchange'->>'sender';
  IF NOT FOUND THEN RAISE EXCEPTION 'no parcel goes to the sender' USING ERRCODE = 'UPCHK'; END IF;
  PERFORM write_ledger(delivered, delivered_parts);
END $$;
