-- Whether librdkafka has told a fatal error, after which a consumer never reads again: a static member that fences itself while its broker
-- restarts (confluentinc/confluent-kafka-go#494).
SELECT count() AS ended
FROM system.kafka_consumers
WHERE database = 'analytics' AND table = 'engagement_enriched_kafka'
  AND arrayExists(text -> startsWith(text, 'Local: Fatal error'), exceptions.text)
