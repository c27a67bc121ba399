-- Who must be among those who approve: groups of roles, each met by a person of its own. What is held already names one
-- group at most, which moves as it is; the old column stays for a process that still runs, and is written no more.
ALTER TABLE "hold" ADD COLUMN     "include_groups" JSONB NOT NULL DEFAULT '[]';
UPDATE "hold" SET "include_groups" = jsonb_build_array(to_jsonb("includes")) WHERE cardinality("includes") > 0;

CREATE OR REPLACE FUNCTION "store_hold"(c jsonb, held bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  h jsonb := c->'hold';
BEGIN
  INSERT INTO hold (id, exchange_id, sealed, key_id, wrapped_key, approvers, count, includes, include_groups, escalates,
      opened_at, due_at, requested_by)
    VALUES ((h->>'holdId')::uuid, (c->'exchange'->>'id')::uuid, held, h->>'keyId', decode(h->>'wrappedKey', 'hex'),
      ARRAY(SELECT jsonb_array_elements_text(h->'by')), (h->>'count')::int, '{}', h->'includes', (h->>'escalates')::boolean,
      (c->'exchange'->>'at')::timestamptz, (h->>'dueAt')::timestamptz, h->>'requestedBy');
END $$;
