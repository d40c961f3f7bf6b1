-- The hash of each event of a span (ranges.sql has the parameters and the text), and its content.
SELECT
  id::text AS id,
  content_id::text AS content_id,
  greatest(1, ('x' || left(md5(convert_to(
    id || '|' || coalesce(content_id::text, '') || '|' || coalesce(user_id::text, '') || '|' || coalesce(event_type, '') || '|' ||
    coalesce(CASE WHEN isfinite(event_ts) THEN floor(extract(epoch FROM event_ts) * 1000)::bigint END::text, '') || '|' ||
    coalesce(duration_ms::text, '') || '|' || coalesce('=' || left(device, 32768), ''), 'UTF8')), 8))::bit(32)::bigint)::text AS source
FROM public.engagement_events
WHERE id BETWEEN $1 AND $2
  AND ($3::timestamptz IS NULL OR event_ts >= $3::timestamptz)
  AND ($4::timestamptz IS NULL OR event_ts < $4::timestamptz)
  AND content_id IS DISTINCT FROM $5::uuid
