import pg from 'pg'
import { z } from 'zod'
import { publication, replicationSlot } from '../../../contract/pipeline'
import { postgresOptions } from '../../clients/postgres'
import { sqlFile } from '../../clients/sqlFile'
import type { Services } from '../services'
import { seldom } from './seldom'

const position = z.number().nullable()
const row = z.object({
  wal_level: z.string(),
  slots_allowed: z.number(),
  slots_used: z.number(),
  /** Its clock, milliseconds since the epoch. */
  clock_ms: z.number(),
  in_recovery: z.boolean(),
  read_only: z.boolean(),
  /** Bytes from the log's beginning; null on a standby. */
  log_position: position,
  slot: z
    .object({
      active: z.boolean(),
      wal_status: z.string().nullable(),
      restart_position: position,
      confirmed_position: position,
      database: z.string().nullable(),
      /** The process that sends its changes; null while nobody reads it. */
      sender_pid: z.number().nullable(),
    })
    .nullable(),
  other_slots: z.array(z.object({ name: z.string(), active: z.boolean() })),
  /** How much of the log slots may hold back, as Postgres writes it; -1: without a limit. */
  kept_for_slots: z.string(),
  publication: z
    .object({ insert: z.boolean(), update: z.boolean(), delete: z.boolean(), truncate: z.boolean() })
    .nullable(),
  published: z.array(z.string()),
  /** `connect`: it may open a connection to this database. */
  role: z.object({ login: z.boolean(), replication: z.boolean(), connect: z.boolean() }).nullable(),
  /** Sessions whose locks on our tables others wait for. `since_ms`: when their transaction began, milliseconds since the epoch. */
  lock_holders: z.array(
    z.object({
      table: z.string(),
      pid: z.number(),
      application: z.string().nullable(),
      state: z.string().nullable(),
      since_ms: z.number().nullable(),
      waiting: z.number(),
    }),
  ),
  tables: z.array(
    z.object({
      name: z.string(),
      full_identity: z.boolean(),
      readable: z.boolean(),
      /** `tgenabled` by name: O or A fires, D does not, R does for replicated changes only. */
      triggers: z.record(z.string(), z.string()),
      columns: z.record(z.string(), z.string()),
    }),
  ),
})
export interface PostgresFacts extends z.infer<typeof row> {
  /** What Postgres says to the connector's own password, tried only while nobody reads the slot; null: it takes it, or that is not known. */
  readonly refusal: string | null
}

/** Postgres's code for a wrong password. That a host may not connect at all says nothing of another host, such as Connect's. */
const wrongPassword = '28P01'
const signInLimitMs = 1_000
const refusalSeldom = seldom<string | null>(3_000)

/** Rejects with what Postgres answers. */
export async function lookAtPostgres(services: Services): Promise<PostgresFacts> {
  const { pool, endpoints, paths } = services
  const text = sqlFile(paths, 'postgres/doctor/look.sql')
  const values = [replicationSlot, publication, endpoints.debezium.user]
  const { rows } = await pool.query<Record<string, unknown>>({ name: 'doctor', text, values })
  const [found] = z.tuple([row]).parse(rows)
  const tries = found.role?.login === true && found.slot?.active === false
  return { ...found, refusal: tries ? await refusalSeldom(services, () => signIn(services)) : null }
}

/** Signs in as the connector does. */
async function signIn({ endpoints, log }: Services): Promise<string | null> {
  const { user, password } = endpoints.debezium
  const client = new pg.Client({
    ...postgresOptions(endpoints),
    user,
    password,
    connectionTimeoutMillis: signInLimitMs,
    application_name: 'marsad doctor',
  })
  // A connection that breaks after the sign-in: the password was taken, so it changes no answer.
  client.on('error', (error) => log('debug', `postgres: the trial of the connector's sign-in broke: ${error.message}`))
  try {
    await client.connect()
    return null
  } catch (thrown) {
    return thrown instanceof pg.DatabaseError && thrown.code === wrongPassword ? thrown.message : null
  } finally {
    await client.end()
  }
}
