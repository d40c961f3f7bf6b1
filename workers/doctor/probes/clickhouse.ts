import { z } from 'zod'
import { canaryContentId } from '../../../contract/pipeline'
import { sqlFile } from '../../clients/sqlFile'
import { shippedViews, type ViewText } from '../../pipeline/clickhouse/clickhouseViews'
import type { Services } from '../services'
import { seldom, whenMarked } from './seldom'

const number = z.coerce.number()
const table = z.object({
  name: z.string(),
  engine: z.string(),
  engine_full: z.string(),
  /** Of a view; empty of others, and of what is detached. */
  view_statement: z.string(),
  view_select: z.string(),
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
const state = z.object({
  parts: number,
  /** The table with the most parts in one partition; empty when there are none. */
  crowded_table: z.string(),
  most_parts: number,
  parts_limit: number,
  clock_ms: number,
})
const row = state.extend({ tables: z.array(table), consumers: z.array(consumer), errors_mark: z.string() })
const scoring = z.object({ minute: z.string(), events: number })
const refused = z.object({ topic: z.string(), partition: number, offset: number, error: z.string(), at_ms: number })

export interface ClickhouseFacts {
  readonly tables: readonly z.infer<typeof table>[]
  /** The views as they should be, by name. */
  readonly shippedViews: ReadonlyMap<string, ViewText>
  readonly consumers: readonly z.infer<typeof consumer>[]
  readonly state: z.infer<typeof state>
  /** The newest records that could not become rows, newest first; empty without the table. */
  readonly refused: readonly z.infer<typeof refused>[]
  /** UTC minutes (YYYYMMDDHHMM) of the last hour in which events score, among the newest ones; empty without the table. */
  readonly scoring: readonly z.infer<typeof scoring>[]
}

/**
 * What it reads costs ClickHouse the most. It may be old: what it tells of are minutes past, and whether Redis has them is read at each
 * look. Shorter than the rule that reads it waits, so that a warehouse that was emptied is not told of as a leaderboard that was.
 */
const scoringSeldom = seldom<readonly z.infer<typeof scoring>[]>(5_000)

/** They hardly ever come: asking for them at each look is nearly always in vain. */
const refusedWhenMarked = whenMarked<readonly z.infer<typeof refused>[]>()

/** The server spells them otherwise only after another version of it has come. */
const shippedSeldom = seldom<ClickhouseFacts['shippedViews']>(60_000)

/** Rejects with what ClickHouse answers. */
export async function lookAtClickhouse(services: Services, signal: AbortSignal): Promise<ClickhouseFacts> {
  const { clickhouse, paths } = services
  const ask = async <T>(name: string, schema: z.ZodType<T>): Promise<T[]> => {
    const answer = await clickhouse.query({
      query: sqlFile(paths, `clickhouse/doctor/${name}.sql`),
      format: 'JSONEachRow',
      query_params: { canary: canaryContentId },
      abort_signal: signal,
    })
    return z.array(schema).parse(await answer.json())
  }
  const [first] = await ask('look', row)
  if (first === undefined) throw new Error('ClickHouse answered without a row')
  const { tables, consumers, errors_mark: mark, ...rest } = first
  const has = (name: string): boolean => tables.some((found) => found.name === name && !found.detached)
  const errors = tables.find(({ name, detached }) => name === 'engagement_enriched_errors' && !detached)
  const [shipped, newest, minutes] = await Promise.all([
    shippedSeldom(services, () => shippedViews(clickhouse, paths, signal)),
    errors === undefined
      ? []
      : // Of a table over a cluster the parts are elsewhere.
        refusedWhenMarked(services, errors.engine === 'Distributed' ? null : mark, () => ask('errors', refused)),
    has('engagement_enriched') ? scoringSeldom(services, () => ask('scoring_minutes', scoring)) : [],
  ])
  return { tables, shippedViews: shipped, consumers, state: rest, refused: newest, scoring: minutes }
}
