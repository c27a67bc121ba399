-- Which catalogue the ledger knows as activated: one entry for each change, whichever process comes first.
CREATE TABLE "catalogue_state" (
  "id" INTEGER NOT NULL DEFAULT 1 CHECK ("id" = 1),
  "activated_as" TEXT NOT NULL,
  PRIMARY KEY ("id")
);
