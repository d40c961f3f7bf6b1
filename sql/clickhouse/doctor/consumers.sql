-- What the consumers of the Kafka table say of themselves; only the latest exception of each. Changes nothing.
SELECT
    consumer_id,
    arrayElement(exceptions.text, -1) AS last_exception,
    toUnixTimestamp(arrayElement(exceptions.time, -1)) * 1000 AS exception_ms,
    toUnixTimestamp(last_poll_time) * 1000 AS polled_ms,
    num_messages_read AS messages_read,
    length(assignments.topic) AS partitions
FROM system.kafka_consumers
WHERE database = 'analytics' AND table = 'engagement_enriched_kafka'
