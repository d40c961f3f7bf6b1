import pg from 'pg'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints, Paths } from '../../../contract/workers'
import { postgresOptions } from '../../shared/postgres'
import { sqlFile } from '../../shared/sqlFile'
import { scriptFiles } from './scriptFiles'

const factsSchema = z.array(z.object({ fact: z.string() }))
const databaseMissing = '3D000'

async function withClient<T>(
  endpoints: Endpoints,
  database: string,
  signal: AbortSignal,
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
    return await use(client)
  } finally {
    signal.removeEventListener('abort', stop)
    await client.end()
  }
}

async function facts(client: pg.Client, text: string): Promise<Set<string>> {
  const { rows } = await client.query<Record<string, unknown>>(text)
  return new Set(factsSchema.parse(rows).map(({ fact }) => fact))
}

async function createDatabase(endpoints: Endpoints, signal: AbortSignal): Promise<string[]> {
  const { database } = endpoints.postgres
  const exists = await withClient(endpoints, 'postgres', signal, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
    return rowCount !== 0
  })
  return exists ? [] : [`database ${database}`]
}

async function applyScripts(endpoints: Endpoints, paths: Paths, signal: AbortSignal): Promise<string[]> {
  return withClient(endpoints, endpoints.postgres.database, signal, async (client) => {
    const look = sqlFile(paths, 'postgres/facts.sql')
    const before = await facts(client, look)
    for (const file of scriptFiles(paths, 'postgres')) {
      signal.throwIfAborted()
      await client.query(sqlFile(paths, file))
    }
    const after = await facts(client, look)
    return [...after].filter((fact) => !before.has(fact))
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
    throw new MarsadError('prepare_failed', { step: 'postgres' }, thrown)
  }
}
