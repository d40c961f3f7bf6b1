/** Postgres as every worker uses it. */
import pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'

/** A small pool; an idle connection that breaks is logged and replaced at the next query. */
export function connectPostgres(
  endpoints: Endpoints,
  max: number,
  log: (level: LogLevel, text: string) => void,
): pg.Pool {
  const pool = new pg.Pool({ ...endpoints.postgres, max, connectionTimeoutMillis: 3_000, application_name: 'marsad' })
  pool.on('error', (error) => log('warn', `postgres: ${error.message}`))
  return pool
}
