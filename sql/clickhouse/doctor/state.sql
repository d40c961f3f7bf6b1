-- Parts, rejected records and the clock of the warehouse, in one row. Changes nothing.
WITH (
    SELECT argMax((table, n), n)
    FROM (SELECT table, count() AS n FROM system.parts WHERE database = 'analytics' AND active GROUP BY table, partition_id)
) AS crowded
SELECT
    (SELECT count() FROM system.parts WHERE database = 'analytics' AND table LIKE 'engagement_enriched%' AND active) AS parts,
    crowded.1 AS crowded_table,
    crowded.2 AS most_parts,
    (SELECT toUInt64(value) FROM system.merge_tree_settings WHERE name = 'parts_to_throw_insert') AS parts_limit,
    toUnixTimestamp64Milli(now64(3)) AS clock_ms
