-- What is there of all that the numbered scripts make, one row each (column `fact`): "prepare" compares before and after.
-- Of the role dbz, or the one that marsad.debezium_user names (02-replication.sql).
-- By hand: psql -h localhost -U app -d appdb -f sql/postgres/facts.sql. Changes nothing.
SELECT 'extension ' || extname AS fact FROM pg_extension WHERE extname = 'pgcrypto'
UNION ALL
SELECT 'table public.' || relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname IN ('content', 'engagement_events')
UNION ALL
SELECT 'replica identity full public.' || relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relreplident = 'f' AND relname IN ('content', 'engagement_events')
UNION ALL
SELECT 'index ' || indexname FROM pg_indexes
WHERE schemaname = 'public' AND indexname IN ('engagement_events_event_ts_idx', 'engagement_events_content_id_idx')
UNION ALL
SELECT 'role ' || rolname FROM pg_roles WHERE rolname = coalesce(nullif(current_setting('marsad.debezium_user', true), ''), 'dbz') AND rolcanlogin AND rolreplication
UNION ALL
SELECT 'select for ' || coalesce(nullif(current_setting('marsad.debezium_user', true), ''), 'dbz') || ' on public.' || relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname IN ('content', 'engagement_events')
    AND EXISTS (
        SELECT FROM aclexplode(relacl) AS granted
        WHERE granted.grantee = to_regrole(quote_ident(coalesce(nullif(current_setting('marsad.debezium_user', true), ''), 'dbz'))) AND granted.privilege_type = 'SELECT'
    )
UNION ALL
SELECT 'trigger ' || tgname || ' on public.' || relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = 'public'::regnamespace AND tgname IN ('marsad_tell_again', 'marsad_row_by_row') AND tgenabled IN ('O', 'A')
    AND relname IN ('content', 'engagement_events')
UNION ALL
SELECT 'publication ' || pubname FROM pg_publication
WHERE pubname = 'dbz_publication' AND pubinsert AND pubupdate AND pubdelete AND pubtruncate
UNION ALL
SELECT 'published public.' || tablename FROM pg_publication_tables
WHERE pubname = 'dbz_publication' AND schemaname = 'public' AND tablename IN ('content', 'engagement_events')
ORDER BY fact;
