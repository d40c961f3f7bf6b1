-- All live events, each once, counted in full. Parameter: canary (a content to leave out).
SELECT
    count() AS events,
    max(event_id) AS last_id
FROM analytics.engagement_enriched FINAL
WHERE content_id IS NULL OR content_id != {canary:UUID}
