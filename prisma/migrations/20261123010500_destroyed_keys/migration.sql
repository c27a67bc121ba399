-- Under what id a person's key is named in the list of destroyed ones, which is kept outside the database (design §7): random, so
-- that the list says nothing about anybody. It stands on the person's row, so that a restored backup is recognised with the
-- schema of the keys and without it.
ALTER TABLE "subject" ADD COLUMN "vault_key" UUID NOT NULL DEFAULT gen_random_uuid();
