-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "environment" TEXT NOT NULL,
    "ledger_origin" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "installation" ADD CONSTRAINT "installation_one_row" CHECK ("id" = 1);
-- What the ledger was begun for it stays for.
CREATE TRIGGER "installation_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "installation"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
