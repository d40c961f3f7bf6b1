-- What Debezium needs: a role, its rights, whole old rows, and the publication.
-- By hand: psql -h localhost -U app -d appdb -f sql/postgres/02-replication.sql. Can be run again without harm.
-- The role is dbz with a fixed password for loopback. Elsewhere name another before this script, in the same session; an existing
-- role keeps its password, and a SCRAM verifier may stand for one, so that it is nowhere in clear:
--   SET marsad.debezium_user = 'name'; SET marsad.debezium_password = '…';
DO $$
DECLARE
    wanted text := coalesce(nullif(current_setting('marsad.debezium_user', true), ''), 'dbz');
    password text := coalesce(nullif(current_setting('marsad.debezium_password', true), ''), 'dbz');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I LOGIN REPLICATION PASSWORD %L', wanted, password);
    ELSIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted AND rolcanlogin AND rolreplication) THEN
        EXECUTE format('ALTER ROLE %I LOGIN REPLICATION', wanted);
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), wanted);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', wanted);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA public TO %I', wanted);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO %I', wanted);
END
$$;

-- FULL: a delete then carries content_id, and so its key and partition, and an update tells what it replaced.
-- Only where it differs: ALTER TABLE waits for every transaction on the table.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['content', 'engagement_events'] LOOP
        IF EXISTS (
            SELECT FROM pg_class
            WHERE oid = format('public.%I', wanted)::regclass AND relreplident <> 'f'
        ) THEN
            EXECUTE format('ALTER TABLE public.%I REPLICA IDENTITY FULL', wanted);
        END IF;
    END LOOP;
END
$$;

-- The publication, repaired where a table is missing from it or it does not publish every kind of change.
DO $$
DECLARE
    wanted text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'dbz_publication') THEN
        CREATE PUBLICATION dbz_publication FOR TABLE public.content, public.engagement_events;
    END IF;
    FOREACH wanted IN ARRAY ARRAY['content', 'engagement_events'] LOOP
        IF NOT EXISTS (
            SELECT FROM pg_publication_tables
            WHERE pubname = 'dbz_publication' AND schemaname = 'public' AND tablename = wanted
        ) THEN
            EXECUTE format('ALTER PUBLICATION dbz_publication ADD TABLE public.%I', wanted);
        END IF;
    END LOOP;
    IF NOT EXISTS (
        SELECT FROM pg_publication
        WHERE pubname = 'dbz_publication' AND pubinsert AND pubupdate AND pubdelete AND pubtruncate
    ) THEN
        ALTER PUBLICATION dbz_publication SET (publish = 'insert, update, delete, truncate');
    END IF;
END
$$;

-- Two triggers keep changes from sharing a position of the log: a Connect that dies among changes at one position goes on behind them all, and
-- the rest is never told.
-- marsad_tell_again: Debezium tells a change of a primary key as a delete and a create at one position. Such a row is told once more, as an
-- update at a position of its own. It fires only where a key changes (docs/decisions/0031-a-changed-id-is-told-again.md).
-- marsad_row_by_row: COPY writes a page of rows at one position, but not where a trigger may look at the table between two of them. It never
-- fires (docs/decisions/0032-rows-of-copy.md).
DO $$
DECLARE
    wanted record;
    firing "char";
BEGIN
    IF to_regproc('public.marsad_tell_again') IS NULL THEN
        CREATE FUNCTION public.marsad_tell_again() RETURNS trigger LANGUAGE plpgsql AS $function$
            BEGIN
                EXECUTE format('UPDATE %I.%I SET id = id WHERE id = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME) USING NEW.id;
                RETURN NULL;
            END
        $function$;
    END IF;
    IF to_regproc('public.marsad_row_by_row') IS NULL THEN
        CREATE FUNCTION public.marsad_row_by_row() RETURNS trigger LANGUAGE plpgsql AS $function$
            BEGIN
                RETURN NEW;
            END
        $function$;
    END IF;
    FOR wanted IN
        SELECT * FROM unnest(ARRAY['content', 'engagement_events']) AS tables (table_name)
        CROSS JOIN (VALUES
            ('marsad_tell_again', 'AFTER UPDATE OF id', 'OLD.id IS DISTINCT FROM NEW.id'),
            ('marsad_row_by_row', 'BEFORE INSERT', 'false')
        ) AS triggers (name, moment, condition)
    LOOP
        SELECT tgenabled INTO firing FROM pg_trigger
        WHERE tgrelid = format('public.%I', wanted.table_name)::regclass AND tgname = wanted.name;
        IF NOT FOUND THEN
            EXECUTE format(
                'CREATE TRIGGER %1$I %2$s ON public.%3$I FOR EACH ROW WHEN (%4$s) EXECUTE FUNCTION public.%1$I()',
                wanted.name, wanted.moment, wanted.table_name, wanted.condition);
        ELSIF firing NOT IN ('O', 'A') THEN
            EXECUTE format('ALTER TABLE public.%I ENABLE TRIGGER %I', wanted.table_name, wanted.name);
        END IF;
    END LOOP;
END
$$;
