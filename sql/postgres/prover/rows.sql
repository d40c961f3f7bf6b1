-- Events by their ids $1 (bigint[]), as the connector tells them: instants in UTC to the microsecond, texts of at most 32768 characters.
SELECT
  id::text AS id,
  content_id::text AS content_id,
  user_id::text AS user_id,
  event_type,
  to_char(event_ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS event_ts,
  CASE WHEN isfinite(event_ts) THEN floor(extract(epoch FROM event_ts) * 1000)::bigint END::text AS event_ms,
  duration_ms,
  left(device, 32768) AS device,
  left(raw_payload::text, 32768) AS raw_payload
FROM public.engagement_events AS event
WHERE id = ANY ($1::bigint[])
  AND content_id IS DISTINCT FROM $2::uuid
-- By the column, not by the text of it that is selected.
ORDER BY event.id
