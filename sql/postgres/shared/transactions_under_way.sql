-- The first transaction id that has not been given out yet: all that may still run have a smaller one.
SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax
