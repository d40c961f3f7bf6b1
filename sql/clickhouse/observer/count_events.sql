-- All live events, each once, counted in full, with the version of the parts that were counted (see glance_events.sql).
-- Parameter: canary (a content to leave out).
SELECT
    (
        SELECT concat(toString(count()), ':', toString(groupBitXor(sipHash64(name))))
        FROM /*cluster:cluster({{cluster}}, */system.parts/*cluster:)*/
        WHERE database = 'analytics' AND table IN ('engagement_enriched', 'engagement_enriched_shard') AND active
    ) AS version,
    count() AS events,
    max(event_id) AS last_id
FROM analytics.engagement_enriched FINAL
WHERE content_id IS NULL OR content_id != {canary:UUID}
