-- Records that ClickHouse could not read; each was kept with its bytes.
SELECT count() AS errors FROM analytics.engagement_enriched_errors
