/**
 * Services and workers die while events are written; afterwards every store holds each event exactly once.
 * The deep proof (many faults, controls, reconciliation by range) is the reliability harness; this is the promise of each single fault.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ask, readStatus, serviceOf, statusEveryMs } from '../support/instance'
import {
  enrichedRecords,
  insertContent,
  insertEvents,
  openStores,
  readTopic,
  scoreCents,
  untilConsistent,
  type Stores,
} from '../support/pipeline'
import { processesNaming } from '../support/processes'
import { waitFor } from '../support/waitFor'
import { topics } from '../../contract/pipeline'
import { defaultSettings } from '../../contract/settings'
import type { ServiceName, WorkerName } from '../../contract/snapshot'
import { sqlFile } from '../../workers/clients/sqlFile'
import { consumerPosition } from '../../workers/stack/warehouse/consumerPosition'
import { openCluster } from '../../workers/kafka/session/kafkaCluster'
import { renewConsumer } from '../../workers/pipeline/clickhouse/recreateConsumer'
import { createStallWatch } from '../../workers/stack/warehouse/stallWatch'
import { pathsFor } from '../support/paths'

let stores: Stores
beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
})
afterAll(() => stores.close())

const dataDir = inject('dataDir')

async function pidOf(part: ServiceName | WorkerName): Promise<number> {
  const status = await readStatus(dataDir)
  const found = [...status.services, ...status.workers].find((candidate) => candidate.name === part)
  if (found === undefined || found.pid === null) throw new Error(`${part} has no process`)
  return found.pid
}

/** kill -9 of one part; resolves once another process has taken its place. */
async function killAndAwait(part: ServiceName | WorkerName): Promise<void> {
  const pid = await pidOf(part)
  process.kill(pid, 'SIGKILL')
  await waitFor(
    `${part} to run again`,
    async () => {
      const status = await readStatus(dataDir)
      const found = [...status.services, ...status.workers].find((candidate) => candidate.name === part)
      return found?.state === 'running' && found.pid !== null && found.pid !== pid
    },
    90_000,
    statusEveryMs,
  )
}

/** Writes 20 events every 20 ms until told to stop; resolves with what Postgres acknowledged. Each is worth one second. */
function write(contentId: string, at: Date): { stop(): Promise<number> } {
  const enough = new AbortController()
  let acknowledged = 0
  const loop = (async () => {
    while (!enough.signal.aborted) {
      try {
        acknowledged += (
          await insertEvents(
            stores,
            Array.from({ length: 20 }, () => ({ contentId, durationMs: 1_000, eventTs: at })),
          )
        ).length
      } catch (thrown) {
        // Postgres is the one that died: the row count in Postgres itself, read afterwards, is the truth.
        if (!(thrown instanceof Error)) throw thrown
      }
      await new Promise((next) => setTimeout(next, 20))
    }
  })()
  return {
    stop: async () => {
      enough.abort()
      await loop
      return acknowledged
    },
  }
}

/** Where the first and the last of some events stand in both topics: who told them twice. */
async function placesOf(ids: readonly number[]): Promise<string> {
  const wanted = [ids[0], ids.at(-1)]
  const lines = await Promise.all(
    [topics.events, topics.enriched].map(async (topic) =>
      (await readTopic(stores, topic)).flatMap(({ partition, offset, value }) => {
        const text = value?.toString() ?? ''
        const id = /^\{"(?:event_)?id":(\d+)/.exec(text)?.[1]
        return wanted.includes(Number(id)) ? [`${topic} ${partition}/${offset}: ${text}`] : []
      }),
    ),
  )
  return `${ids.length} events are doubled\n${lines.flat().join('\n')}`
}

/**
 * The whole promise after a fault: ClickHouse equal to Postgres, each event of the content new exactly once in the topic, Redis exact.
 * Events of other suites were doubled and repaired there on purpose.
 */
async function expectNothingLostOrDoubled(contentId: string, at: Date, atLeast: number): Promise<void> {
  await untilConsistent(stores, 120_000)
  const mine = await stores.postgres.query<{ id: string }>('SELECT id FROM engagement_events WHERE content_id = $1', [
    contentId,
  ])
  const ids = mine.rows.map(({ id }) => Number(id))
  const rows = ids.length
  expect(rows).toBeGreaterThanOrEqual(atLeast)
  const score = await waitFor(`a score of ${rows * 100} cents`, async () => {
    const now = await scoreCents(stores, contentId, at.getTime())
    return now === rows * 100 && now
  })
  expect(score).toBe(rows * 100)
  const first = new Map<number, number>()
  for (const record of await enrichedRecords(stores)) {
    if (record.content_id !== contentId) continue
    if (record.correction === true || record.deleted === true || record.snapshot === true) continue
    first.set(record.event_id, (first.get(record.event_id) ?? 0) + 1)
  }
  const doubled = [...first].filter(([, times]) => times !== 1)
  expect(doubled, doubled.length === 0 ? '' : await placesOf(doubled.map(([id]) => id))).toEqual([])
  expect(ids.filter((id) => !first.has(id))).toEqual([])
}

const parts = [
  'enricher',
  'leaderboard',
  'kafka',
  'connect',
  'postgres',
  'clickhouse',
  'redis',
  'observer',
  'stack',
] as const

test.each(parts)('kill -9 of %s under traffic', { timeout: 300_000 }, async (part) => {
  const content = await insertContent(stores)
  const at = new Date()
  const writer = write(content, at)
  await waitFor('the first events to be ranked', async () => (await scoreCents(stores, content, at.getTime())) !== null)
  await killAndAwait(part)
  // Written after the part is back: the flow goes on, it is not only caught up.
  await new Promise((next) => setTimeout(next, 500))
  const acknowledged = await writer.stop()
  await expectNothingLostOrDoubled(content, at, acknowledged)
  // What would double events, though not each time (decision 29).
  expect(await readFile(join(dataDir, 'logs', 'kafka.log'), 'utf8')).not.toContain("Couldn't find leader endpoint")
})

test(
  'a restart asked for again and again leaves one process, and the console knows it',
  { timeout: 120_000 },
  async () => {
    const content = await insertContent(stores)
    const at = new Date()
    const writer = write(content, at)
    for (let n = 0; n < 12; n += 1) {
      await ask(dataDir, 'service.restart', { name: 'connect' })
      // At once, while its process is begun, and while it does not answer yet.
      await new Promise((next) => setTimeout(next, (n * 370) % 1_300))
    }
    await waitFor(
      'Connect to run',
      async () => serviceOf(await readStatus(dataDir), 'connect').state === 'running',
      60_000,
      statusEveryMs,
    )
    expect(processesNaming(join(dataDir, 'run', 'connect'))).toEqual([await pidOf('connect')])
    await expectNothingLostOrDoubled(content, at, await writer.stop())
  },
)

test('ClickHouse down for a minute of the log catches up', { timeout: 300_000 }, async () => {
  const pid = await pidOf('clickhouse')
  process.kill(pid, 'SIGSTOP')
  const content = await insertContent(stores)
  const at = new Date()
  try {
    const writer = write(content, at)
    await waitFor(
      'the leaderboard to go on without ClickHouse',
      async () => ((await scoreCents(stores, content, at.getTime())) ?? 0) > 50_000,
    )
    await writer.stop()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expectNothingLostOrDoubled(content, at, 500)
})

test('Redis wiped is rebuilt from the topic, exactly', { timeout: 300_000 }, async () => {
  const content = await insertContent(stores)
  const at = new Date()
  await insertEvents(
    stores,
    Array.from({ length: 250 }, (_, i) => ({ contentId: content, durationMs: 1_000 + i, eventTs: at })),
  )
  await untilConsistent(stores)
  const score = await waitFor('the score', async () => (await scoreCents(stores, content, at.getTime())) ?? undefined)
  await waitFor('the score to settle', async () => {
    const sum = await stores.postgres.query<{ cents: number }>(
      'SELECT sum(round(duration_ms / 10.0))::int AS cents FROM engagement_events WHERE content_id = $1',
      [content],
    )
    return (await scoreCents(stores, content, at.getTime())) === sum.rows[0]?.cents
  })
  const before = (await scoreCents(stores, content, at.getTime())) ?? score
  await stores.redis.flushall()
  // The wipe is noticed with the next batch.
  await insertEvents(stores, [{ contentId: null, durationMs: 1 }])
  await waitFor('the same score again', async () => (await scoreCents(stores, content, at.getTime())) === before)
})

test('a consumer of ClickHouse that takes nothing is seen, and a new one goes on where it stood', async () => {
  const contentId = await insertContent(stores)
  const group = defaultSettings.clickhouseGroup
  const paths = pathsFor(dataDir)
  const { signal } = new AbortController()
  const cluster = openCluster(stores.kafka)
  await cluster.connect()
  await stores.clickhouse.command({ query: sqlFile(paths, 'clickhouse/stack/detach_consumer.sql') })
  try {
    const watch = createStallWatch(0)
    expect(watch.look(await consumerPosition(cluster, group), 0)).toBe(false)
    await insertEvents(
      stores,
      Array.from({ length: 20 }, () => ({ contentId, durationMs: 1_000 })),
    )
    await waitFor('the stall to be seen', async () => watch.look(await consumerPosition(cluster, group), 1))
  } finally {
    await cluster.disconnect()
    await renewConsumer(stores.clickhouse, paths, signal)
  }
  await untilConsistent(stores)
  // Of one that works as well.
  await renewConsumer(stores.clickhouse, paths, signal)
  await insertEvents(stores, [{ contentId, durationMs: 1_000 }])
  await untilConsistent(stores)
})

test('after all of it no service is left failed', async () => {
  await waitFor(
    'everything to run',
    async () => {
      const status = await readStatus(dataDir)
      return status.ready && [...status.services, ...status.workers].every((part) => part.state === 'running')
    },
    60_000,
    statusEveryMs,
  )
  expect(serviceOf(await readStatus(dataDir), 'postgres').state).toBe('running')
})
