-- Whether every transaction with an id below $1 has ended.
SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS ended
