import pg from 'pg'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints, Paths } from '../../../contract/workers'
import { hideSecrets } from '../../runtime/hideSecrets'
import { asSuperuser, maintenanceDatabase, postgresOptions } from '../../clients/postgres'
import { sqlFile } from '../../clients/sqlFile'
import { scramVerifier } from '../../clients/scramVerifier'
import { scriptFiles } from './scriptFiles'
import { wantedFacts } from './wantedFacts'

const factsSchema = z.array(z.object({ fact: z.string() }))
const databaseMissing = '3D000'

interface Session {
  readonly endpoints: Endpoints
  readonly database: string
  /** The server refuses to write in it. */
  readonly readOnly: boolean
  readonly signal: AbortSignal
}

async function withClient<T>(
  { endpoints, database, readOnly, signal }: Session,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const client = new pg.Client({
    ...postgresOptions(endpoints),
    database,
    connectionTimeoutMillis: 5_000,
    application_name: 'marsad prepare',
  })
  // Ending the connection ends the statement: Postgres rolls it back.
  const stop = (): void => void client.end()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    if (readOnly) await client.query('SET default_transaction_read_only = on')
    await client.query("SELECT set_config('marsad.debezium_user', $1, false)", [endpoints.debezium.user])
    return await use(client)
  } finally {
    signal.removeEventListener('abort', stop)
    await client.end()
  }
}

async function facts(client: pg.Client, paths: Paths): Promise<Set<string>> {
  const { rows } = await client.query<Record<string, unknown>>(sqlFile(paths, 'postgres/facts.sql'))
  return new Set(factsSchema.parse(rows).map(({ fact }) => fact))
}

const without = (all: Iterable<string>, some: ReadonlySet<string>): string[] =>
  [...all].filter((each) => !some.has(each)).sort()

async function createDatabase(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  const { database } = endpoints.postgres
  const exists = await withClient(
    { endpoints, database: maintenanceDatabase, readOnly: false, signal },
    async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
      if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
      return rowCount !== 0
    },
  )
  return exists ? [] : [`database ${database}`]
}

/** The connector's role, where the account that runs the scripts may make none that replicates. */
async function giveRole(endpoints: Endpoints): Promise<void> {
  if (endpoints.postgresSuperuser === null) return
  const { user, password } = endpoints.debezium
  const role = pg.escapeIdentifier(user)
  await asSuperuser(endpoints, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      'SELECT rolcanlogin AND rolreplication AS complete FROM pg_roles WHERE rolname = $1',
      [user],
    )
    const [found] = z.array(z.object({ complete: z.boolean() })).parse(rows)
    if (found === undefined) {
      await client.query(`CREATE ROLE ${role} LOGIN REPLICATION PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`)
    } else if (!found.complete) await client.query(`ALTER ROLE ${role} LOGIN REPLICATION`)
  })
}

async function applyScripts(endpoints: Endpoints, paths: Paths, signal: AbortSignal): Promise<string[]> {
  const { database } = endpoints.postgres
  return withClient({ endpoints, database, readOnly: false, signal }, async (client) => {
    const before = await facts(client, paths)
    await giveRole(endpoints)
    await client.query("SELECT set_config('marsad.debezium_password', $1, false)", [
      scramVerifier(endpoints.debezium.password),
    ])
    for (const file of scriptFiles(paths, 'postgres')) {
      signal.throwIfAborted()
      await client.query(sqlFile(paths, file))
    }
    return without(await facts(client, paths), before)
  })
}

function isDatabaseMissing(thrown: unknown): boolean {
  return thrown instanceof pg.DatabaseError && thrown.code === databaseMissing
}

/**
 * Makes or repairs database, tables, indexes, role and publication from sql/postgres; what is right stays as it is.
 * @returns what it changed, in short technical names; empty when nothing.
 * @throws MarsadError `prepare_failed` {step: 'postgres'}.
 */
export async function preparePostgres(endpoints: Endpoints, paths: Paths, signal: AbortSignal): Promise<string[]> {
  try {
    try {
      return await applyScripts(endpoints, paths, signal)
    } catch (thrown) {
      if (!isDatabaseMissing(thrown)) throw thrown
      const created = await createDatabase(endpoints, signal)
      return [...created, ...(await applyScripts(endpoints, paths, signal))]
    }
  } catch (thrown) {
    throw new MarsadError('prepare_failed', { step: 'postgres' }, hideSecrets(thrown, endpoints))
  }
}

/**
 * What {@link preparePostgres} would change now, in the same words. Its sessions are read-only. Throws as it does.
 * (A new database is taken for empty: what the server's template1 brings is not looked at.)
 */
export async function previewPostgres(endpoints: Endpoints, paths: Paths, signal: AbortSignal): Promise<string[]> {
  const { database } = endpoints.postgres
  const wanted = wantedFacts(endpoints.debezium.user)
  const factsIn = (of: string): Promise<Set<string>> =>
    withClient({ endpoints, database: of, readOnly: true, signal }, (client) => facts(client, paths))
  try {
    try {
      return without(wanted, await factsIn(database))
    } catch (thrown) {
      if (!isDatabaseMissing(thrown)) throw thrown
      const role = `role ${endpoints.debezium.user}`
      const roles = new Set([...(await factsIn(maintenanceDatabase))].filter((fact) => fact === role))
      return [`database ${database}`, ...without(wanted, roles)]
    }
  } catch (thrown) {
    throw new MarsadError('prepare_failed', { step: 'postgres' }, hideSecrets(thrown, endpoints))
  }
}
