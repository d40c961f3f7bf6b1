-- Inserts the sample content where there is none, the canary ($7) aside; does nothing otherwise.
-- $1 uuid[], $2 slugs, $3 titles, $4 types, $5 lengths in seconds, $6 publish instants; $7 uuid of the canary.
INSERT INTO public.content (id, slug, title, content_type, length_seconds, publish_ts)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::timestamptz[])
WHERE NOT EXISTS (SELECT FROM public.content WHERE id <> $7::uuid)
ON CONFLICT DO NOTHING
