-- The way out of a ledger that cannot be signed on (docs/ledger-recovery.md): in one step the tree is emptied, the ledger has
-- another name, and every leaf that survives waits again in its old order, behind the one that says so. Leaves and openings
-- stay what they were, so that each is proven under the new name. The only place that switches these triggers off.
CREATE FUNCTION "begin_ledger_anew"(new_origin text, w jsonb, parts bytea[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  survivors bigint;
BEGIN
  ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_immutable;
  ALTER TABLE ledger_state DISABLE TRIGGER ledger_state_grows;
  ALTER TABLE installation DISABLE TRIGGER installation_immutable;
  CREATE TEMP TABLE survivor ON COMMIT DROP AS
    SELECT entry_id, entry, 0 AS part, idx AS place FROM ledger_entry
    UNION ALL SELECT entry_id, entry, 1, id FROM ledger_pending;
  DELETE FROM ledger_pending;
  DELETE FROM ledger_entry;
  DELETE FROM ledger_tile;
  PERFORM write_ledger(w, parts);
  INSERT INTO ledger_pending (entry_id, entry) SELECT entry_id, entry FROM survivor ORDER BY part, place;
  GET DIAGNOSTICS survivors = ROW_COUNT;
  UPDATE ledger_state SET size = 0, root = sha256(''), checkpoint = NULL WHERE id = 1;
  UPDATE installation SET ledger_origin = new_origin WHERE id = 1;
  ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_immutable;
  ALTER TABLE ledger_state ENABLE TRIGGER ledger_state_grows;
  ALTER TABLE installation ENABLE TRIGGER installation_immutable;
  RETURN survivors;
END $$;
