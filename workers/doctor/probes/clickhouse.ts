import { z } from 'zod'
import { sqlFile } from '../../shared/sqlFile'
import type { Services } from '../services'

const number = z.coerce.number()
const table = z.object({
  name: z.string(),
  engine: z.string(),
  engine_full: z.string(),
  detached: number.transform((value) => value === 1),
})
const consumer = z.object({
  consumer_id: z.string(),
  last_exception: z.string(),
  exception_ms: number,
  polled_ms: number,
  messages_read: number,
  partitions: number,
})
const state = z.object({ parts: number, most_parts: number, parts_limit: number, clock_ms: number })
const refused = z.object({ topic: z.string(), partition: number, offset: number, error: z.string(), at_ms: number })

export interface ClickhouseFacts {
  readonly tables: readonly z.infer<typeof table>[]
  readonly consumers: readonly z.infer<typeof consumer>[]
  readonly state: z.infer<typeof state>
  /** The newest records that could not become rows, newest first; empty without the table. */
  readonly refused: readonly z.infer<typeof refused>[]
}

/** Rejects with what ClickHouse answers. */
export async function lookAtClickhouse({ clickhouse, paths }: Services, signal: AbortSignal): Promise<ClickhouseFacts> {
  const ask = async <T>(name: string, schema: z.ZodType<T>): Promise<T[]> => {
    const answer = await clickhouse.query({
      query: sqlFile(paths, `clickhouse/doctor/${name}.sql`),
      format: 'JSONEachRow',
      abort_signal: signal,
    })
    return z.array(schema).parse(await answer.json())
  }
  const tables = await ask('tables', table)
  const has = (name: string): boolean => tables.some((found) => found.name === name && !found.detached)
  const [first] = await ask('state', state)
  if (first === undefined) throw new Error('ClickHouse answered without a row')
  return {
    tables,
    consumers: await ask('consumers', consumer),
    state: first,
    refused: has('engagement_enriched_errors') ? await ask('errors', refused) : [],
  }
}
