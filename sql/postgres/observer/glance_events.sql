-- Whether anything was committed (version: a new one after each transaction that wrote), and how many events lie behind two ids.
-- Its cost follows the number of new events, not the size of the table. $1, $2 ids; $3 content of the canary, left out.
SELECT
  pg_current_snapshot()::text AS version,
  coalesce((SELECT max(id) FROM public.engagement_events), 0) AS last_id,
  (SELECT count(*) FROM public.engagement_events WHERE id > $1 AND content_id IS DISTINCT FROM $3::uuid) AS since_base,
  (SELECT count(*) FROM public.engagement_events WHERE id > $2 AND content_id IS DISTINCT FROM $3::uuid) AS since_past
