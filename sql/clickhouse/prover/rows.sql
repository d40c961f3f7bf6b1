-- Live events by their ids (parameter ids, an array), the canary's content left out.
SELECT
    event_id AS id,
    content_id,
    user_id,
    event_type,
    toUnixTimestamp64Milli(event_ts) AS event_ms,
    duration_ms,
    device,
    content_type,
    length_seconds,
    toInt64(engagement_seconds * 100) AS seconds,
    toInt64(engagement_pct * 100) AS pct,
    committed_ms,
    version
FROM analytics.engagement_enriched FINAL
WHERE event_id IN {ids:Array(UInt64)}
    AND (content_id IS NULL OR content_id != {canary:UUID})
