-- Parts, rejected records and the clock of the warehouse, in one row. Changes nothing.
SELECT
    (SELECT count() FROM system.parts WHERE database = 'analytics' AND table LIKE 'engagement_enriched%' AND active) AS parts,
    (SELECT max(n) FROM (SELECT count() AS n FROM system.parts WHERE database = 'analytics' AND active GROUP BY table, partition_id)) AS most_parts,
    (SELECT toUInt64(value) FROM system.merge_tree_settings WHERE name = 'parts_to_throw_insert') AS parts_limit,
    toUnixTimestamp64Milli(now64(3)) AS clock_ms
