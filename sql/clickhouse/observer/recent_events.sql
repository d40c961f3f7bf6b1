-- The newest events by id (the order in which they were written to Postgres), behind `after`: the end of the primary key only,
-- so that a large table costs no more than a small one. Parameters: after, limit, canary (a content to leave out).
SELECT
    event_id,
    content_id,
    event_type,
    content_type,
    formatDateTime(event_ts, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS event_time,
    toDecimalString(engagement_seconds, 2) AS seconds,
    toDecimalString(engagement_pct, 2) AS pct,
    device
FROM analytics.engagement_enriched FINAL
WHERE event_id > {after:UInt64}
    AND (content_id IS NULL OR content_id != {canary:UUID})
ORDER BY event_id DESC
LIMIT {limit:UInt64}
