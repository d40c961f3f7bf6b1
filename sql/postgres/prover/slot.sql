-- How far the connector has told the slot $1 that it has got: bytes from the log's beginning.
SELECT pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::text AS position
FROM pg_replication_slots
WHERE slot_name = $1
