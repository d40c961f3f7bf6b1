-- First and last event of a span: ids and event_ts (epoch milliseconds), and how many there are. $1 to $5: see ranges.sql.
SELECT
  count(*)::text AS count,
  min(id)::text AS first_id,
  max(id)::text AS last_id,
  floor(extract(epoch FROM min(event_ts) FILTER (WHERE isfinite(event_ts))) * 1000)::bigint::text AS first_ms,
  floor(extract(epoch FROM max(event_ts) FILTER (WHERE isfinite(event_ts))) * 1000)::bigint::text AS last_ms
FROM public.engagement_events
WHERE id BETWEEN $1 AND $2
  AND ($3::timestamptz IS NULL OR event_ts >= $3::timestamptz)
  AND ($4::timestamptz IS NULL OR event_ts < $4::timestamptz)
  AND content_id IS DISTINCT FROM $5::uuid
