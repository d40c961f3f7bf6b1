-- Live events of a span by range of 4096 ids: how many, and the sums of their two hashes (the texts that are hashed: workers/prover/rowHash.ts).
-- Parameters: first, last (ids), from, to (event_ts in epoch milliseconds; from <= event_ts < to), canary (a content to leave out).
SELECT
    intDiv(event_id, 4096) AS range,
    count() AS count,
    sum(toUInt64(greatest(1, reinterpretAsUInt32(reverse(substring(MD5(concat(
        toString(event_id), '|', ifNull(toString(content_id), ''), '|', ifNull(toString(user_id), ''), '|', ifNull(event_type, ''), '|',
        toString(toUnixTimestamp64Milli(event_ts)), '|', ifNull(toString(duration_ms), ''), '|',
        if(device IS NULL, '', concat('=', assumeNotNull(device)))
    )), 1, 4)))))) AS source,
    sum(toUInt64(greatest(1, reinterpretAsUInt32(reverse(substring(MD5(concat(
        toString(event_id), '|', ifNull(toString(content_id), ''), '|', ifNull(toString(user_id), ''), '|', ifNull(event_type, ''), '|',
        toString(toUnixTimestamp64Milli(event_ts)), '|', ifNull(toString(duration_ms), ''), '|',
        ifNull(content_type, ''), '|', ifNull(toString(length_seconds), ''), '|',
        ifNull(toString(toInt64(engagement_seconds * 100)), ''), '|', ifNull(toString(toInt64(engagement_pct * 100)), ''), '|',
        toString(version), '|', if(device IS NULL, '', concat('=', assumeNotNull(device)))
    )), 1, 4)))))) AS whole
FROM analytics.engagement_enriched FINAL
WHERE event_id BETWEEN {first:UInt64} AND {last:UInt64}
    AND toUnixTimestamp64Milli(event_ts) >= {from:Int64} AND toUnixTimestamp64Milli(event_ts) < {to:Int64}
    AND (content_id IS NULL OR content_id != {canary:UUID})
GROUP BY range
