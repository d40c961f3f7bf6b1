-- The newest records that could not become rows. Changes nothing.
SELECT topic, partition, offset, error, toUnixTimestamp64Milli(at) AS at_ms
FROM analytics.engagement_enriched_errors
ORDER BY at DESC
LIMIT 3
