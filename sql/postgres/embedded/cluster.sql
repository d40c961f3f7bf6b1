-- Accounts of the embedded cluster, once for all of its databases. Run in single-user mode, as one transaction, while nobody else can sign in
-- (workers/stack/services/postgresAccounts.ts). Can be run again without harm. Settings of the session that it reads:
--   marsad.superuser, marsad.superuser_verifier    the console's own superuser
--   marsad.owner, marsad.owner_verifier            the account of the source document, which owns its database
--   marsad.replication, marsad.replication_verifier  the role that Debezium signs in with
DO $accounts$
DECLARE
    superuser text := current_setting('marsad.superuser');
    owner text := current_setting('marsad.owner');
    replication text := current_setting('marsad.replication');
    -- The role that initdb made: Postgres never lets it lose SUPERUSER, and it owns the catalogs.
    bootstrap CONSTANT oid := 10;
    found record;
    before text;
BEGIN
    IF (SELECT rolname <> superuser FROM pg_catalog.pg_authid WHERE oid = bootstrap) THEN
        -- A role of somebody's with the name that is needed keeps everything but the name.
        IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = superuser) THEN
            EXECUTE pg_catalog.format('ALTER ROLE %I RENAME TO %I', superuser, superuser || '_before');
        END IF;
        -- Nobody can rename the role of the own session.
        CREATE ROLE marsad_renames SUPERUSER;
        SET LOCAL SESSION AUTHORIZATION marsad_renames;
        EXECUTE pg_catalog.format('ALTER ROLE %I RENAME TO %I', (SELECT rolname FROM pg_catalog.pg_authid WHERE oid = bootstrap), superuser);
        EXECUTE pg_catalog.format('SET LOCAL SESSION AUTHORIZATION %I', superuser);
        DROP ROLE marsad_renames;
    END IF;
    EXECUTE pg_catalog.format('ALTER ROLE %I LOGIN PASSWORD %L VALID UNTIL ''infinity'' CONNECTION LIMIT -1', superuser,
        current_setting('marsad.superuser_verifier'));

    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = owner) THEN
        EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN CREATEDB CREATEROLE PASSWORD %L', owner, current_setting('marsad.owner_verifier'));
    END IF;
    -- Neither may it replicate: whoever may, makes the server load any file as a library.
    EXECUTE pg_catalog.format('ALTER ROLE %I NOSUPERUSER NOREPLICATION NOBYPASSRLS', owner);
    -- What an account needs that looks after a server, and that touches no file: to see what others do and to end their sessions.
    EXECUTE pg_catalog.format('GRANT pg_read_all_stats, pg_signal_backend, pg_checkpoint TO %I', owner);
    EXECUTE pg_catalog.format('ALTER ROLE %I SET createrole_self_grant = ''set, inherit''', owner);

    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = replication) THEN
        EXECUTE pg_catalog.format('ALTER ROLE %I PASSWORD %L', replication, current_setting('marsad.replication_verifier'));
    END IF;

    -- What the bootstrap role has beside catalogs was made under the name of the owner, and is the owner's.
    FOR found IN
        SELECT datname FROM pg_catalog.pg_database
        WHERE datdba = bootstrap AND datname NOT IN ('postgres', 'template0', 'template1')
    LOOP
        EXECUTE pg_catalog.format('ALTER DATABASE %I OWNER TO %I', found.datname, owner);
    END LOOP;
    FOR found IN SELECT spcname FROM pg_catalog.pg_tablespace WHERE spcowner = bootstrap AND oid >= 16384 LOOP
        EXECUTE pg_catalog.format('ALTER TABLESPACE %I OWNER TO %I', found.spcname, owner);
    END LOOP;

    -- Settings of the role, as ALTER ROLE … SET wrote them. A list keeps its shape only by way of the session.
    FOR found IN
        SELECT datname, pg_catalog.split_part(line, '=', 1) AS name, pg_catalog.substr(line, pg_catalog.strpos(line, '=') + 1) AS value
        FROM pg_catalog.pg_db_role_setting
        LEFT JOIN pg_catalog.pg_database ON pg_database.oid = setdatabase, pg_catalog.unnest(setconfig) AS line
        WHERE setrole = bootstrap
    LOOP
        -- These two would end what this session may do.
        CONTINUE WHEN found.name IN ('role', 'session_authorization');
        before := pg_catalog.current_setting(found.name, true);
        PERFORM pg_catalog.set_config(found.name, found.value, true);
        EXECUTE pg_catalog.format('ALTER ROLE %I%s SET %s FROM CURRENT', owner,
            CASE WHEN found.datname IS NULL THEN '' ELSE pg_catalog.format(' IN DATABASE %I', found.datname) END,
            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(part), '.') FROM pg_catalog.unnest(pg_catalog.string_to_array(found.name, '.')) AS part));
        PERFORM pg_catalog.set_config(found.name, before, true);
    END LOOP;
    FOR found IN
        SELECT datname FROM pg_catalog.pg_db_role_setting LEFT JOIN pg_catalog.pg_database ON pg_database.oid = setdatabase
        WHERE setrole = bootstrap
    LOOP
        EXECUTE pg_catalog.format('ALTER ROLE %I%s RESET ALL', superuser,
            CASE WHEN found.datname IS NULL THEN '' ELSE pg_catalog.format(' IN DATABASE %I', found.datname) END);
    END LOOP;

    -- Members of the old role were members of what is a superuser of its own now.
    FOR found IN
        SELECT rolname, admin_option, inherit_option, set_option
        FROM pg_catalog.pg_auth_members JOIN pg_catalog.pg_roles ON pg_roles.oid = member
        WHERE roleid = bootstrap AND rolname <> owner
    LOOP
        EXECUTE pg_catalog.format('REVOKE %I FROM %I CASCADE', superuser, found.rolname);
        EXECUTE pg_catalog.format('GRANT %I TO %I WITH ADMIN %s, INHERIT %s, SET %s', owner, found.rolname,
            found.admin_option::text, found.inherit_option::text, found.set_option::text);
    END LOOP;

    -- It looks after roles as it did before, but for those by which it could come back to what it must not do.
    FOR found IN
        SELECT rolname FROM pg_catalog.pg_roles AS role
        WHERE oid >= 16384 AND rolname <> owner AND NOT rolreplication AND NOT rolbypassrls
            AND NOT pg_catalog.pg_has_role(role.oid, owner, 'MEMBER')
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_roles AS dangerous
                WHERE pg_catalog.pg_has_role(role.oid, dangerous.oid, 'MEMBER')
                    AND (dangerous.rolsuper OR dangerous.rolreplication OR dangerous.rolbypassrls OR (dangerous.oid < 16384
                        AND dangerous.rolname NOT IN ('pg_read_all_stats', 'pg_signal_backend', 'pg_checkpoint', 'pg_monitor',
                            'pg_read_all_settings', 'pg_stat_scan_tables', 'pg_read_all_data', 'pg_write_all_data', 'pg_maintain')))
            )
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_auth_members
                WHERE roleid = role.oid AND member = pg_catalog.quote_ident(owner)::regrole AND admin_option
            )
    LOOP
        EXECUTE pg_catalog.format('GRANT %I TO %I WITH ADMIN TRUE, INHERIT TRUE, SET TRUE', found.rolname, owner);
    END LOOP;
END
$accounts$
