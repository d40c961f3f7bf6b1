-- The Kafka engine table's consumers. Reading this table consumes nothing.
SELECT
    consumer_id AS id,
    if(empty(exceptions.text), NULL, arrayElement(exceptions.text, -1)) AS last_exception,
    if(last_poll_time = 0, NULL, toUnixTimestamp(last_poll_time) * 1000) AS last_poll_at,
    num_messages_read AS messages_read
FROM /*cluster:clusterAllReplicas({{cluster}}, */system.kafka_consumers/*cluster:)*/
WHERE database = 'analytics' AND table = 'engagement_enriched_kafka'
ORDER BY consumer_id
