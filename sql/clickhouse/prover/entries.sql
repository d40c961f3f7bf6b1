-- The hashes of each live event of a span (ranges.sql has the parameters and the texts).
SELECT
    event_id AS id,
    toUInt64(greatest(1, reinterpretAsUInt32(reverse(substring(MD5(concat(
        toString(event_id), '|', ifNull(toString(content_id), ''), '|', ifNull(toString(user_id), ''), '|', ifNull(event_type, ''), '|',
        toString(toUnixTimestamp64Milli(event_ts)), '|', ifNull(toString(duration_ms), ''), '|',
        if(device IS NULL, '', concat('=', assumeNotNull(device)))
    )), 1, 4))))) AS source,
    toUInt64(greatest(1, reinterpretAsUInt32(reverse(substring(MD5(concat(
        toString(event_id), '|', ifNull(toString(content_id), ''), '|', ifNull(toString(user_id), ''), '|', ifNull(event_type, ''), '|',
        toString(toUnixTimestamp64Milli(event_ts)), '|', ifNull(toString(duration_ms), ''), '|',
        ifNull(content_type, ''), '|', ifNull(toString(length_seconds), ''), '|',
        ifNull(toString(toInt64(engagement_seconds * 100)), ''), '|', ifNull(toString(toInt64(engagement_pct * 100)), ''), '|',
        toString(version), '|', if(device IS NULL, '', concat('=', assumeNotNull(device)))
    )), 1, 4))))) AS whole
FROM analytics.engagement_enriched FINAL
WHERE event_id BETWEEN {first:UInt64} AND {last:UInt64}
    AND toUnixTimestamp64Milli(event_ts) >= {from:Int64} AND toUnixTimestamp64Milli(event_ts) < {to:Int64}
    AND (content_id IS NULL OR content_id != {canary:UUID})
