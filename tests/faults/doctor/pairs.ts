/** Faults that stand at the same time: by the ids of their findings. */
export const pairs: readonly (readonly [string, string])[] = [
  ['connector_paused/pg-content-engagement-cdc', 'warehouse_view_missing/mv_engagement_enriched'],
  ['service_stopped/connect', 'redis_evicts/redis'],
  ['service_stopped/clickhouse', 'connector_paused/pg-content-engagement-cdc'],
  ['service_stopped/connect', 'service_stopped/clickhouse'],
  ['publication_missing/dbz_publication', 'warehouse_view_missing/mv_engagement_enriched'],
  ['connector_missing/pg-content-engagement-cdc', 'kafka_table_missing/engagement_enriched_kafka'],
  ['topic_policy/engagement_enriched', 'topic_retention/engagement_events.flat'],
  ['service_stopped/connect', 'kafka_table_detached/engagement_enriched_kafka'],
  ['warehouse_view_missing/mv_engagement_enriched', 'warehouse_view_missing/mv_engagement_enriched_errors'],
  ['redis_evicts/redis', 'topic_missing/engagement_events.dlq'],
  ['worker_silent/leaderboard', 'warehouse_view_missing/mv_engagement_enriched'],
  ['identity_not_full/engagement_events', 'connector_differs/pg-content-engagement-cdc'],
]
