-- The largest event id that a SELECT shows now; 0 for an empty table.
SELECT max(event_id) AS last_id FROM analytics.engagement_enriched SETTINGS final = 0
