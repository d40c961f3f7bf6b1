import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { WarehouseEvent, WarehouseMinutes } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { contentTypeSchema, eventTypeSchema } from '../../contract/pipeline'
import type { Paths } from '../../contract/workers'
import { isAnswer } from '../clients/isAnswer'
import { sqlFile } from '../clients/sqlFile'
import { withLimit } from '../../common/withLimit'
import { clickhouseRows } from './clickhouseQuery'
import type { Titles } from './titles'

/** What people ask the warehouse. Rejects with `service_unreachable` where nobody answers, else as the client does. */
export interface Warehouse {
  /** The newest events by id, newest first. */
  recent(limit: number): Promise<WarehouseEvent[]>
  /** Engagement by content over the latest `minutes` UTC minutes, the one in progress included; the `top` with most of it. */
  minutes(minutes: number, top: number): Promise<WarehouseMinutes>
}

const number = z.coerce.number()
const lastIdRow = z.object({ last_id: number })
const eventRow = z.object({
  event_id: number,
  content_id: z.string().nullable(),
  event_type: eventTypeSchema.nullable(),
  content_type: contentTypeSchema.nullable(),
  event_time: z.string(),
  seconds: z.string().nullable(),
  pct: z.string().nullable(),
  device: z.string().nullable(),
})
const seriesRow = z.object({
  content_id: z.string(),
  total: number,
  points: z.array(z.tuple([number, number])),
})
/** The newest events are looked for among this many ids first: gaps in the ids are rare. */
const idSpan = 10_000
/** Without an answer for so long ClickHouse is told as silent, in milliseconds: whoever asks looks at the screen meanwhile. */
const answerMs = 10_000
/** An answer waits this long for titles. */
const titleWaitMs = 1_000

export function createWarehouse(options: {
  readonly client: ClickHouseClient
  readonly paths: Paths
  readonly clock: () => number
  readonly titles: Titles
  readonly signal: AbortSignal
}): Warehouse {
  const { client, paths, clock, titles, signal } = options
  const lastIdText = sqlFile(paths, 'clickhouse/observer/last_id.sql')
  const recentText = sqlFile(paths, 'clickhouse/observer/recent_events.sql')
  const minutesText = sqlFile(paths, 'clickhouse/observer/minutes.sql')
  const rowsOf = async <S extends z.ZodType>(
    query: string,
    row: S,
    parameters: Readonly<Record<string, number>> = {},
  ): Promise<z.output<S>[]> => {
    try {
      return await withLimit(signal, answerMs, (limited) => clickhouseRows(client, query, row, parameters, limited))
    } catch (thrown) {
      // What ClickHouse answered is told as it is.
      if (isAnswer(thrown)) throw thrown
      throw new MarsadError('service_unreachable', { service: 'clickhouse' }, thrown)
    }
  }
  const titleOf = (contentId: string | null): string | null =>
    contentId === null ? null : (titles.get(contentId)?.title ?? null)

  return {
    recent: async (limit) => {
      const [last] = await rowsOf(lastIdText, lastIdRow)
      const after = Math.max(0, (last?.last_id ?? 0) - idSpan)
      let rows = await rowsOf(recentText, eventRow, { after, limit })
      if (rows.length < limit && after > 0) rows = await rowsOf(recentText, eventRow, { after: 0, limit })
      await titles.learn(
        rows.flatMap((row) => row.content_id ?? []),
        titleWaitMs,
      )
      return rows.map((row) => ({
        event_id: row.event_id,
        content_id: row.content_id,
        title: titleOf(row.content_id),
        event_type: row.event_type,
        content_type: row.content_type,
        event_ts: row.event_time,
        engagement_seconds: row.seconds,
        engagement_pct: row.pct,
        device: row.device,
      }))
    },
    minutes: async (minutes, top) => {
      const startAt = (Math.floor(clock() / 60_000) - (minutes - 1)) * 60_000
      const rows = await rowsOf(minutesText, seriesRow, { from: startAt / 1_000, minutes, top })
      await titles.learn(
        rows.map((row) => row.content_id),
        titleWaitMs,
      )
      return {
        startAt,
        series: rows.map((row) => {
          const seconds = new Array<number>(minutes).fill(0)
          for (const [minute, sum] of row.points) if (minute < minutes) seconds[minute] = sum
          return { contentId: row.content_id, title: titleOf(row.content_id), total: row.total, seconds }
        }),
      }
    },
  }
}
