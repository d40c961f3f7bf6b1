-- What the parser refused (_error), and what it took but is no event: into engagement_enriched_errors, so that nothing is dropped in silence.
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/05-mv_engagement_enriched_errors.sql
-- The condition is the opposite of mv_engagement_enriched's.
CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.mv_engagement_enriched_errors /*cluster:ON CLUSTER {{cluster}}*/ TO analytics.engagement_enriched_errors AS
SELECT
    _topic AS topic,
    _partition AS partition,
    _offset AS offset,
    if(
        length(_error) > 0,
        _raw_message,
        -- The parser took it, so its text is gone: these are the fields that decide.
        concat(
            '{"event_id":', ifNull(toString(event_id), 'null'),
            ',"event_ts":', ifNull(toJSONString(event_ts), 'null'),
            ',"source_lsn":', ifNull(toString(source_lsn), 'null'),
            ',"deleted":', if(ifNull(deleted, false), 'true', 'false'), '}'
        )
    ) AS raw_message,
    multiIf(
        length(_error) > 0, _error,
        event_id IS NULL, 'event_id is missing',
        source_lsn IS NULL, 'source_lsn is missing',
        'event_ts is missing or no instant'
    ) AS error,
    now64(3, 'UTC') AS at
FROM analytics.engagement_enriched_kafka
WHERE length(_error) > 0
    OR event_id IS NULL
    OR source_lsn IS NULL
    OR (NOT ifNull(deleted, false) AND parseDateTime64BestEffortOrNull(event_ts, 3, 'UTC') IS NULL)
