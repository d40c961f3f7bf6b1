-- From the topic into engagement_enriched: all records that are events. A deleted one may carry nulls.
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/06-mv_engagement_enriched.sql
CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.mv_engagement_enriched /*cluster:ON CLUSTER {{cluster}}*/ TO analytics.engagement_enriched AS
SELECT
    assumeNotNull(source.event_id) AS event_id,
    content_id,
    user_id,
    event_type,
    ifNull(parseDateTime64BestEffortOrNull(source.event_ts, 3, 'UTC'), toDateTime64(0, 3, 'UTC')) AS event_ts,
    duration_ms,
    device,
    content_type,
    length_seconds,
    engagement_seconds,
    engagement_pct,
    ifNull(source.committed_ms, 0) AS committed_ms,
    ifNull(source.enriched_ms, 0) AS enriched_ms,
    now64(3, 'UTC') AS ingested_at,
    assumeNotNull(source.source_lsn) AS source_lsn,
    assumeNotNull(source.source_lsn) * 2 + toUInt8(ifNull(correction, false)) AS version,
    toUInt8(ifNull(deleted, false)) AS is_deleted
FROM analytics.engagement_enriched_kafka AS source
WHERE length(_error) = 0
    AND source.event_id IS NOT NULL
    AND source.source_lsn IS NOT NULL
    AND (ifNull(deleted, false) OR parseDateTime64BestEffortOrNull(source.event_ts, 3, 'UTC') IS NOT NULL)
