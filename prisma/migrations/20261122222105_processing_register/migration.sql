-- The register of processing activities (AVG 30), in its versions: what did it say on a day?
CREATE TABLE "processing_register" (
    "number" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "sha256" BYTEA NOT NULL,
    "content" TEXT NOT NULL,
    "use" TEXT NOT NULL,

    CONSTRAINT "processing_register_pkey" PRIMARY KEY ("number")
);

ALTER TABLE "processing_register"
  ADD CONSTRAINT "processing_register_number" CHECK ("number" > 0),
  ADD CONSTRAINT "processing_register_sha256" CHECK ("sha256" = sha256(convert_to("content", 'UTF8')));
-- What it said on a day it goes on having said.
CREATE TRIGGER "processing_register_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "processing_register"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
