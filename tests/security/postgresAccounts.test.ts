/** Clusters of before, whose superuser has a published password, become clusters of now at their next start, and lose nothing. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { publication, replicationSlot } from '../../contract/pipeline'
import { preparePostgres } from '../../workers/stack/prepare/preparePostgres'
import type { Place } from '../../workers/stack/services/description'
import { describePostgres } from '../../workers/stack/services/postgres'
import { inSession, makeOldCluster, postgresPlace, withPostgres } from '../support/embeddedPostgres'
import { newDataDir } from '../support/instance'

const app = { user: 'app', password: 'app' }
const signal = new AbortController().signal
let dataDir: string
let place: Place

beforeEach(async () => {
  dataDir = await newDataDir()
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  place = await postgresPlace(dataDir)
})

/** What people and the pipeline may have left in a cluster of before, made by its superuser `app`. */
const objects = `
  CREATE EXTENSION dblink; CREATE EXTENSION postgres_fdw;
  CREATE SCHEMA shop;
  CREATE TYPE shop.mood AS ENUM ('good', 'bad'); CREATE TYPE shop.pair AS (a int, b text); CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
  CREATE TYPE shop.span AS RANGE (subtype = int4);
  CREATE TABLE shop.orders (id serial PRIMARY KEY, other int GENERATED ALWAYS AS IDENTITY, mood shop.mood, n shop.positive);
  INSERT INTO shop.orders (mood, n) SELECT 'good', g FROM generate_series(1, 500) AS g;
  CREATE TABLE shop.parts (at date) PARTITION BY RANGE (at);
  CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE SEQUENCE shop.numbers START 7;
  CREATE VIEW shop.good AS SELECT * FROM shop.orders WHERE mood = 'good';
  CREATE MATERIALIZED VIEW shop.total AS SELECT count(*) FROM shop.orders;
  CREATE FUNCTION shop.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
  CREATE FUNCTION shop.powerful() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN current_user; END';
  CREATE FUNCTION shop.foreign_code() RETURNS void LANGUAGE c AS '$libdir/dblink', 'dblink_disconnect';
  CREATE PROCEDURE shop.nothing() LANGUAGE sql AS 'SELECT 1';
  CREATE AGGREGATE shop.adds(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
  CREATE OPERATOR shop.@@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
  CREATE COLLATION shop.plain FROM "C"; CREATE TEXT SEARCH CONFIGURATION shop.words (COPY = simple);
  CREATE STATISTICS shop.both ON id, n FROM shop.orders;
  CREATE FUNCTION shop.watches() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION shop.watches();
  CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', dbname 'appdb');
  CREATE USER MAPPING FOR app SERVER elsewhere OPTIONS (user 'someone', password 'it''s');
  CREATE FOREIGN TABLE shop.far (n int) SERVER elsewhere;
  CREATE PUBLICATION everything FOR ALL TABLES;
  SELECT lo_create(4242);
  CREATE ROLE reader LOGIN PASSWORD 'reader-password'; GRANT USAGE ON SCHEMA shop TO reader; GRANT SELECT ON shop.good TO reader;
  CREATE ROLE helper LOGIN PASSWORD 'helper-password'; GRANT app TO helper;
  CREATE ROLE runner; GRANT pg_execute_server_program TO runner;
  CREATE ROLE "Mighty" SUPERUSER; CREATE ROLE marsad;
  ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;
  ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  ALTER ROLE app SET search_path = "$user", public, shop;
  ALTER ROLE app IN DATABASE appdb SET statement_timeout = '77s';`

async function fill(ask: typeof inSession): Promise<void> {
  await ask(place, { ...app, database: 'postgres' }, async (client) => {
    await client.query('CREATE DATABASE appdb')
    await client.query('CREATE DATABASE "My data"')
  })
  await ask(place, { ...app, database: 'My data' }, (client) =>
    client.query('CREATE TABLE notes AS SELECT g AS n FROM generate_series(1, 30) AS g'),
  )
  // As before: the scripts run as a superuser, and the role has its published password.
  const { endpoints } = place
  const old = { ...endpoints, postgresSuperuser: null, debezium: { ...endpoints.debezium, password: 'dbz' } }
  await preparePostgres(old, place.paths, signal)
  await ask(place, app, async (client) => {
    await client.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [replicationSlot])
    await client.query(`INSERT INTO content VALUES (gen_random_uuid(), 'old', 'Old', 'podcast', 60, now())`)
    await client.query(`INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms)
      SELECT id, 'play', now(), 1000 FROM content, generate_series(1, 1000)`)
    await client.query(objects)
  })
}

/** Every row, the slot, roles with their passwords, grants: by names, not by whom they belong to. */
async function contents(client: pg.Client): Promise<unknown> {
  const ask = async (text: string): Promise<unknown> => (await client.query<Record<string, unknown>>(text)).rows
  return {
    tables:
      await ask(`SELECT (SELECT json_agg(e ORDER BY id) FROM engagement_events e) AS events, (SELECT json_agg(c) FROM content c) AS content,
      (SELECT json_agg(o ORDER BY id) FROM shop.orders o) AS orders, (SELECT last_value FROM shop.orders_id_seq) AS serial`),
    slots: await ask(
      'SELECT slot_name, plugin, restart_lsn, confirmed_flush_lsn, wal_status FROM pg_replication_slots',
    ),
    published: await ask(`SELECT * FROM pg_publication_tables WHERE pubname = '${publication}' ORDER BY tablename`),
    roles: await ask(
      `SELECT rolname, rolpassword FROM pg_authid WHERE oid >= 16384 AND rolname NOT IN ('app', 'dbz') ORDER BY oid`,
    ),
    grants: await ask(`SELECT relname, grantee::regrole, privilege_type FROM pg_class, aclexplode(relacl) AS a
      WHERE grantee IN ('dbz'::regrole, 'reader'::regrole) ORDER BY 1, 2, 3`),
  }
}

const superuser = (): pg.ClientConfig => place.endpoints.postgresSuperuser ?? {}
const asSuperuser = <T>(use: (client: pg.Client) => Promise<T>): Promise<T> => inSession(place, superuser(), use)

/** What is still the bootstrap role's beside catalogs and members of extensions, by what it is. */
const kept = `
  SELECT type || ' ' || identity AS name FROM (
    SELECT 'pg_class'::regclass::oid AS class, oid FROM pg_class WHERE relowner = 10 AND relkind NOT IN ('i', 'I', 't', 'c')
    UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE proowner = 10
    UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type WHERE typowner = 10
    UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspowner = 10
    UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprowner = 10
    UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation WHERE collowner = 10
    UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config WHERE cfgowner = 10
    UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext WHERE stxowner = 10
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server WHERE srvowner = 10
    UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication WHERE pubowner = 10
    UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata WHERE lomowner = 10
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger WHERE evtowner = 10
  ) AS owned, pg_identify_object(class, oid, 0)
  WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = oid AND deptype IN ('e', 'i'))
  ORDER BY name`

async function accounts(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT (SELECT json_agg(row_to_json(r) ORDER BY r.oid) FROM pg_authid AS r WHERE oid = 10 OR oid >= 16384) AS roles,
       (SELECT json_agg(row_to_json(m) ORDER BY m.oid) FROM pg_auth_members AS m) AS members,
       (SELECT json_agg(row_to_json(s) ORDER BY setrole, setdatabase) FROM pg_db_role_setting AS s) AS settings,
       (SELECT json_agg(row_to_json(d) ORDER BY d.oid) FROM pg_default_acl AS d) AS defaults`,
  )
  // A verifier has new salt each time.
  return JSON.parse(JSON.stringify(rows).replaceAll(/SCRAM-SHA-256\$[^"]*/g, 'verifier')) as unknown
}

async function expectSecure(): Promise<void> {
  const names = z.array(z.object({ name: z.string() }))
  await asSuperuser(async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      'SELECT rolname AS name FROM pg_roles WHERE rolsuper OR rolreplication ORDER BY rolname',
    )
    expect(names.parse(rows).map(({ name }) => name)).toEqual(['Mighty', 'dbz', 'marsad'])
    const left = names.parse((await client.query<Record<string, unknown>>(kept)).rows).map(({ name }) => name)
    expect(left).toEqual([
      'event trigger watch',
      'function shop.foreign_code()',
      'function shop.watches()',
      'publication everything',
    ])
    const owners = await client.query<Record<string, unknown>>(
      'SELECT datname, pg_get_userbyid(datdba) AS owner FROM pg_database ORDER BY datname',
    )
    expect(owners.rows).toEqual(
      [
        ['My data', 'app'],
        ['appdb', 'app'],
        ['postgres', 'marsad'],
        ['template0', 'marsad'],
        ['template1', 'marsad'],
      ].map(([datname, owner]) => ({ datname, owner })),
    )
  })
  await inSession(place, app, async (client) => {
    await expect(client.query('SET ROLE marsad')).rejects.toThrow('permission denied')
    await expect(client.query('SET ROLE dbz')).rejects.toThrow('permission denied')
    await expect(client.query('SET ROLE runner')).rejects.toThrow('permission denied')
    await expect(client.query('SET ROLE "Mighty"')).rejects.toThrow('permission denied')
    const { rows } = await client.query(
      'SELECT shop.powerful() AS who, current_setting($1) AS path, current_setting($2) AS limit',
      ['search_path', 'statement_timeout'],
    )
    expect(rows).toEqual([{ who: 'app', path: '"$user", public, shop', limit: '77s' }])
    // It goes on owning what it owned, later objects are granted as before, and roles are its to look after.
    await client.query('BEGIN')
    await client.query(`ALTER TABLE shop.orders ADD COLUMN more int; INSERT INTO shop.orders (n) VALUES (3); REFRESH MATERIALIZED VIEW shop.total;
      CREATE TABLE shop.later (n int); ALTER ROLE reader PASSWORD 'another'; ALTER PUBLICATION ${publication} ADD TABLE shop.orders;
      CREATE FUNCTION shop.shut() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT lo_unlink(4242);
      CREATE SCHEMA another`)
    const granted = await client.query(
      `SELECT has_table_privilege('reader', 'shop.later', 'SELECT') AS later, has_function_privilege('reader', 'shop.shut()', 'EXECUTE') AS shut,
         pg_has_role('helper', 'app', 'USAGE') AS member,
         (SELECT umoptions FROM pg_user_mappings WHERE usename = 'app') AS mapping`,
    )
    expect(granted.rows).toEqual([
      { later: true, shut: false, member: true, mapping: ['user=someone', "password=it's"] },
    ])
    await client.query('ROLLBACK')
  })
  await inSession(place, { user: 'helper', password: 'helper-password' }, async (client) => {
    await expect(client.query('SET ROLE marsad')).rejects.toThrow('permission denied')
    await client.query('SET ROLE app')
  })
  await inSession(place, { user: 'reader', password: 'reader-password' }, (client) =>
    client.query('SELECT FROM shop.good'),
  )
  await inSession(place, { ...app, database: 'My data' }, (client) => client.query('DELETE FROM notes WHERE false'))
  await expect(inSession(place, { user: 'dbz', password: 'dbz' }, () => Promise.resolve())).rejects.toThrow('password')
  await inSession(place, place.endpoints.debezium, (client) => client.query('SELECT FROM engagement_events'))
}

test(
  'a cluster of before keeps every row, slot, role and grant; its published account owns all and rules nothing',
  { timeout: 120_000 },
  async () => {
    let before: unknown
    await makeOldCluster(place, async (ask) => {
      await fill(ask)
      before = await ask(place, app, contents)
    })
    const first = await withPostgres(place, async () => {
      expect(await asSuperuser(contents)).toEqual(renamed(before))
      await expectSecure()
      expect(await preparePostgres(place.endpoints, place.paths, signal)).toEqual([])
      return asSuperuser(accounts)
    })
    // The stamp lost, it is all done once more, and changes nothing.
    await rm(join(place.folder.store('postgres'), 'data', 'marsad_accounts'))
    await withPostgres(place, async () => {
      await expectSecure()
      expect(await asSuperuser(accounts)).toEqual(first)
    })
  },
)

/** A role of somebody's had the name that the console's has now. */
const renamed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, each: unknown) => (each === 'marsad' ? 'marsad_before' : each))) as unknown

test('killed at any point, it is finished at the next start', { timeout: 180_000 }, async () => {
  let before: unknown
  await makeOldCluster(place, async (ask) => {
    await fill(ask)
    before = await ask(place, app, contents)
  })
  let killed = 0
  for (const ms of [30, 90, 180, 300, 450, 600, 800, 1_000, 1_300]) {
    const cut = AbortSignal.timeout(ms)
    try {
      await describePostgres(place).prepareData(() => undefined, cut)
      break
    } catch (thrown) {
      if (!cut.aborted) throw thrown
      killed += 1
    }
  }
  expect(killed).toBeGreaterThan(2)
  await withPostgres(place, async () => {
    expect(await asSuperuser(contents)).toEqual(renamed(before))
    await expectSecure()
  })
})

test('with its passwords lost, a cluster gets new ones and keeps its rows', { timeout: 120_000 }, async () => {
  await withPostgres(place, async () => {
    await preparePostgres(place.endpoints, place.paths, signal)
    await inSession(place, app, (client) =>
      client.query(`INSERT INTO content VALUES (gen_random_uuid(), 'one', 'One', 'podcast', 60, now())`),
    )
  })
  const old = place.endpoints
  await rm(join(dataDir, 'credentials.json'))
  place = await postgresPlace(dataDir)
  expect(place.endpoints.postgresSuperuser).not.toEqual(old.postgresSuperuser)
  await withPostgres(place, async () => {
    expect((await asSuperuser((client) => client.query('SELECT slug FROM public.content'))).rows).toEqual([
      { slug: 'one' },
    ])
    await inSession(place, place.endpoints.debezium, (client) => client.query('SELECT FROM content'))
    await expect(inSession(place, old.postgresSuperuser ?? {}, () => Promise.resolve())).rejects.toThrow('password')
    await expect(inSession(place, old.debezium, () => Promise.resolve())).rejects.toThrow('password')
  })
})
