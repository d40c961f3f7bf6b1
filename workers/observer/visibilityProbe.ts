import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { LogLevel } from '../../contract/commands'
import { describeCause } from '../../contract/errors'
import type { Latency } from '../../contract/snapshot'
import type { Paths } from '../../contract/workers'
import { createLatencyReservoir } from '../runtime/latency'
import { pause } from '../../common/pause'
import { sqlFile } from '../clients/sqlFile'
import type { Activity } from './activity'
import { clickhouseRows } from './clickhouseQuery'
import { createVisibilityWatch, stragglerMs, type VisibilityWatch } from './visibility'

const lookEveryMs = 150
/** Without traffic nothing is asked; this is how soon traffic is noticed. */
const restMs = 100
const retryMs = 1_000
const rowLimit = 2_000

const lastIdRow = z.object({ last_id: z.coerce.number() })
const seenRow = z.object({ event_id: z.coerce.number(), committed_ms: z.coerce.number() })

/**
 * Measures, while events flow, how long after its commit in Postgres an event is in the answer of a SELECT, on a bounded sample.
 * The figure holds the interval of looking (150 ms and one answer) as an error upwards.
 */
export function watchVisibility(options: {
  readonly client: ClickHouseClient
  readonly paths: Paths
  readonly activity: Activity
  readonly ratePerSecond: () => number
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
}): { latency: () => Latency; ended: Promise<void> } {
  const { client, paths, activity, ratePerSecond, signal, log } = options
  const lastIdText = sqlFile(paths, 'clickhouse/observer/last_id.sql')
  const newestText = sqlFile(paths, 'clickhouse/observer/newest_ids.sql')
  const reservoir = createLatencyReservoir()
  let watch: VisibilityWatch | null = null
  let failing = false

  const look = async (): Promise<void> => {
    if (watch === null) {
      const [row] = await clickhouseRows(client, lastIdText, lastIdRow, {}, signal)
      watch = createVisibilityWatch(row?.last_id ?? 0)
    }
    const sentAt = Date.now()
    const next = watch.next(sentAt, ratePerSecond())
    const rows = await clickhouseRows(client, newestText, seenRow, { ...next, limit: rowLimit }, signal)
    const seen = rows.map((row) => ({ eventId: row.event_id, committedMs: row.committed_ms }))
    for (const latency of watch.seen(seen, sentAt, Date.now())) reservoir.add(latency)
    // A full answer hides what is behind it: start anew at the end rather than measure a backlog row by row.
    if (rows.length === rowLimit) watch = null
  }

  const stopping = (): boolean => signal.aborted
  const run = async (): Promise<void> => {
    while (!stopping()) {
      if (!activity.flowing(stragglerMs)) {
        await pause(restMs, signal)
        continue
      }
      try {
        await look()
        failing = false
        await pause(lookEveryMs, signal)
      } catch (thrown) {
        if (!failing && !stopping()) log('warn', `visibility cannot be measured: ${describeCause(thrown)}`)
        failing = true
        await pause(retryMs, signal)
      }
    }
  }
  return { latency: () => reservoir.read(), ended: run() }
}
