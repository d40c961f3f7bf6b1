-- Where the write-ahead log ends now, in bytes from its beginning.
SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS position
