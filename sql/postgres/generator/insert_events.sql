-- One transaction of events under reserved ids. Sent again after a lost answer, it inserts nothing twice.
-- $1 bigint[] ids, $2 uuid[] contents, $3 uuid[] users, $4 text[] types, $5 timestamptz[], $6 int[] milliseconds, $7 text[] devices, $8 jsonb[].
INSERT INTO public.engagement_events (id, content_id, user_id, event_type, event_ts, duration_ms, device, raw_payload)
SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::int[], $7::text[], $8::jsonb[])
ON CONFLICT (id) DO NOTHING
