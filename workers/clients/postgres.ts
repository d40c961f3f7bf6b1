/** Postgres as every worker uses it. */
import pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'
import { checkedTlsTrust } from './tlsTrust'

/** The database that every server has. */
export const maintenanceDatabase = 'postgres'

/** A superuser trusts nothing that others may have left in a database: no function of theirs, and no trigger of a sign-in. */
const superuserSettings = '-c search_path=pg_catalog -c event_triggers=off'

/** Where Postgres answers and who signs in, as pg wants it told. */
export function postgresOptions({ postgres }: Endpoints): pg.ClientConfig {
  const { host, port, database, user, password, tls } = postgres
  return { host, port, database, user, password, ssl: tls === null ? false : checkedTlsTrust(tls, host) }
}

/**
 * The same for what needs a superuser. Where the console has one of its own, in the maintenance database, which nobody else
 * owns; else as {@link postgresOptions}: there the account that was given has the rights, or Postgres refuses.
 */
export function superuserOptions(endpoints: Endpoints): pg.ClientConfig {
  const options = postgresOptions(endpoints)
  const { postgresSuperuser } = endpoints
  if (postgresSuperuser === null) return options
  return { ...options, ...postgresSuperuser, database: maintenanceDatabase, options: superuserSettings }
}

/** One short session for what needs a superuser: roles that replicate, slots, settings of the server, sessions of others. */
export async function asSuperuser<T>(endpoints: Endpoints, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...superuserOptions(endpoints),
    connectionTimeoutMillis: 3_000,
    application_name: 'marsad',
  })
  const broken: Error[] = []
  client.on('error', (error) => broken.push(error))
  try {
    await client.connect()
    const answer = await use(client)
    if (broken[0] !== undefined) throw broken[0]
    return answer
  } finally {
    await client.end()
  }
}

/** A small pool; an idle connection that breaks is logged and replaced at the next query. */
export function connectPostgres(
  endpoints: Endpoints,
  max: number,
  log: (level: LogLevel, text: string) => void,
): pg.Pool {
  const options = postgresOptions(endpoints)
  const pool = new pg.Pool({ ...options, max, connectionTimeoutMillis: 3_000, application_name: 'marsad' })
  pool.on('error', (error) => log('warn', `postgres: ${error.message}`))
  return pool
}
