-- What events can be about: the newest contents first, the canary ($1) aside, at most $2.
SELECT id, content_type, length_seconds
FROM public.content
WHERE id <> $1::uuid
ORDER BY publish_ts DESC, id
LIMIT $2
