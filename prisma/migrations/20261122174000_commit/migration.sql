-- The hot steps, each one statement of its caller. A refusal is an error with a SQLSTATE of
-- our own, so that everything before it is undone: UPBHD ledger behind, UPMOV state moved, UPDUP done before,
-- UPCHK what was stored does not fit.

-- X-Road's rule (ledger.md 2.7): exchanges go on while the oldest leaf waits for less than a minute, then stop.
CREATE FUNCTION "ledger_must_keep_up"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT p.committed_at FROM ledger_pending p ORDER BY p.id LIMIT 1) < clock_timestamp() - interval '60 seconds' THEN
    RAISE EXCEPTION 'the oldest leaf waits for more than 60 s' USING ERRCODE = 'UPBHD';
  END IF;
END $$;

-- A leaf with what opens it. parts: entry, header, header salt, officer, officer salt, persons salt, persons list,
-- then one sealed opening for each of w.persons.
CREATE FUNCTION "write_ledger"(w jsonb, parts bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  this_entry uuid := (w->>'entryId')::uuid;
BEGIN
  INSERT INTO ledger_opening (entry_id, kind, at, exchange_id, header, header_salt, officer, officer_salt, persons_salt, persons_list)
    VALUES (this_entry, w->>'kind', (w->>'at')::timestamptz, (w->>'exchangeId')::uuid,
            parts[2], parts[3], parts[4], parts[5], parts[6], parts[7]);
  INSERT INTO ledger_person (entry_id, position, subject_id, sealed)
    SELECT this_entry, (p.value->>'position')::int, (p.value->>'subjectId')::uuid, parts[7 + p.ordinality]
      FROM jsonb_array_elements(w->'persons') WITH ORDINALITY p;
  INSERT INTO ledger_pending (entry_id, entry) VALUES (this_entry, parts[1]);
END $$;

CREATE FUNCTION "append_ledger"(w jsonb, parts bytea[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ledger_must_keep_up();
  PERFORM write_ledger(w, parts);
END $$;

-- The document's identity is sender, message id and digest; a row of a batch adds its row id.
CREATE FUNCTION "store_exchange"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  x jsonb := c->'exchange';
  digest bytea := decode(c->'exchange'->>'documentSha256', 'hex');
BEGIN
  INSERT INTO message (sender, message_id, document_sha256, received_at)
    VALUES (x->>'sender', (x->>'messageId')::uuid, digest, (x->>'at')::timestamptz) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM 1 FROM message m
      WHERE m.sender = x->>'sender' AND m.message_id = (x->>'messageId')::uuid AND m.document_sha256 = digest;
    IF NOT FOUND THEN RAISE EXCEPTION 'another document has this message id' USING ERRCODE = 'UPDUP'; END IF;
  END IF;
  INSERT INTO exchange (id, at, sender, recipient, client_id, actor, covenant, covenant_version, covenant_hash, clause,
      purpose, direction, message, message_id, row_id, channel, reply_to, outcome, partner_view, controller_view, entry_id)
    VALUES ((x->>'id')::uuid, (x->>'at')::timestamptz, x->>'sender', x->>'recipient', x->>'clientId', x->>'actor',
      x->>'covenant', (x->>'covenantVersion')::int, decode(x->>'covenantHash', 'hex'), x->>'clause',
      x->>'purpose', x->>'direction', x->>'message', (x->>'messageId')::uuid, x->>'rowId', x->>'channel',
      (x->>'replyTo')::uuid, x->>'outcome', x->>'partnerView', x->>'controllerView', (c->'ledger'->>'entryId')::uuid)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RAISE EXCEPTION 'this exchange is committed' USING ERRCODE = 'UPDUP'; END IF;
END $$;

-- The new decision takes the place of the held one; the held document's key goes with the hold.
CREATE FUNCTION "end_hold"(c jsonb) RETURNS int LANGUAGE plpgsql AS $$
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
      entry_id = (c->'ledger'->>'entryId')::uuid, revision = revision + 1
    WHERE id = (x->>'id')::uuid RETURNING revision INTO this_revision;
  RETURN this_revision;
END $$;

-- Nothing may have moved since the decision read it. Rows are taken in one order everywhere, so that two commits wait
-- for each other and never for one another in a circle.
CREATE FUNCTION "compare_state"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v jsonb := c->'covenant';
  s record;
  k record;
BEGIN
  IF c ? 'covenant' THEN
    -- Locked until the commit, so that a suspension comes wholly before it or wholly after. The row must exist for that.
    PERFORM 1 FROM covenant_version_state WHERE covenant = v->>'id' AND version = (v->>'version')::int
      AND state_version = (v->>'stateVersion')::int FOR SHARE;
    IF NOT FOUND THEN
      INSERT INTO covenant_version_state (covenant, version, state_version) VALUES (v->>'id', (v->>'version')::int, 0)
        ON CONFLICT DO NOTHING;
      PERFORM 1 FROM covenant_version_state WHERE covenant = v->>'id' AND version = (v->>'version')::int
        AND state_version = (v->>'stateVersion')::int FOR SHARE;
      IF NOT FOUND THEN RAISE EXCEPTION 'the covenant moved' USING ERRCODE = 'UPMOV'; END IF;
    END IF;
  END IF;
  FOR s IN SELECT (e->>'id')::uuid AS id, (e->>'version')::int AS version, e->>'keyId' AS key_id,
      decode(e->>'wrapped', 'hex') AS wrapped FROM jsonb_array_elements(c->'subjects') e ORDER BY 1
  LOOP
    IF s.version = 0 THEN
      INSERT INTO subject (id) VALUES (s.id) ON CONFLICT DO NOTHING;
      IF FOUND THEN INSERT INTO vault.subject_key (subject_id, key_id, wrapped) VALUES (s.id, s.key_id, s.wrapped);
      ELSE RAISE EXCEPTION 'the person exists by now' USING ERRCODE = 'UPMOV'; END IF;
    ELSIF (c->>'raises')::boolean THEN
      UPDATE subject SET version = version + 1 WHERE id = s.id AND version = s.version;
      IF NOT FOUND THEN RAISE EXCEPTION 'the person moved' USING ERRCODE = 'UPMOV'; END IF;
    ELSE
      PERFORM 1 FROM subject WHERE id = s.id AND version = s.version;
      IF NOT FOUND THEN RAISE EXCEPTION 'the person moved' USING ERRCODE = 'UPMOV'; END IF;
    END IF;
  END LOOP;
  FOR k IN SELECT e->>'key' AS key, (e->>'max')::int AS max FROM jsonb_array_elements(c->'counters') e ORDER BY 1
  LOOP
    INSERT INTO counter AS n (key, n) SELECT k.key, 1 WHERE k.max >= 1
      ON CONFLICT (key) DO UPDATE SET n = n.n + 1 WHERE n.n < k.max;
    IF NOT FOUND THEN RAISE EXCEPTION 'the bound is reached' USING ERRCODE = 'UPMOV'; END IF;
  END LOOP;
END $$;

-- A parcel without bytes stands in chunks that were written before (design 12.5).
CREATE FUNCTION "store_parcel"(c jsonb, parcel_bytes bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  p jsonb := c->'parcel';
  digest bytea := decode(c->'parcel'->>'sha256', 'hex');
BEGIN
  IF parcel_bytes IS NULL AND (p->>'size')::bigint <>
    (SELECT coalesce(sum(octet_length(k.bytes)), 0) FROM parcel_chunk k WHERE k.parcel_sha256 = digest) THEN
    RAISE EXCEPTION 'chunks of the parcel are missing' USING ERRCODE = 'UPCHK';
  END IF;
  INSERT INTO parcel (exchange_id, recipient, sha256, size, bytes, ready_at, destroy_at)
    VALUES ((c->'exchange'->>'id')::uuid, p->>'recipient', digest, (p->>'size')::int, parcel_bytes,
            (c->'exchange'->>'at')::timestamptz, (p->>'destroyAt')::timestamptz);
END $$;

CREATE FUNCTION "store_hold"(c jsonb, held bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  h jsonb := c->'hold';
BEGIN
  INSERT INTO hold (id, exchange_id, sealed, key_id, wrapped_key, approvers, count, includes, escalates, opened_at, due_at, requested_by)
    VALUES ((h->>'holdId')::uuid, (c->'exchange'->>'id')::uuid, held, h->>'keyId', decode(h->>'wrappedKey', 'hex'),
      ARRAY(SELECT jsonb_array_elements_text(h->'by')), (h->>'count')::int, ARRAY(SELECT jsonb_array_elements_text(h->'includes')),
      (h->>'escalates')::boolean, (c->'exchange'->>'at')::timestamptz, (h->>'dueAt')::timestamptz, h->>'requestedBy');
END $$;

-- What the exchange changes for later ones. A relation that stands open already is not opened twice.
CREATE FUNCTION "store_effects"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  e record;
BEGIN
  FOR e IN SELECT r->>'do' AS what, (r->>'subjectId')::uuid AS subject_id, r->>'kind' AS kind, r->>'party' AS party,
      decode(r->>'ref', 'hex') AS ref, decode(r->>'refDigest', 'hex') AS ref_digest, (r->>'at')::timestamptz AS at
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
    END IF;
  END LOOP;
END $$;

-- The commit of one exchange (design 3): all of it, or an error and nothing.
CREATE FUNCTION "commit_exchange"(c jsonb, parts bytea[], record bytea, held bytea, parcel_bytes bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  this_exchange uuid := (c->'exchange'->>'id')::uuid;
  this_at timestamptz := (c->'exchange'->>'at')::timestamptz;
  this_revision int := 1;
BEGIN
  PERFORM ledger_must_keep_up();
  IF c ? 'endsHold' THEN this_revision := end_hold(c); ELSE PERFORM store_exchange(c); END IF;
  PERFORM compare_state(c);
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
