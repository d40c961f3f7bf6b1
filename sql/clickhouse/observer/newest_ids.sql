-- One event in `every` of those behind an id, as a SELECT shows them now: to see when they become visible.
-- Parameters: after (an id), every, limit, canary (a content to leave out). Replaced rows may show twice; the reader knows ids.
SELECT event_id, committed_ms
FROM analytics.engagement_enriched
WHERE event_id > {after:UInt64} AND event_id % {every:UInt64} = 0 AND (content_id IS NULL OR content_id != {canary:UUID})
ORDER BY event_id
LIMIT {limit:UInt64}
SETTINGS final = 0
