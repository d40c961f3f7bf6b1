-- $1 event ids that no one else will get, ascending: with them an insert whose outcome is unknown can be sent again.
SELECT nextval(pg_get_serial_sequence('public.engagement_events', 'id')) AS id
FROM generate_series(1, $1::int)
