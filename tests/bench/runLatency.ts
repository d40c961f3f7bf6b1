/**
 * Commit in Postgres → enriched, → answered by ClickHouse, → in Redis, at a steady rate.
 * Two views in one run: the console's own samples over all events, and a stranger's: single events written by this process, watched from outside.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { topics } from '../../contract/pipeline'
import { runCli } from '../support/cli'
import { newDataDir, startInstance, stopInstance } from '../support/instance'
import { clickhouseIds, insertContent, insertEvents, openStores, scoreCents, type Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import { machine, type Machine } from './machine'
import { quantile } from './spread'

interface Quantiles {
  p50: number
  p99: number
  n: number
}
const quantiles = (values: readonly number[]): Quantiles => ({
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
  n: values.length,
})

/** Pauses between two looks: the resolution of these figures. Shorter ones would load the machine that is measured; a look at ClickHouse is a query. */
const lookEveryMs = { enriched: 10, clickhouse: 100, leaderboard: 20 } as const
/** Traffic before the first probe: virtual machines compile what they run often. */
const warmUpSeconds = 20

/** Milliseconds until `seen` holds. */
async function timeUntil(start: number, everyMs: number, seen: () => Promise<boolean>): Promise<number> {
  while (!(await seen())) {
    if (Date.now() - start > 30_000) throw new Error('not seen within 30 s')
    await delay(everyMs)
  }
  return Date.now() - start
}

/** Watches engagement_enriched from its end and tells when an event id was first seen. */
async function watchEnriched(stores: Stores): Promise<{ seenAt: Map<number, number>; stop(): Promise<void> }> {
  const seenAt = new Map<number, number>()
  const consumer = stores.kafka.consumer({ groupId: `marsad-bench-${process.pid}`, maxWaitTimeInMs: 20 })
  await consumer.connect()
  await consumer.subscribe({ topic: topics.enriched, fromBeginning: false })
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ message }) => {
      const id = /"event_id":(\d+)/.exec(message.value?.toString() ?? '')?.[1]
      if (id !== undefined) seenAt.set(Number(id), Date.now())
      return Promise.resolve()
    },
  })
  return { seenAt, stop: () => consumer.disconnect() }
}

export async function run(args: readonly string[]): Promise<{
  machine: Machine
  events_per_second: number
  resolution_ms: typeof lookEveryMs
  watched_from_outside_ms: Record<'commit_to_enriched' | 'commit_to_clickhouse' | 'commit_to_leaderboard', Quantiles>
}> {
  const rate = Number(args[0] ?? 200)
  const probes = Number(args[1] ?? 200)
  const dataDir = await newDataDir()
  const instance = await startInstance(dataDir)
  const stores = await openStores(dataDir)
  const enriched: number[] = []
  const clickhouse: number[] = []
  const leaderboard: number[] = []
  try {
    const traffic = runCli([
      'generate',
      '--events',
      String(rate * (probes + warmUpSeconds)),
      '--rate',
      String(rate),
      '--data',
      dataDir,
    ])
    const watch = await watchEnriched(stores)
    await waitFor('the traffic to flow', () => watch.seenAt.size > rate * warmUpSeconds, 120_000, 500)
    for (let probe = 0; probe < probes; probe++) {
      const content = await insertContent(stores)
      await delay(300)
      const at = new Date()
      const [id] = await insertEvents(stores, [{ contentId: content, durationMs: 1_000, eventTs: at }])
      const committed = Date.now()
      const [inTopic, inClickhouse, inRedis] = await Promise.all([
        timeUntil(committed, lookEveryMs.enriched, () => Promise.resolve(watch.seenAt.has(id ?? -1))),
        timeUntil(committed, lookEveryMs.clickhouse, async () => {
          const answer = await stores.clickhouse.query({
            query: `SELECT event_id FROM analytics.engagement_enriched WHERE event_id = ${String(id)}`,
            format: 'JSONEachRow',
          })
          return (await answer.json()).length === 1
        }),
        timeUntil(
          committed,
          lookEveryMs.leaderboard,
          async () => (await scoreCents(stores, content, at.getTime())) !== null,
        ),
      ])
      enriched.push(inTopic)
      clickhouse.push(inClickhouse)
      leaderboard.push(inRedis)
    }
    await watch.stop()
    const end = await traffic
    if (end.code !== 0) throw new Error(`generate exited with ${String(end.code)}: ${end.stderr}`)
    await waitFor(
      'ClickHouse to hold all events',
      async () => (await clickhouseIds(stores)).length >= rate * (probes + warmUpSeconds),
    )
  } finally {
    await stores.close()
    await stopInstance(instance)
    await rm(dataDir, { recursive: true, force: true })
  }
  return {
    machine: machine(),
    events_per_second: rate,
    resolution_ms: lookEveryMs,
    watched_from_outside_ms: {
      commit_to_enriched: quantiles(enriched),
      commit_to_clickhouse: quantiles(clickhouse),
      commit_to_leaderboard: quantiles(leaderboard),
    },
  }
}
