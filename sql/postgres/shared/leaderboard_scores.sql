-- What each content should have scored in each UTC minute of a stretch of time, in whole cents: seconds to two places, half away from zero.
-- $1, $2 event_ts from and before; $3 content of the canary, left out. $4: event ids to leave out (bigint[]).
SELECT
  floor(extract(epoch FROM date_trunc('minute', event_ts)) * 1000)::bigint::text AS minute_ms,
  content_id::text AS content_id,
  sum(round(duration_ms / 10.0))::text AS cents
FROM public.engagement_events
WHERE event_ts >= $1::timestamptz AND event_ts < $2::timestamptz
  AND content_id IS NOT NULL AND content_id <> $3::uuid AND duration_ms IS NOT NULL
  AND id <> ALL ($4::bigint[])
GROUP BY 1, 2
