/**
 * What the console asks of ClickHouse on a large table, with its own queries, and what exactness costs: a count of live events ÷ the
 * same count without replacing (`final = 0`, which counts replaced rows too).
 */
import { z } from 'zod'
import { canaryContentId } from '../../contract/pipeline'
import { clickhouseCount } from '../../workers/observer/clickhouseCount'
import { createWarehouse } from '../../workers/observer/warehouse'
import { pathsFor } from '../support/paths'
import { newDataDir, startInstance, stopInstance, writeSettings } from '../support/instance'
import { clickhouseRows, openStores, type Stores } from '../support/pipeline'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'

const rounds = 7
const rowsAtOnce = 5_000_000
/** One event in so many came a second time, in a part of its own: replacing is at work. */
const replacedEvery = 100
/** The events are spread over so many seconds until now. */
const spanSeconds = 86_400
/** Behind the ids of the canary, which the start of the stack writes. */
const baseId = 1_000

const countRow = z.object({ rows: z.coerce.number() })

async function insertRows(stores: Stores, count: number, every: number): Promise<void> {
  for (let first = 0; first < count; first += rowsAtOnce) {
    const last = Math.min(count, first + rowsAtOnce)
    await stores.clickhouse.command({
      query: `
        INSERT INTO analytics.engagement_enriched (event_id, content_id, user_id, event_type, event_ts, duration_ms, device,
          content_type, length_seconds, engagement_seconds, engagement_pct, committed_ms, enriched_ms, source_lsn, version, is_deleted)
        SELECT {base:UInt64} + n, toUUID(concat('00000000-0000-4000-8000-', leftPad(toString(1 + cityHash64(n) % 500), 12, '0'))),
          toUUID(concat('10000000-0000-4000-8000-', leftPad(toString(cityHash64(n, 1) % 1000000), 12, '0'))),
          ['play', 'pause', 'finish', 'click'][1 + n % 4], at, 1000 + n % 100000 AS duration, ['ios', 'android', 'web'][1 + n % 3],
          'video', 600, toDecimal64(duration, 2) / 1000, toDecimal64(duration, 2) / 600000,
          toUnixTimestamp64Milli(at), toUnixTimestamp64Milli(at) + 50, n + {turn:UInt64}, (n + {turn:UInt64}) * 2, 0
        FROM (
          SELECT {first:UInt64} + number * {every:UInt64} AS n,
            now64(3) - toIntervalMillisecond(toInt64({span:UInt64} * 1000 * (1 - n / {count:UInt64}))) AS at
          FROM numbers(intDiv({last:UInt64} - {first:UInt64}, {every:UInt64}))
        )`,
      query_params: { base: baseId, first, last, every, count, span: spanSeconds, turn: every === 1 ? 0 : 1 },
    })
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** @param args how many events (50,000,000 unless told) */
export async function run(args: readonly string[]): Promise<{
  machine: Machine
  events: number
  stored_rows: number
  ms: Record<string, Spread>
  exact_by_inexact_count: Spread
}> {
  const count = z.coerce
    .number()
    .int()
    .min(1_000)
    .parse(args[0] ?? 50_000_000)
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { traffic: { enabled: false, eventsPerSecond: 1 } })
  const instance = await startInstance(dataDir)
  const stores = await openStores(dataDir)
  try {
    await insertRows(stores, count, 1)
    await insertRows(stores, count, replacedEvery)
    const { clickhouse: client } = stores
    const paths = pathsFor(dataDir)
    const source = clickhouseCount(client, paths, null, () => undefined)
    const warehouse = createWarehouse({
      client,
      paths,
      clock: Date.now,
      titles: { get: () => null, learn: () => Promise.resolve() },
      signal: new AbortController().signal,
    })
    const rows = (where: string): Promise<number> =>
      clickhouseRows(stores, countRow, `SELECT count() AS rows FROM analytics.engagement_enriched ${where}`).then(
        ([row]) => row?.rows ?? 0,
      )
    const events = `WHERE content_id IS NULL OR content_id != '${canaryContentId}'`
    const asked: Record<string, () => Promise<unknown>> = {
      count_all_live_events: async () => {
        const counted = await source.count()
        if (counted.rows !== count) throw new Error(`counted ${counted.rows} live events of ${count}`)
      },
      count_without_replacing: () => rows(`${events} SETTINGS final = 0`),
      count_of_the_latest_10000: () => source.glance({ base: baseId + count - 10_000, past: baseId + count - 10_000 }),
      newest_50_events: () => warehouse.recent(50),
      top_10_by_minute_of_the_last_hour: () => warehouse.minutes(60, 10),
      one_event_by_id: () => rows(`WHERE event_id = ${baseId + 4_242}`),
      one_content_all_time: () => rows("WHERE content_id = '00000000-0000-4000-8000-000000000042'"),
    }
    const found = new Map(Object.keys(asked).map((name) => [name, new Array<number>()]))
    for (let round = 0; round < rounds; round += 1)
      for (const [name, work] of Object.entries(asked)) found.get(name)?.push(await timed(work))
    const exact = found.get('count_all_live_events') ?? []
    const inexact = found.get('count_without_replacing') ?? []
    return {
      machine: machine(),
      events: count,
      stored_rows: await rows('SETTINGS final = 0'),
      ms: Object.fromEntries([...found].map(([name, values]) => [name, spread(values)])),
      exact_by_inexact_count: spread(exact.map((ms, index) => ms / (inexact[index] ?? Number.NaN))),
    }
  } finally {
    await stores.close()
    await stopInstance(instance)
  }
}
