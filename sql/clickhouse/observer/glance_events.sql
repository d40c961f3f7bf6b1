-- Whether the stored parts changed (version: their names, which may be of a later moment than the rows), how many rows they hold before
-- replacing, and how many live events lie behind two ids. Its cost follows the number of new events. Parameters: base, past (ids),
-- canary (a content to leave out).
SELECT
    (
        SELECT concat(toString(count()), ':', toString(groupBitXor(sipHash64(name))))
        FROM /*cluster:cluster({{cluster}}, */system.parts/*cluster:)*/
        WHERE database = 'analytics' AND table IN ('engagement_enriched', 'engagement_enriched_shard') AND active
    ) AS version,
    (
        SELECT sum(rows) FROM /*cluster:cluster({{cluster}}, */system.parts/*cluster:)*/
        WHERE database = 'analytics' AND table IN ('engagement_enriched', 'engagement_enriched_shard') AND active
    ) AS raw,
    countIf(event_id > {base:UInt64}) AS since_base,
    countIf(event_id > {past:UInt64}) AS since_past,
    max(event_id) AS last_id
FROM analytics.engagement_enriched FINAL
WHERE event_id > least({base:UInt64}, {past:UInt64}) AND (content_id IS NULL OR content_id != {canary:UUID})
