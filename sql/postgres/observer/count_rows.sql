-- All events and contents, counted one by one. $1 content of the canary, left out.
SELECT
  (SELECT count(*) FROM public.engagement_events WHERE content_id IS DISTINCT FROM $1::uuid) AS events,
  coalesce((SELECT max(id) FROM public.engagement_events), 0) AS last_id,
  (SELECT count(*) FROM public.content WHERE id <> $1::uuid) AS contents
