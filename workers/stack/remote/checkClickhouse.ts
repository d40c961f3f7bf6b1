import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Endpoints } from '../../../contract/workers'
import { connectClickhouse } from '../../clients/clickhouse'

const versionSchema = z.tuple([z.object({ version: z.string() })])
const clustersSchema = z.array(z.object({ cluster: z.string() }))

/**
 * Asks ClickHouse for its version and, where a cluster is named, whether it knows that.
 * @throws MarsadError `remote_cluster` {address, cluster, known}; else as the client.
 */
export async function checkClickhouse(endpoints: Endpoints, address: string, signal: AbortSignal): Promise<string> {
  const client = connectClickhouse(endpoints)
  const ask = async <S extends z.ZodType>(query: string, schema: S): Promise<z.output<S>> => {
    const answer = await client.query({ query, format: 'JSONEachRow', abort_signal: signal })
    return schema.parse(await answer.json())
  }
  try {
    const [{ version }] = await ask('SELECT version() AS version', versionSchema)
    const { cluster } = endpoints.clickhouse
    if (cluster !== null) {
      const known = [
        ...new Set((await ask('SELECT cluster FROM system.clusters', clustersSchema)).map((row) => row.cluster)),
      ]
      if (!known.includes(cluster)) {
        throw new MarsadError('remote_cluster', { address, cluster, known: known.join(', ') })
      }
    }
    return version
  } finally {
    await client.close()
  }
}
