-- Engagement seconds by content and UTC minute for the contents with most of it since `from` (unix seconds, a whole minute).
-- Parameters: from, minutes, top, canary (a content to leave out).
WITH sums AS (
    SELECT
        content_id,
        intDiv(toUnixTimestamp(event_ts) - {from:UInt64}, 60) AS minute,
        sum(engagement_seconds) AS seconds
    FROM analytics.engagement_enriched FINAL
    WHERE event_ts >= toDateTime({from:UInt64}, 'UTC') AND event_ts < toDateTime({from:UInt64} + {minutes:UInt64} * 60, 'UTC')
        AND content_id IS NOT NULL AND content_id != {canary:UUID} AND engagement_seconds IS NOT NULL
    GROUP BY content_id, minute
)
SELECT content_id, toFloat64(sum(seconds)) AS total, groupArray((minute, toFloat64(seconds))) AS points
FROM sums
GROUP BY content_id
ORDER BY total DESC, content_id
LIMIT {top:UInt64}
