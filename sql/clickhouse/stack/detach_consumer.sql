-- Lets go of the topic: the consumer leaves its group, what it has not stored is read again by the next one. SYNC waits until it has left.
DETACH TABLE IF EXISTS analytics.engagement_enriched_kafka SYNC
