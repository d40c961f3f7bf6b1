-- The whole of a cluster's engagement_enriched_errors. Parameter and use by hand: as in cluster/engagement_enriched.sql.
-- A record's place in the topic decides its shard, so that one that is delivered again replaces itself.
CREATE TABLE IF NOT EXISTS analytics.engagement_enriched_errors ON CLUSTER {{cluster}} AS analytics.engagement_enriched_errors_shard
ENGINE = Distributed({{cluster}}, 'analytics', 'engagement_enriched_errors_shard', cityHash64(topic, partition, offset))
SETTINGS fsync_after_insert = 1, fsync_directories = 1, background_insert_sleep_time_ms = 50
