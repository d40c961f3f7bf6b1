/** Postgres as every worker uses it. */
import pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'
import { checkedTlsTrust } from './tlsTrust'

/** Where Postgres answers and who signs in, as pg wants it told. */
export function postgresOptions({ postgres }: Endpoints): pg.ClientConfig {
  const { host, port, database, user, password, tls } = postgres
  return { host, port, database, user, password, ssl: tls === null ? false : checkedTlsTrust(tls, host) }
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
