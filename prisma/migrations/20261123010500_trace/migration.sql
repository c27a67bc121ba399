-- Every exchange is a step of a processing that may have begun elsewhere (W3C Trace Context), and its end after a hold is a
-- step of its own. What was there before begins a trace of its own.
ALTER TABLE "exchange"
  ADD COLUMN "trace_id" TEXT NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  ADD COLUMN "span_id" TEXT NOT NULL DEFAULT right(replace(gen_random_uuid()::text, '-', ''), 16),
  ADD COLUMN "parent_span_id" TEXT,
  ADD COLUMN "started_at" TIMESTAMPTZ(3),
  ADD COLUMN "end_span_id" TEXT;
UPDATE "exchange" e SET "started_at" = e.at,
    "end_span_id" = CASE WHEN e.revision > 1 THEN right(replace(gen_random_uuid()::text, '-', ''), 16) END;
ALTER TABLE "exchange" ALTER COLUMN "trace_id" DROP DEFAULT, ALTER COLUMN "span_id" DROP DEFAULT,
  ALTER COLUMN "started_at" SET NOT NULL;

-- As before, with the trace.
CREATE OR REPLACE FUNCTION "store_exchange"(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
      purpose, direction, message, message_id, row_id, channel, reply_to, outcome, partner_view, controller_view, entry_id,
      trace_id, span_id, parent_span_id, started_at)
    VALUES ((x->>'id')::uuid, (x->>'at')::timestamptz, x->>'sender', x->>'recipient', x->>'clientId', x->>'actor',
      x->>'covenant', (x->>'covenantVersion')::int, decode(x->>'covenantHash', 'hex'), x->>'clause',
      x->>'purpose', x->>'direction', x->>'message', (x->>'messageId')::uuid, x->>'rowId', x->>'channel',
      (x->>'replyTo')::uuid, x->>'outcome', x->>'partnerView', x->>'controllerView', (c->'ledger'->>'entryId')::uuid,
      x->>'traceId', x->>'spanId', x->>'parentSpanId', (x->>'startedAt')::timestamptz)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RAISE EXCEPTION 'this exchange is committed' USING ERRCODE = 'UPDUP'; END IF;
END $$;

-- As before, and the end of the hold is a step after the exchange's own.
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
      entry_id = (c->'ledger'->>'entryId')::uuid, revision = revision + 1, listed_at = clock_timestamp(),
      end_span_id = x->>'spanId'
    WHERE id = (x->>'id')::uuid RETURNING revision INTO this_revision;
  RETURN this_revision;
END $$;
