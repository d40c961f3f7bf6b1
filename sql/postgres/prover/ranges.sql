-- Events of a span by range of 4096 ids: how many, and the sum of their hashes (the text that is hashed: workers/prover/rowHash.ts).
-- $1, $2 first and last id; $3, $4 event_ts from and before, null without a bound; $5 content of the canary, left out.
-- left(…, 32768): the connector cuts longer texts.
SELECT
  (id / 4096)::text AS range,
  count(*)::text AS count,
  sum(greatest(1, ('x' || left(md5(convert_to(
    id || '|' || coalesce(content_id::text, '') || '|' || coalesce(user_id::text, '') || '|' || coalesce(event_type, '') || '|' ||
    coalesce(CASE WHEN isfinite(event_ts) THEN floor(extract(epoch FROM event_ts) * 1000)::bigint END::text, '') || '|' ||
    coalesce(duration_ms::text, '') || '|' || coalesce('=' || left(device, 32768), ''), 'UTF8')), 8))::bit(32)::bigint))::text AS source
FROM public.engagement_events
WHERE id BETWEEN $1 AND $2
  AND ($3::timestamptz IS NULL OR event_ts >= $3::timestamptz)
  AND ($4::timestamptz IS NULL OR event_ts < $4::timestamptz)
  AND content_id IS DISTINCT FROM $5::uuid
GROUP BY id / 4096
