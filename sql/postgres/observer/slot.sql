-- The replication slot $1: whether Debezium reads from it, and how many bytes of WAL it keeps from being removed.
SELECT active, wal_status, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0) AS retained_bytes
FROM pg_replication_slots
WHERE slot_name = $1
