-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "vault";

-- CreateTable
CREATE TABLE "subject" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "life" TEXT NOT NULL DEFAULT 'alive',
    "legal_claim_hold" BOOLEAN NOT NULL DEFAULT false,
    "consent_by" TEXT NOT NULL DEFAULT 'self',
    "address_is_secret" BOOLEAN NOT NULL DEFAULT false,
    "record" BYTEA,
    "facts" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "subject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vault"."subject_key" (
    "subject_id" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subject_key_pkey" PRIMARY KEY ("subject_id")
);

-- CreateTable
CREATE TABLE "subject_index" (
    "kind" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "subject_id" UUID NOT NULL,

    CONSTRAINT "subject_index_pkey" PRIMARY KEY ("kind","digest","subject_id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "ref" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "categories" TEXT[],
    "explicit" BOOLEAN NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "text_version" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_how" TEXT,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objection" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "decision_ref" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "objection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "restriction" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "restriction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_refusal" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signal_refusal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rectification" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "pending" BOOLEAN NOT NULL,

    CONSTRAINT "rectification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "relation" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "ref" BYTEA NOT NULL,
    "ref_digest" BYTEA NOT NULL,
    "scope" TEXT[],
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),

    CONSTRAINT "relation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "register_sync" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "register_sync_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "covenant_state" (
    "covenant" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "party" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "covenant_state_pkey" PRIMARY KEY ("covenant","version","party")
);

-- CreateTable
CREATE TABLE "covenant_version_state" (
    "covenant" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "covenant_version_state_pkey" PRIMARY KEY ("covenant","version")
);

-- CreateTable
CREATE TABLE "party_state" (
    "party" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "party_state_pkey" PRIMARY KEY ("party")
);

-- CreateTable
CREATE TABLE "message" (
    "sender" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "document_sha256" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("sender","message_id")
);

-- CreateTable
CREATE TABLE "exchange" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "covenant" TEXT,
    "covenant_version" INTEGER,
    "covenant_hash" BYTEA,
    "clause" TEXT,
    "purpose" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "row_id" TEXT NOT NULL DEFAULT '',
    "channel" TEXT,
    "reply_to" UUID,
    "outcome" TEXT NOT NULL,
    "partner_view" TEXT NOT NULL,
    "controller_view" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "entry_id" UUID NOT NULL,

    CONSTRAINT "exchange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_record" (
    "exchange_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "subject_id" UUID,
    "key_id" TEXT,
    "wrapped_key" BYTEA,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "decision_record_pkey" PRIMARY KEY ("exchange_id","revision")
);

-- CreateTable
CREATE TABLE "parcel" (
    "exchange_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "bytes" BYTEA,
    "ready_at" TIMESTAMPTZ(3) NOT NULL,
    "destroy_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledgement" TEXT,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "parcel_pkey" PRIMARY KEY ("exchange_id")
);

-- CreateTable
CREATE TABLE "parcel_chunk" (
    "parcel_sha256" BYTEA NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parcel_chunk_pkey" PRIMARY KEY ("parcel_sha256","position")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" UUID NOT NULL,
    "exchange_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "sealed" BYTEA,
    "key_id" TEXT,
    "wrapped_key" BYTEA,
    "approvers" TEXT[],
    "count" INTEGER NOT NULL,
    "includes" TEXT[],
    "escalates" BOOLEAN NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "requested_by" TEXT,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_vote" (
    "hold_id" UUID NOT NULL,
    "person" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "dropped" TEXT[],
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hold_vote_pkey" PRIMARY KEY ("hold_id","person")
);

-- CreateTable
CREATE TABLE "counter" (
    "key" TEXT NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "exchange_id" UUID,
    "level" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "owner" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "action" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "exchange_id" UUID NOT NULL,
    "duty" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_opening" (
    "entry_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "exchange_id" UUID,
    "header" BYTEA NOT NULL,
    "header_salt" BYTEA NOT NULL,
    "officer" BYTEA NOT NULL,
    "officer_salt" BYTEA NOT NULL,
    "persons_salt" BYTEA NOT NULL,
    "persons_list" BYTEA NOT NULL,

    CONSTRAINT "ledger_opening_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "ledger_person" (
    "entry_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "subject_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "ledger_person_pkey" PRIMARY KEY ("entry_id","position")
);

-- CreateTable
CREATE TABLE "ledger_pending" (
    "id" BIGSERIAL NOT NULL,
    "entry_id" UUID NOT NULL,
    "entry" BYTEA NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "ledger_pending_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "idx" BIGINT NOT NULL,
    "entry_id" UUID NOT NULL,
    "entry" BYTEA NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("idx")
);

-- CreateTable
CREATE TABLE "ledger_tile" (
    "level" SMALLINT NOT NULL,
    "n" BIGINT NOT NULL,
    "width" SMALLINT NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "ledger_tile_pkey" PRIMARY KEY ("level","n","width")
);

-- CreateTable
CREATE TABLE "ledger_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "checkpoint" TEXT,

    CONSTRAINT "ledger_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "used_assertion" (
    "client_id" TEXT NOT NULL,
    "jti" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "used_assertion_pkey" PRIMARY KEY ("client_id","jti")
);

-- CreateTable
CREATE TABLE "idempotent_answer" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_answer_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "subject_index_subject_id_idx" ON "subject_index"("subject_id");

-- CreateIndex
CREATE INDEX "consent_subject_id_idx" ON "consent"("subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "consent_ref_key" ON "consent"("ref");

-- CreateIndex
CREATE INDEX "objection_subject_id_idx" ON "objection"("subject_id");

-- CreateIndex
CREATE INDEX "restriction_subject_id_idx" ON "restriction"("subject_id");

-- CreateIndex
CREATE INDEX "signal_refusal_subject_id_idx" ON "signal_refusal"("subject_id");

-- CreateIndex
CREATE INDEX "rectification_subject_id_idx" ON "rectification"("subject_id");

-- CreateIndex
CREATE INDEX "relation_subject_id_idx" ON "relation"("subject_id");

-- CreateIndex
CREATE INDEX "relation_party_kind_ref_digest_idx" ON "relation"("party", "kind", "ref_digest");

-- CreateIndex
CREATE INDEX "exchange_sender_id_idx" ON "exchange"("sender", "id");

-- CreateIndex
CREATE INDEX "exchange_recipient_id_idx" ON "exchange"("recipient", "id");

-- CreateIndex
CREATE UNIQUE INDEX "exchange_sender_message_id_row_id_key" ON "exchange"("sender", "message_id", "row_id");

-- CreateIndex
CREATE INDEX "decision_record_subject_id_idx" ON "decision_record"("subject_id");

-- CreateIndex
CREATE INDEX "parcel_recipient_exchange_id_idx" ON "parcel"("recipient", "exchange_id");

-- CreateIndex
CREATE INDEX "parcel_destroy_at_idx" ON "parcel"("destroy_at");

-- CreateIndex
CREATE UNIQUE INDEX "hold_exchange_id_key" ON "hold"("exchange_id");

-- CreateIndex
CREATE INDEX "hold_state_due_at_idx" ON "hold"("state", "due_at");

-- CreateIndex
CREATE INDEX "alert_status_at_idx" ON "alert"("status", "at");

-- CreateIndex
CREATE INDEX "task_done_at_due_at_idx" ON "task"("done_at", "due_at");

-- CreateIndex
CREATE INDEX "ledger_opening_exchange_id_idx" ON "ledger_opening"("exchange_id");

-- CreateIndex
CREATE INDEX "ledger_person_subject_id_idx" ON "ledger_person"("subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_pending_entry_id_key" ON "ledger_pending"("entry_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_entry_id_key" ON "ledger_entry"("entry_id");

-- CreateIndex
CREATE INDEX "used_assertion_expires_at_idx" ON "used_assertion"("expires_at");

-- CreateIndex
CREATE INDEX "idempotent_answer_expires_at_idx" ON "idempotent_answer"("expires_at");

-- CreateIndex
CREATE INDEX "outbox_topic_run_at_idx" ON "outbox"("topic", "run_at");

-- AddForeignKey
ALTER TABLE "vault"."subject_key" ADD CONSTRAINT "subject_key_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subject_index" ADD CONSTRAINT "subject_index_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objection" ADD CONSTRAINT "objection_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restriction" ADD CONSTRAINT "restriction_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signal_refusal" ADD CONSTRAINT "signal_refusal_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rectification" ADD CONSTRAINT "rectification_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_sender_message_id_fkey" FOREIGN KEY ("sender", "message_id") REFERENCES "message"("sender", "message_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision_record" ADD CONSTRAINT "decision_record_exchange_id_fkey" FOREIGN KEY ("exchange_id") REFERENCES "exchange"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision_record" ADD CONSTRAINT "decision_record_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parcel" ADD CONSTRAINT "parcel_exchange_id_fkey" FOREIGN KEY ("exchange_id") REFERENCES "exchange"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_exchange_id_fkey" FOREIGN KEY ("exchange_id") REFERENCES "exchange"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold_vote" ADD CONSTRAINT "hold_vote_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_person" ADD CONSTRAINT "ledger_person_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "ledger_opening"("entry_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_person" ADD CONSTRAINT "ledger_person_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "parcel_chunk_written_at_idx" ON "parcel_chunk"("written_at");

-- From here on by hand: what the schema language cannot say.

-- One row each.
ALTER TABLE "ledger_state" ADD CONSTRAINT "ledger_state_one_row" CHECK ("id" = 1);
ALTER TABLE "register_sync" ADD CONSTRAINT "register_sync_one_row" CHECK ("id" = 1);
-- The empty tree: its root is SHA-256 of nothing (RFC 6962, 2.1).
INSERT INTO "ledger_state" ("id", "size", "root") VALUES (1, 0, sha256(''::bytea));

-- Closed lists.
ALTER TABLE "subject" ADD CONSTRAINT "subject_life" CHECK ("life" IN ('alive', 'erased', 'retention-lapsed', 'decoy'));
ALTER TABLE "subject" ADD CONSTRAINT "subject_consent_by" CHECK ("consent_by" IN ('self', 'representative'));
ALTER TABLE "consent" ADD CONSTRAINT "consent_given_by" CHECK ("given_by" IN ('self', 'representative', 'other'));
ALTER TABLE "objection" ADD CONSTRAINT "objection_status" CHECK ("status" IN ('open', 'upheld', 'rejected'));
ALTER TABLE "covenant_state" ADD CONSTRAINT "covenant_state_status" CHECK ("status" IN ('active', 'suspended', 'ended'));
ALTER TABLE "party_state" ADD CONSTRAINT "party_state_status" CHECK ("status" IN ('active', 'suspended'));
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_outcome" CHECK ("outcome" IN ('allow', 'deny', 'hold'));
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_direction" CHECK ("direction" IN ('in', 'out', 'pull'));
ALTER TABLE "hold" ADD CONSTRAINT "hold_state" CHECK ("state" IN ('open', 'approved', 'rejected', 'expired'));
-- The document of a hold and the key that opens it live exactly as long as the hold is open.
ALTER TABLE "hold" ADD CONSTRAINT "hold_held_while_open"
  CHECK (("state" = 'open') = ("sealed" IS NOT NULL) AND ("state" = 'open') = ("wrapped_key" IS NOT NULL));
ALTER TABLE "hold_vote" ADD CONSTRAINT "hold_vote_verdict" CHECK ("verdict" IN ('approve', 'reject'));
ALTER TABLE "alert" ADD CONSTRAINT "alert_level" CHECK ("level" IN ('info', 'notice', 'alert'));
ALTER TABLE "alert" ADD CONSTRAINT "alert_status" CHECK ("status" IN ('open', 'claimed', 'closed'));
ALTER TABLE "task" ADD CONSTRAINT "task_who" CHECK ("who" IN ('here', 'there'));

-- Digests have one length; a record is sealed under a person's key or under one of the installation's, never both.
ALTER TABLE "message" ADD CONSTRAINT "message_sha256" CHECK (octet_length("document_sha256") = 32);
ALTER TABLE "parcel" ADD CONSTRAINT "parcel_sha256" CHECK (octet_length("sha256") = 32);
ALTER TABLE "ledger_state" ADD CONSTRAINT "ledger_state_root" CHECK (octet_length("root") = 32);
ALTER TABLE "decision_record" ADD CONSTRAINT "decision_record_key"
  CHECK (("subject_id" IS NULL) <> ("key_id" IS NULL) AND ("key_id" IS NULL) = ("wrapped_key" IS NULL));
ALTER TABLE "counter" ADD CONSTRAINT "counter_positive" CHECK ("n" >= 0);

-- What work is looked for by.
CREATE INDEX "hold_open" ON "hold" ("due_at") WHERE "state" = 'open';
CREATE INDEX "parcel_unfetched" ON "parcel" ("recipient", "exchange_id") WHERE "fetched_at" IS NULL AND "destroyed_at" IS NULL;
CREATE INDEX "parcel_to_destroy" ON "parcel" ("destroy_at") WHERE "destroyed_at" IS NULL;
CREATE INDEX "alert_unclosed" ON "alert" ("at") WHERE "status" <> 'closed';
CREATE INDEX "task_undone" ON "task" ("due_at") WHERE "done_at" IS NULL;

-- Leaves and what opens them never change. (What names a person stands in ledger_person and goes with that person.)
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'UPIMM';
END $$;
CREATE TRIGGER "ledger_entry_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_opening_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_opening"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
-- The tree only grows, and the one row stays.
CREATE FUNCTION "refuse_shrinking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR NEW."size" < OLD."size" OR (NEW."size" = OLD."size" AND NEW."root" <> OLD."root") THEN
    RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'UPIMM';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ledger_state_grows" BEFORE UPDATE OR DELETE ON "ledger_state"
  FOR EACH ROW EXECUTE FUNCTION "refuse_shrinking"();
