-- A leaf that was committed after now: the database's clock has stepped back (UPCLK), and the minute of ledger_must_keep_up
-- would not pass. Five seconds are more than clocks that are kept right are apart.
CREATE OR REPLACE FUNCTION "ledger_must_keep_up"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  oldest timestamptz := (SELECT p.committed_at FROM ledger_pending p ORDER BY p.id LIMIT 1);
BEGIN
  IF oldest < clock_timestamp() - interval '60 seconds' THEN
    RAISE EXCEPTION 'the oldest leaf waits for more than 60 s' USING ERRCODE = 'UPBHD';
  END IF;
  IF oldest > clock_timestamp() + interval '5 seconds' THEN
    RAISE EXCEPTION 'the clock is before the oldest leaf' USING ERRCODE = 'UPCLK';
  END IF;
END $$;
