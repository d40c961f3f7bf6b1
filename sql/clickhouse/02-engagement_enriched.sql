-- One row for each live event of Postgres. Can be run again without harm.
-- On a cluster this is the part of each shard, and sql/clickhouse/cluster/ has the table over all of them.
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/02-engagement_enriched.sql
--
-- An event may arrive more than once: delivered again, corrected, updated, deleted. The row with the highest version counts, and
-- one marked is_deleted hides the event. Readers use FINAL (setting final = 1, the default of the embedded server's account);
-- on another server give the readers' profile final = 1 and do_not_merge_across_partitions_select_final = 1: all versions of
-- an event lie in one partition, so that partitions need no merging with each other.
CREATE TABLE IF NOT EXISTS analytics.engagement_enriched/*cluster:_shard ON CLUSTER {{cluster}}*/
(
    event_id           UInt64,
    content_id         Nullable(UUID),
    user_id            Nullable(UUID),
    event_type         LowCardinality(Nullable(String)),
    event_ts           DateTime64(3, 'UTC'),
    duration_ms        Nullable(Int32),
    device             LowCardinality(Nullable(String)),
    content_type       LowCardinality(Nullable(String)),
    length_seconds     Nullable(Int32),
    engagement_seconds Nullable(Decimal(18, 2)) COMMENT 'duration_ms / 1000',
    engagement_pct     Nullable(Decimal(18, 2)) COMMENT 'a ratio: 1.00 is the whole length',
    committed_ms       UInt64 COMMENT 'epoch ms: committed in Postgres',
    enriched_ms        UInt64 COMMENT 'epoch ms: produced by the enricher',
    ingested_at        DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    source_lsn         UInt64 COMMENT 'position of the change in Postgres''s write-ahead log',
    version            UInt64 COMMENT 'source_lsn * 2, and 1 more for a correction',
    is_deleted         UInt8,
    INDEX event_ts_range event_ts TYPE minmax GRANULARITY 1,
    INDEX content_id_set content_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = /*cluster:Replicated*/ReplacingMergeTree(version, is_deleted)
PARTITION BY intDiv(event_id, 10000000)
ORDER BY event_id
SETTINGS old_parts_lifetime = 60
