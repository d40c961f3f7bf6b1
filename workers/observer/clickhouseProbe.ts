import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { PipelineSnapshot, Reading } from '../../contract/snapshot'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'
import { forCluster } from '../clients/sqlTemplate'
import { clickhouseCount } from './clickhouseCount'
import { clickhouseRows } from './clickhouseQuery'
import { createLiveCount } from './liveCount'

type Clickhouse = PipelineSnapshot['clickhouse'] extends Reading<infer T> ? T : never

const errorsRow = z.object({ errors: z.coerce.number() })
const consumerRow = z.object({
  id: z.string(),
  last_exception: z.string().nullable(),
  last_poll_at: z.coerce.number().nullable(),
  messages_read: z.coerce.number(),
})

/** Errors and consumers are read at most this often, in milliseconds. */
const detailsEveryMs = 3_000

/** Reads what the warehouse holds. `countNow` counts all live events; `settled` waits for a count that still runs. */
export function clickhouseReader(
  client: ClickHouseClient,
  paths: Paths,
  cluster: string | null,
  clock: () => number,
): {
  read: () => Promise<Clickhouse>
  countNow: () => Promise<{ distinct: number; errors: number }>
  settled: () => Promise<void>
} {
  const errorsText = sqlFile(paths, 'clickhouse/observer/errors.sql')
  const consumersText = forCluster(sqlFile(paths, 'clickhouse/observer/consumers.sql'), cluster)
  let raw = 0
  const source = clickhouseCount(client, paths, cluster, (rows) => {
    raw = rows
  })
  const counter = createLiveCount(source, clock)
  let details: { readonly at: number; readonly errors: number; readonly consumers: Clickhouse['consumers'] } | null =
    null

  const readErrors = async (): Promise<number> => {
    const [row] = await clickhouseRows(client, errorsText, errorsRow)
    if (row === undefined) throw new Error('ClickHouse answered without a row')
    return row.errors
  }

  const readDetails = async (): Promise<NonNullable<typeof details>> => {
    const errors = await readErrors()
    const consumers = await clickhouseRows(client, consumersText, consumerRow)
    return {
      at: clock(),
      errors,
      consumers: consumers.map((row) => ({
        id: row.id,
        lastException: row.last_exception,
        lastPollAt: row.last_poll_at,
        messagesRead: row.messages_read,
      })),
    }
  }

  return {
    read: async () => {
      const counted = await counter.read()
      if (details === null || clock() - details.at >= detailsEveryMs) details = await readDetails()
      return {
        distinct: counted.rows,
        countedAt: counted.countedAt,
        raw,
        errors: details.errors,
        ratePerSecond: counted.ratePerSecond,
        consumers: details.consumers,
      }
    },
    countNow: async () => {
      const [{ rows }, errors] = await Promise.all([source.count(), readErrors()])
      return { distinct: rows, errors }
    },
    settled: () => counter.settled(),
  }
}
