-- Gives the owner what the bootstrap role has in one database beside the catalogs. Run in single-user mode after cluster.sql, with the same
-- settings of the session, as one transaction. Can be run again without harm.
-- It keeps what only a superuser may own or what would give back a superuser's rights: members of extensions, untrusted code and what event
-- triggers run, foreign-data wrappers, subscriptions, publications of whole schemas.
DO $database$
DECLARE
    superuser text := current_setting('marsad.superuser');
    owner text := current_setting('marsad.owner');
    bootstrap CONSTANT oid := 10;
    made CONSTANT oid := 16384;
    found record;
    inside text;
BEGIN
    FOR found IN
        WITH owned (class, id) AS (
            SELECT 'pg_class'::regclass, oid FROM pg_class
            WHERE relowner = bootstrap AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                AND NOT EXISTS (
                    -- A sequence of a column follows its table.
                    SELECT FROM pg_depend
                    WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND refclassid = 'pg_class'::regclass
                        AND relkind = 'S' AND deptype IN ('a', 'i')
                )
            UNION ALL
            SELECT 'pg_type'::regclass, oid FROM pg_type
            WHERE typowner = bootstrap AND typtype <> 'm'
                AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
                AND NOT EXISTS (SELECT FROM pg_type AS element WHERE element.typarray = pg_type.oid)
            UNION ALL
            SELECT 'pg_proc'::regclass, oid FROM pg_proc
            WHERE proowner = bootstrap AND prorettype <> 'event_trigger'::regtype
                AND (prokind = 'a' OR EXISTS (SELECT FROM pg_language WHERE pg_language.oid = prolang AND lanpltrusted))
            UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprowner = bootstrap
            UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass WHERE opcowner = bootstrap
            UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily WHERE opfowner = bootstrap
            UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation WHERE collowner = bootstrap
            UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_conversion WHERE conowner = bootstrap
            UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspowner = bootstrap AND nspname !~ '^pg_(temp|toast)'
            UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict WHERE dictowner = bootstrap
            UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config WHERE cfgowner = bootstrap
            UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext WHERE stxowner = bootstrap
            UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata WHERE lomowner = bootstrap
            UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server WHERE srvowner = bootstrap
            UNION ALL
            SELECT 'pg_publication'::regclass, oid FROM pg_publication
            WHERE pubowner = bootstrap AND NOT puballtables
                AND NOT EXISTS (SELECT FROM pg_publication_namespace WHERE pnpubid = pg_publication.oid)
        )
        SELECT named.type, named.identity
        FROM owned, pg_identify_object(class, id, 0) AS named
        -- The number of a large object is anybody's choice.
        WHERE (id >= made OR class = 'pg_largeobject'::regclass)
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = id AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO %I',
            CASE found.type WHEN 'statistics object' THEN 'statistics' ELSE found.type END, found.identity, owner);
    END LOOP;

    -- What later objects are granted: from the old name to the new owner. Grants of one schema add to the defaults; the others replace them.
    FOR found IN
        SELECT defaclnamespace, nspname, defaclobjtype, grantee, privilege_type, is_grantable, defaclacl,
            CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
            CASE grantee WHEN 0 THEN 'PUBLIC' WHEN bootstrap THEN quote_ident(owner) ELSE quote_ident(pg_get_userbyid(grantee)) END AS receiver,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS held
        FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace, aclexplode(defaclacl)
        WHERE defaclrole = bootstrap
    LOOP
        inside := CASE WHEN found.nspname IS NULL THEN '' ELSE format(' IN SCHEMA %I', found.nspname) END;
        IF found.nspname IS NULL AND NOT EXISTS (SELECT FROM aclexplode(found.defaclacl) WHERE grantee = 0) THEN
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE ALL ON %s FROM PUBLIC', owner, found.kind);
        END IF;
        EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s GRANT %s ON %s TO %s%s', owner, inside, found.privilege_type, found.kind,
            found.receiver, CASE WHEN found.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
        IF found.nspname IS NULL AND found.defaclobjtype IN ('f', 'T') THEN
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO PUBLIC', superuser, found.kind);
        END IF;
        IF found.grantee NOT IN (0, bootstrap) OR found.nspname IS NOT NULL THEN
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON %s FROM %s', superuser, inside, found.kind, found.held);
        END IF;
    END LOOP;

    -- How the old name signs in to foreign servers. One that needs no password is a superuser's alone.
    FOR found IN
        SELECT srvname, umoptions FROM pg_user_mapping JOIN pg_foreign_server ON pg_foreign_server.oid = umserver
        WHERE umuser = bootstrap
    LOOP
        IF NOT 'password_required=false' = ANY (coalesce(found.umoptions, '{}')) THEN
            EXECUTE format('CREATE USER MAPPING IF NOT EXISTS FOR %I SERVER %I OPTIONS (%s)', owner, found.srvname,
                (SELECT string_agg(format('%I %L', option_name, option_value), ', ') FROM pg_options_to_table(found.umoptions)));
        END IF;
        EXECUTE format('DROP USER MAPPING FOR %I SERVER %I', superuser, found.srvname);
    END LOOP;
END
$database$
