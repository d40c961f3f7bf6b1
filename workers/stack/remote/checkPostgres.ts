import pg from 'pg'
import { z } from 'zod'
import type { Endpoints } from '../../../contract/workers'
import { postgresOptions } from '../../clients/postgres'

const versionSchema = z.tuple([z.object({ server_version: z.string() })])

/** Signs in to a database and asks for the server's version. Rejects as pg does. */
export async function checkPostgres(endpoints: Endpoints, database: string, signal: AbortSignal): Promise<string> {
  const client = new pg.Client({ ...postgresOptions(endpoints), database, application_name: 'marsad check' })
  let broken: Error | undefined
  client.on('error', (error) => {
    broken = error
  })
  const stop = (): void => void client.end()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>('SHOW server_version')
    return versionSchema.parse(rows)[0].server_version
  } catch (thrown) {
    throw broken ?? thrown
  } finally {
    signal.removeEventListener('abort', stop)
    await client.end()
  }
}
