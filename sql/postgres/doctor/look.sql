-- What the doctor asks of Postgres, in one row. $1 replication slot, $2 publication, $3 the role that the connector signs in with.
-- By hand: psql -h localhost -U app -d appdb, with the three names in place of the parameters. Changes nothing.
SELECT
  current_setting('wal_level') AS wal_level,
  current_setting('max_replication_slots')::int AS slots_allowed,
  (SELECT count(*)::int FROM pg_replication_slots) AS slots_used,
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS clock_ms,
  pg_is_in_recovery() AS in_recovery,
  current_setting('default_transaction_read_only') = 'on' AS read_only,
  CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 END AS log_position,
  (SELECT json_build_object(
      'active', active,
      'wal_status', wal_status,
      'restart_position', pg_wal_lsn_diff(restart_lsn, '0/0')::float8,
      'confirmed_position', pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::float8,
      'database', database,
      'sender_pid', active_pid)
   FROM pg_replication_slots WHERE slot_name = $1) AS slot,
  (SELECT coalesce(json_agg(json_build_object('name', slot_name, 'active', active) ORDER BY slot_name), '[]')
   FROM pg_replication_slots WHERE slot_name <> $1) AS other_slots,
  current_setting('max_slot_wal_keep_size') AS kept_for_slots,
  (SELECT json_build_object('insert', pubinsert, 'update', pubupdate, 'delete', pubdelete, 'truncate', pubtruncate)
   FROM pg_publication WHERE pubname = $2) AS publication,
  -- Of the catalogs, not of pg_publication_tables: that one opens the tables, and waits for whoever has locked them.
  (SELECT coalesce(json_agg(relname ORDER BY relname), '[]')
   FROM pg_publication JOIN pg_class ON relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
   WHERE pubname = $2 AND (puballtables
     OR EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = pg_publication.oid AND prrelid = pg_class.oid)
     OR EXISTS (SELECT FROM pg_publication_namespace WHERE pnpubid = pg_publication.oid AND pnnspid = relnamespace))) AS published,
  (SELECT json_build_object('login', rolcanlogin, 'replication', rolreplication OR rolsuper,
      'connect', has_database_privilege(rolname, current_database(), 'CONNECT'))
   FROM pg_roles WHERE rolname = $3) AS role,
  -- Who holds a lock that others wait for, and waits for nobody itself.
  (SELECT coalesce(json_agg(row_to_json(holder) ORDER BY holder.pid), '[]')
   FROM (SELECT name AS table, pg_stat_activity.pid, application_name AS application, state,
                (extract(epoch FROM xact_start) * 1000)::float8 AS since_ms, count(*)::int AS waiting
         FROM (SELECT relname AS name, unnest(pg_blocking_pids(pg_locks.pid)) AS blocker
               FROM pg_locks JOIN pg_class ON pg_class.oid = relation
               WHERE NOT granted AND locktype = 'relation' AND relnamespace = 'public'::regnamespace
                 AND relname IN ('content', 'engagement_events')) AS waits
         JOIN pg_stat_activity ON pg_stat_activity.pid = blocker
         WHERE wait_event_type IS DISTINCT FROM 'Lock'
         GROUP BY name, pg_stat_activity.pid, application_name, state, xact_start) AS holder) AS lock_holders,
  (SELECT coalesce(json_agg(json_build_object(
      'name', relname,
      'full_identity', relreplident = 'f',
      'readable', CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = $3)
                       THEN has_schema_privilege($3, 'public', 'USAGE') AND has_table_privilege($3, pg_class.oid, 'SELECT') ELSE false END,
      'triggers', (SELECT coalesce(json_object_agg(tgname, tgenabled), '{}') FROM pg_trigger
                   WHERE tgrelid = pg_class.oid AND NOT tgisinternal),
      'columns', (SELECT json_object_agg(attname, format_type(atttypid, NULL)) FROM pg_attribute
                  WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped))), '[]')
   FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
     AND relname IN ('content', 'engagement_events')) AS tables
