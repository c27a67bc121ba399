-- Under which content a version was entered in the ledger as activated: one entry, whichever process comes first.
ALTER TABLE "covenant_version_state" ADD COLUMN "activated_as" TEXT;
