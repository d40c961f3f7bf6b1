-- Minutes of the last hour of which the newest events score on the leaderboard. Changes nothing.
-- Parameter: canary (a content to leave out). Left out as well: what only just came, corrections and events of the future, which do
-- not score. The bound on the ids keeps it to 20 ms of a processor, however large the table is: a minute and a half at 1,000
-- events a second, and much more than comes within the seconds in which an event is new.
SELECT formatDateTime(event_ts, '%Y%m%d%H%i', 'UTC') AS minute, count() AS events
FROM analytics.engagement_enriched
WHERE event_id + 100000 > (SELECT max(event_id) FROM analytics.engagement_enriched SETTINGS final = 0)
    AND event_ts > now64(3) - INTERVAL 59 MINUTE
    AND event_ts <= ingested_at
    AND ingested_at < now64(3) - INTERVAL 20 SECOND
    AND content_id IS NOT NULL AND content_id != {canary:UUID}
    AND engagement_seconds IS NOT NULL
    AND version % 2 = 0
GROUP BY minute
ORDER BY minute
