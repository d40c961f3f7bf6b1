-- Takes the topic up again with a new consumer, from the group's committed offsets on. The views were kept.
ATTACH TABLE IF NOT EXISTS analytics.engagement_enriched_kafka
