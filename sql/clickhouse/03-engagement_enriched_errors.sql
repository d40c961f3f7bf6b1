-- What arrived on engagement_enriched and could not become a row. Can be run again without harm.
-- On a cluster this is the part of each shard, and sql/clickhouse/cluster/ has the table over all of them.
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/03-engagement_enriched_errors.sql
-- A record that is delivered again replaces itself.
CREATE TABLE IF NOT EXISTS analytics.engagement_enriched_errors/*cluster:_shard ON CLUSTER {{cluster}}*/
(
    topic       LowCardinality(String),
    partition   UInt64,
    offset      UInt64,
    raw_message String,
    error       String,
    at          DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = /*cluster:Replicated*/ReplacingMergeTree(at)
ORDER BY (topic, partition, offset, cityHash64(raw_message))
