-- The gateway's own keys that the ledger knows as in use: one entry for each change, whichever process comes first.
CREATE TABLE "key_state" (
  "use" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  CONSTRAINT "key_state_pkey" PRIMARY KEY ("use", "key")
);
