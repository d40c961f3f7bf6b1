-- The whole of a cluster's engagement_enriched, for readers and for the view: what readers ask is the same as of a single server.
-- Parameter, a string literal with its quotes: {{cluster}}, a name of the servers' remote_servers (internal_replication = true).
-- By hand:
--   sed "s/{{cluster}}/'name'/g" sql/clickhouse/cluster/engagement_enriched.sql | curl -u ch:chpw http://localhost:8123/ --data-binary @-
--
-- All versions of an event lie on one shard, by its id, whichever server read them from the topic: so FINAL, which each shard does for
-- itself, sees all of them. A server keeps what it has still to send to other shards on its disk, synced; with
-- distributed_foreground_insert = 1 in the servers' default profile it waits for them instead, and commits to Kafka afterwards.
CREATE TABLE IF NOT EXISTS analytics.engagement_enriched ON CLUSTER {{cluster}} AS analytics.engagement_enriched_shard
ENGINE = Distributed({{cluster}}, 'analytics', 'engagement_enriched_shard', event_id)
SETTINGS fsync_after_insert = 1, fsync_directories = 1, background_insert_sleep_time_ms = 50
