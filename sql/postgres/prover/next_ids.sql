-- The next $6 events of a span, by id; $1 to $5: see ranges.sql.
SELECT id::text AS id
FROM public.engagement_events AS event
WHERE id BETWEEN $1 AND $2
  AND ($3::timestamptz IS NULL OR event_ts >= $3::timestamptz)
  AND ($4::timestamptz IS NULL OR event_ts < $4::timestamptz)
  AND content_id IS DISTINCT FROM $5::uuid
-- By the column, not by the text of it that is selected.
ORDER BY event.id
LIMIT $6
