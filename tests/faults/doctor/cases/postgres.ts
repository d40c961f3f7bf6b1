import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { publication, replicationSlot } from '../../../../contract/pipeline'
import { postgresOptions } from '../../../../workers/clients/postgres'
import { ask } from '../../../support/instance'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'

/** Runs statements, one after the other; some of them cannot be in one transaction with others. */
const sqlBy =
  (who: 'postgres' | 'superuser') =>
  (...statements: readonly string[]) =>
  async ({ stores }: Ground): Promise<void> => {
    for (const statement of statements) await stores[who].query(statement)
  }
const sql = sqlBy('postgres')
/** For slots, roles that replicate, and the server's settings. */
const superuserSql = sqlBy('superuser')

const slotName = `slot_name = '${replicationSlot}'`
const endSender = `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE ${slotName} AND active`
/** The connector tries again ten seconds after its connection broke: until then the slot is free. */
export const dropSlot = async ({ stores }: Ground): Promise<void> => {
  await stores.postgres.query(endSender)
  await waitFor(
    'the slot to be dropped',
    async () => {
      await stores.superuser.query(`SELECT pg_drop_replication_slot('${replicationSlot}')`)
      return true
    },
    5_000,
    20,
  )
}
const fixed =
  (rule: string, subject: string, fix: string) =>
  async ({ dataDir }: Ground): Promise<void> => {
    const finding = `${rule}/${subject}`
    await waitFor(
      `the doctor to name ${finding}`,
      async () => (await ask(dataDir, 'doctor.look', {})).snapshot.findings.some(({ id }) => id === finding),
      30_000,
      250,
    )
    await ask(dataDir, 'doctor.fix', { finding, fix })
  }

/** Postgres 18 and later. */
const idle = 'idle_replication_slot_timeout'
const fillers = 'marsad_test_filler_'

/** Of {@link holdLock}. */
let sessionEnded: Promise<void> = Promise.resolve()

/** Locks a table in a session of its own, and goes away for lunch. */
async function holdLock({ stores }: Ground): Promise<void> {
  const client = new pg.Client({ ...postgresOptions(stores.endpoints), application_name: 'a migration' })
  sessionEnded = new Promise((resolve) => client.on('error', () => resolve()))
  await client.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE engagement_events IN ACCESS EXCLUSIVE MODE')
}

const ballast = 'public.marsad_test_ballast'
/** Of 16 MB each: together a little more than a gigabyte. */
const segments = 68
/** Ends the transaction of {@link retainLog}. */
let rollBack: () => Promise<void> = () => Promise.resolve()

/** Leaves a transaction open that has written, which the slot has to keep the log for, and moves the log on. */
async function retainLog(ground: Ground): Promise<void> {
  await sql(`CREATE TABLE ${ballast} (n int)`)(ground)
  const client = new pg.Client(postgresOptions(ground.stores.endpoints))
  await client.connect()
  await client.query('BEGIN')
  await client.query(`INSERT INTO ${ballast} VALUES (0)`)
  rollBack = async () => {
    await client.query('ROLLBACK')
    await client.end()
  }
  for (let segment = 0; segment < segments; segment += 1)
    await superuserSql(`INSERT INTO ${ballast} VALUES (1)`, 'SELECT pg_switch_wal()')(ground)
}

/** Begins Postgres anew as the lines say, or as it should be. */
const begin =
  (...lines: readonly string[]) =>
  async ({ dataDir, runtime }: Ground): Promise<void> => {
    await runtime.changePostgres(lines)
    await ask(dataDir, 'service.restart', { name: 'postgres' })
  }

/** Of Debian's package libfaketime, for the architecture that this machine is of. */
async function clockLibrary(): Promise<string> {
  const root = '/usr/lib'
  for (const folder of await readdir(root)) {
    const library = join(root, folder, 'faketime/libfaketime.so.1')
    if (existsSync(library)) return library
  }
  throw new Error('there is no libfaketime: npm run faults -- --doctor installs it')
}

export const postgresCases: readonly FaultCase[] = [
  { rule: 'table_locked', subject: 'engagement_events', inject: holdLock, fix: 'end', heal: () => sessionEnded },
  {
    rule: 'publication_missing',
    subject: publication,
    inject: sql(`DROP PUBLICATION ${publication}`),
    fix: 'read_anew',
  },
  {
    rule: 'publication_incomplete',
    subject: publication,
    title: 'without a table',
    inject: sql(`ALTER PUBLICATION ${publication} DROP TABLE public.content`),
    fix: 'read_anew',
  },
  {
    rule: 'publication_incomplete',
    subject: publication,
    title: 'without an operation',
    inject: sql(`ALTER PUBLICATION ${publication} SET (publish = 'insert, update')`),
    fix: 'read_anew',
  },
  { rule: 'slot_missing', subject: replicationSlot, inject: dropSlot, fix: 'read_anew' },
  {
    rule: 'wal_level',
    subject: 'wal_level',
    // With a logical slot Postgres would not begin at all.
    inject: async (ground) => {
      await dropSlot(ground)
      await begin('set -- "$@" -c wal_level=replica')(ground)
    },
    fix: null,
    heal: async (ground) => {
      await begin()(ground)
      await fixed('slot_missing', replicationSlot, 'read_anew')(ground)
    },
  },
  {
    rule: 'clocks_apart',
    subject: 'postgres',
    inject: async (ground) =>
      begin(`export LD_PRELOAD=${await clockLibrary()} FAKETIME=-10 FAKETIME_DONT_FAKE_MONOTONIC=1`)(ground),
    fix: null,
    heal: begin(),
  },
  {
    rule: 'slot_lost',
    subject: replicationSlot,
    inject: async (ground) => {
      // The other way, more log than max_slot_wal_keep_size, would take two gigabytes of it.
      await superuserSql(
        `ALTER SYSTEM SET ${idle} = '1s'`,
        'SELECT pg_reload_conf()',
        endSender,
        'SELECT pg_sleep(2)',
      )(ground)
      await superuserSql('CHECKPOINT', `ALTER SYSTEM RESET ${idle}`, 'SELECT pg_reload_conf()')(ground)
    },
    fix: 'read_anew',
  },
  {
    rule: 'slot_retains_much',
    subject: replicationSlot,
    inject: retainLog,
    fix: null,
    heal: async (ground) => {
      await rollBack()
      await sql(`DROP TABLE ${ballast}`, 'CHECKPOINT')(ground)
    },
  },
  {
    rule: 'no_free_slot',
    subject: replicationSlot,
    inject: async (ground) => {
      await dropSlot(ground)
      await superuserSql(
        `SELECT pg_create_physical_replication_slot('${fillers}' || n) FROM generate_series(1,
           current_setting('max_replication_slots')::int - (SELECT count(*)::int FROM pg_replication_slots)) AS n`,
      )(ground)
    },
    fix: null,
    heal: async (ground) => {
      await superuserSql(
        `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE '${fillers}%'`,
      )(ground)
      await fixed('slot_missing', replicationSlot, 'read_anew')(ground)
    },
  },
  {
    rule: 'slot_inactive',
    subject: replicationSlot,
    // Whatever connection it gets breaks at once, for as long as it takes to be seen.
    inject: async ({ stores }) => {
      const until = performance.now() + 12_000
      const end = async (): Promise<void> => {
        await stores.postgres.query(endSender)
        if (performance.now() < until) setTimeout(() => void end(), 200)
      }
      await end()
    },
    fix: 'restart',
  },
  {
    rule: 'role_missing',
    subject: 'dbz',
    title: 'without LOGIN',
    inject: superuserSql('ALTER ROLE dbz NOLOGIN', endSender),
    fix: 'restore',
  },
  {
    rule: 'role_missing',
    subject: 'dbz',
    title: 'dropped while it streams',
    inject: superuserSql('DROP OWNED BY dbz', 'DROP ROLE dbz'),
    fix: 'restore',
  },
  {
    rule: 'role_refused',
    subject: 'dbz',
    inject: superuserSql("ALTER ROLE dbz PASSWORD 'another'", endSender),
    fix: 'password',
  },
  {
    rule: 'grant_missing',
    subject: 'dbz',
    inject: sql('REVOKE SELECT ON public.engagement_events FROM dbz'),
    fix: 'grant',
  },
  {
    rule: 'table_missing',
    subject: 'content',
    // An empty one in its place would make the way back harder: a person decides.
    inject: sql('ALTER TABLE public.content RENAME TO content_elsewhere'),
    fix: null,
    heal: sql('ALTER TABLE public.content_elsewhere RENAME TO content'),
  },
  {
    rule: 'table_differs',
    subject: 'engagement_events',
    title: 'another type',
    inject: sql('ALTER TABLE public.engagement_events ALTER COLUMN duration_ms TYPE bigint'),
    fix: null,
    heal: sql('ALTER TABLE public.engagement_events ALTER COLUMN duration_ms TYPE int'),
  },
  {
    rule: 'table_differs',
    subject: 'engagement_events',
    title: 'without a column',
    inject: sql('ALTER TABLE public.engagement_events RENAME COLUMN device TO gadget'),
    fix: null,
    heal: sql('ALTER TABLE public.engagement_events RENAME COLUMN gadget TO device'),
  },
  {
    rule: 'identity_not_full',
    subject: 'engagement_events',
    inject: sql('ALTER TABLE public.engagement_events REPLICA IDENTITY DEFAULT'),
    fix: 'set',
  },
  {
    rule: 'trigger_missing',
    subject: 'content',
    title: 'one dropped',
    inject: sql('DROP TRIGGER marsad_row_by_row ON public.content'),
    fix: 'restore',
  },
  {
    rule: 'trigger_missing',
    subject: 'engagement_events',
    title: 'disabled',
    inject: sql('ALTER TABLE public.engagement_events DISABLE TRIGGER USER'),
    fix: 'restore',
  },
  {
    rule: 'postgres_read_only',
    subject: 'postgres',
    inject: superuserSql('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()'),
    fix: 'allow',
  },
]
