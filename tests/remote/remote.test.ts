/**
 * The pipeline on services of somebody else: TLS, SASL, three brokers, a Redis Cluster (support/services.ts). One stack serves all
 * tests, in their order: first it is untouched, then prepared, then carries events.
 */
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RemoteProfile, SecretName } from '../../contract/remote'
import { canaryContentId, enrichedEventSchema, topics } from '../../contract/pipeline'
import { defaultSettings } from '../../contract/settings'
import type { Endpoints } from '../../contract/workers'
import { httpText } from '../../workers/clients/httpText'
import { openCluster } from '../../workers/kafka/session/kafkaCluster'
import { openPartitionReader } from '../../workers/kafka/session/partitionReader'
import { sqlFile } from '../../workers/clients/sqlFile'
import { partitionCount } from '../../workers/kafka/session/topicOffsets'
import { proveCanary } from '../../workers/stack/canary/proveCanary'
import { clickhousePlan } from '../../workers/stack/prepare/clickhousePlan'
import { prepareClickhouse } from '../../workers/stack/prepare/prepareClickhouse'
import { prepareConnector } from '../../workers/stack/prepare/prepareConnector'
import { preparePostgres } from '../../workers/stack/prepare/preparePostgres'
import { prepareTopics } from '../../workers/stack/prepare/prepareTopics'
import { previewPrepare, type StepPreview } from '../../workers/stack/prepare/previewPrepare'
import { checkRemote, checkRemoteService } from '../../workers/stack/remote/checkRemote'
import { remoteEndpoints } from '../../workers/stack/remote/remoteEndpoints'
import { watchWarehouse } from '../../workers/stack/warehouse/watchWarehouse'
import {
  clickhouseRows,
  insertContent,
  insertEvents,
  openStoresAt,
  postgresIds,
  scoreCents,
  untilConsistent,
  type Stores,
} from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import { endService } from './support/child'
import { secrets, startRemoteServices, type RemoteServices } from './support/services'
import { hostWorker, type HostedWorker } from './support/worker'
import { pathsFor } from '../support/paths'

const never = new AbortController().signal
const read = (path: string): string => readFileSync(path, 'utf8')

let folder: string
let services: RemoteServices
let endpoints: Endpoints
let stores: Stores
const workers: HostedWorker[] = []
let enricher: HostedWorker

const host = async (name: string): Promise<HostedWorker> => {
  const worker = await hostWorker(name, endpoints)
  workers.push(worker)
  return worker
}
const paths = () => pathsFor(folder)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-remote-'))
  await chmod(folder, 0o755)
  services = await startRemoteServices(folder, process.env['MARSAD_RUNTIME_MANIFEST'] ?? '')
  endpoints = remoteEndpoints(services.profile, secrets, read)
  stores = openStoresAt(endpoints)
})

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await stores.close()
  await services.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What a preview must not change, in all five services. */
async function traces(): Promise<unknown> {
  const admin = stores.kafka.admin()
  await admin.connect()
  const kafka = { topics: (await admin.listTopics()).sort(), groups: (await admin.listGroups()).groups }
  await admin.disconnect()
  const maintenance = openStoresAt({ ...endpoints, postgres: { ...endpoints.postgres, database: 'postgres' } })
  try {
    const { rows } = await maintenance.postgres.query<Record<string, unknown>>(
      // The next transaction id: whoever writes takes one.
      `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, (SELECT array_agg(datname ORDER BY datname) FROM pg_database) AS databases,
       (SELECT array_agg(rolname ORDER BY rolname) FROM pg_roles) AS roles`,
    )
    const clickhouse = await clickhouseRows(
      stores,
      z.unknown(),
      `SELECT name FROM system.databases UNION ALL SELECT concat(database, '.', name) FROM system.tables WHERE database = 'analytics' ORDER BY name`,
    )
    const connect = await httpText(endpoints.connect, 'GET', '/connectors', never)
    return { kafka, postgres: rows, clickhouse, connect: connect.text, redis: await redisKeys() }
  } finally {
    await maintenance.close()
  }
}

/** Keys by the node that holds them. */
async function redisKeys(): Promise<readonly string[][]> {
  const { redis } = stores
  if (!('nodes' in redis) || typeof redis.nodes !== 'function') throw new Error('this is no Redis Cluster')
  return Promise.all(redis.nodes('master').map((node) => node.keys('*')))
}

describe('before anything is prepared', () => {
  let previewed: StepPreview[]

  test('all five answer with their versions; the missing database is told, not made', async () => {
    const answers = await checkRemote(endpoints, never)
    expect(answers.postgres).toMatchObject({
      state: 'answers',
      version: expect.stringMatching(/^18/) as unknown,
      lacks: { code: 'remote_database', details: { database: 'appdb' } },
    })
    for (const name of ['kafka', 'connect', 'clickhouse', 'redis'] as const) {
      expect(answers[name], name).toMatchObject({ state: 'answers', lacks: null })
    }
    expect(answers.connect).toMatchObject({ version: '4.3.1' })
    expect(answers.redis).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/) as unknown })
  })

  test('a preview tells all that preparing would change and changes nothing', async () => {
    // Connect makes topics and groups of its own for a while after its first answer.
    let before = await traces()
    await waitFor('Connect to have settled', async () => {
      const last = before
      before = await traces()
      return JSON.stringify(before).includes('__transaction_state') && isDeepStrictEqual(before, last)
    })
    previewed = await previewPrepare(endpoints, paths(), defaultSettings, never)
    expect(await traces()).toEqual(before)
    expect(previewed.map(({ step }) => step)).toEqual([
      'prepare_postgres',
      'prepare_topics',
      'prepare_connector',
      'prepare_clickhouse',
    ])
    for (const { changes } of previewed) expect(changes.length).toBeGreaterThan(0)
  })

  test('preparing changes exactly what the preview said, in its words; then there is nothing left to change', async () => {
    const settings = defaultSettings
    const prepared = {
      prepare_postgres: await preparePostgres(endpoints, paths(), never),
      prepare_topics: await prepareTopics(endpoints, never),
      prepare_connector: await prepareConnector(endpoints, never),
      prepare_clickhouse: await prepareClickhouse(endpoints, paths(), settings, never),
    }
    expect(prepared).toEqual(Object.fromEntries(previewed.map(({ step, changes }) => [step, changes])))
    const again = await previewPrepare(endpoints, paths(), settings, never)
    expect(again.flatMap(({ changes }) => changes)).toEqual([])
    expect(await prepareClickhouse(endpoints, paths(), settings, never)).toEqual([])
    expect(await preparePostgres(endpoints, paths(), never)).toEqual([])
  })
})

describe('what does not work is named', () => {
  const other = (change: (profile: RemoteProfile) => RemoteProfile, wrong: Partial<Record<SecretName, string>> = {}) =>
    remoteEndpoints(change(services.profile), { ...secrets, ...wrong }, read)
  const same = (profile: RemoteProfile): RemoteProfile => profile

  test('a wrong password, by each service', async () => {
    const wrong = 'not-the-password'
    const answers = await checkRemote(
      other(same, { postgres: wrong, kafka: wrong, connect: wrong, clickhouse: wrong, redis: wrong }),
      never,
    )
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer, name).toMatchObject({ failure: { code: 'remote_sign_in', details: { service: name } } })
      expect(JSON.stringify(answer)).not.toContain(wrong)
    }
  })

  test('an authority that signed nothing there, by each service', async () => {
    const trust = { caFile: services.certificates.other, servername: null }
    const answers = await checkRemote(
      other(({ postgres, kafka, connect, clickhouse, redis, ...rest }) => ({
        ...rest,
        postgres: { ...postgres, tls: trust },
        kafka: { ...kafka, tls: trust },
        connect: { ...connect, tls: trust },
        clickhouse: { ...clickhouse, tls: trust },
        redis: { ...redis, tls: trust },
      })),
      never,
    )
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer, JSON.stringify(answer)).toMatchObject({
        failure: { code: 'remote_tls', details: { service: name } },
      })
    }
  })

  test('a certificate of another name', async () => {
    const trust = { caFile: services.certificates.authority, servername: 'elsewhere.test' }
    const wrong = other((profile) => ({
      ...profile,
      postgres: { ...profile.postgres, tls: trust },
      clickhouse: { ...profile.clickhouse, tls: trust },
    }))
    for (const name of ['postgres', 'clickhouse'] as const) {
      const answer = await checkRemoteService(wrong, name, never)
      expect(answer, name).toMatchObject({ failure: { code: 'remote_tls' } })
    }
    const named = { caFile: services.certificates.authority, servername: 'services.test' }
    const right = other((profile) => ({ ...profile, postgres: { ...profile.postgres, tls: named } }))
    expect(await checkRemoteService(right, 'postgres', never)).toMatchObject({ state: 'answers', lacks: null })
  })

  test('nothing that listens, a cluster that is none, a Redis Cluster taken for one server', async () => {
    const refused = other((profile) => ({ ...profile, kafka: { ...profile.kafka, brokers: ['127.0.0.1:1'] } }))
    expect(await checkRemoteService(refused, 'kafka', never)).toMatchObject({
      failure: { code: 'remote_refused', details: { service: 'kafka', address: '127.0.0.1:1' } },
    })
    const cluster = other((profile) => ({ ...profile, clickhouse: { ...profile.clickhouse, cluster: 'nobody' } }))
    expect(await checkRemoteService(cluster, 'clickhouse', never)).toMatchObject({
      failure: { code: 'remote_cluster', details: { cluster: 'nobody' } },
    })
    const single = other((profile) => ({
      ...profile,
      redis: { ...profile.redis, cluster: false, nodes: profile.redis.nodes.slice(0, 1) },
    }))
    expect(await checkRemoteService(single, 'redis', never)).toMatchObject({
      failure: { code: 'remote_redis_cluster' },
    })
    const missing = other((profile) => ({ ...profile, postgres: { ...profile.postgres, host: 'nowhere.invalid' } }))
    expect(await checkRemoteService(missing, 'postgres', never)).toMatchObject({
      failure: {
        code: 'remote_unreachable',
        details: { address: expect.stringContaining('nowhere.invalid') as unknown },
      },
    })
  })

  test('a service that takes the connection and says nothing is given up in time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    try {
      const address = await waitFor('the silent server', () => silent.address() ?? undefined)
      if (typeof address === 'string') throw new Error('a TCP server has a port')
      const silently = other((profile) => ({
        ...profile,
        redis: { ...profile.redis, nodes: [{ host: '127.0.0.1', port: address.port }] },
      }))
      expect(await checkRemoteService(silently, 'redis', never, 1_000)).toMatchObject({
        failure: { code: 'remote_timeout', details: { service: 'redis', seconds: 1 } },
      })
    } finally {
      silent.close()
    }
  })
})

describe('the pipeline', () => {
  test('carries the canary through everything, and every store then agrees on events', async () => {
    enricher = await host('enricher')
    await host('leaderboard')
    await proveCanary(endpoints, defaultSettings, never)
    const content = await insertContent(stores)
    const at = new Date()
    await insertEvents(
      stores,
      Array.from({ length: 200 }, (_, n) => ({ contentId: content, durationMs: 1_000 + n, eventTs: at })),
    )
    expect((await untilConsistent(stores)).length).toBe(200)
    // Each is rounded to cents by itself: 1,000 ms to 1,199 ms.
    const cents = Array.from({ length: 200 }, (_, n) => Math.round((1_000 + n) / 10)).reduce(
      (sum, each) => sum + each,
      0,
    )
    await waitFor('the score', async () => (await scoreCents(stores, content, at.getTime())) === cents)
  })

  test('keeps all keys of Redis in one slot, so that each script stays atomic', async () => {
    const byNode = await redisKeys()
    const keys = byNode.flat()
    expect(keys.length).toBeGreaterThan(1)
    expect(keys.filter((key) => !key.startsWith('{marsad}:'))).toEqual([])
    expect(byNode.filter((each) => each.length > 0)).toHaveLength(1)
  })

  test('is read by the observer, each part of it', async () => {
    const observer = await host('observer')
    const snapshot = await waitFor('every reading', () => {
      const latest = observer.latest('pipeline')?.snapshot
      if (latest === undefined) return false
      const { postgres, slot, connector, topics, groups, clickhouse, redis, leaderboards } = latest
      const all = [postgres, slot, connector, topics, groups, clickhouse, redis, leaderboards]
      return all.every(({ state }) => state === 'known') && latest
    })
    expect(snapshot.redis).toMatchObject({ value: { minuteSets: expect.any(Number) as unknown } })
    await observer.close()
  })
})

describe('several enrichers', () => {
  /** Writes events, a few content ids over all partitions, until told to stop; resolves with how many Postgres took. */
  function traffic(contents: readonly string[]): { readonly stop: () => Promise<number> } {
    const enough = new AbortController()
    const run = async (): Promise<number> => {
      let written = 0
      while (!enough.signal.aborted) {
        const batch = contents.map((contentId) => ({ contentId, durationMs: 1_000 }))
        written += (await insertEvents(stores, batch)).length
        await delay(10)
      }
      return written
    }
    const running = run()
    return {
      stop: () => {
        enough.abort()
        return running
      },
    }
  }

  const partitionsOf = (worker: HostedWorker): readonly number[] => worker.latest('enricher')?.stats.partitions ?? []

  /** How often each event is in engagement_enriched as a new one, among committed records. */
  async function timesEnriched(): Promise<Map<number, number>> {
    const times = new Map<number, number>()
    const cluster = openCluster(stores.kafka)
    try {
      await cluster.connect()
      await cluster.addTargetTopic(topics.enriched)
      for (let partition = 0; partition < partitionCount(cluster, topics.enriched); partition += 1) {
        const reader = openPartitionReader(cluster, { topic: topics.enriched, partition, offset: 0, maxWaitMs: 100 })
        for (;;) {
          const { records, next, end } = await reader.fetch()
          for (const { value } of records) {
            const event = enrichedEventSchema.parse(JSON.parse(String(value)))
            if (event.correction === true || event.deleted === true || event.content_id === canaryContentId) continue
            times.set(event.event_id, (times.get(event.event_id) ?? 0) + 1)
          }
          if (next >= end) break
        }
      }
    } finally {
      await cluster.disconnect()
    }
    return times
  }

  /** A content's score over the minutes from then to now. */
  async function totalCents(contentId: string, sinceMs: number): Promise<number> {
    let cents = 0
    for (let at = sinceMs; at < Date.now() + 60_000; at += 60_000)
      cents += (await scoreCents(stores, contentId, at)) ?? 0
    return cents
  }

  test(
    'share the partitions; when one is killed the other takes its own, and no event is lost or doubled',
    { timeout: 180_000 },
    async () => {
      const first = enricher
      expect(partitionsOf(first)).toEqual([0, 1, 2, 3])
      const before = (await postgresIds(stores)).length
      const contents = await Promise.all(Array.from({ length: 16 }, () => insertContent(stores)))
      const startedAt = Date.now()
      const writing = traffic(contents)
      const enriched = () => first.latest('enricher')?.stats.enriched ?? 0
      for (let round = 1; round <= 2; round += 1) {
        const second = await host('enricher')
        await waitFor('both to have two partitions', () => {
          const shares = [partitionsOf(first), partitionsOf(second)]
          return shares.every((share) => share.length === 2) && new Set(shares.flat()).size === 4
        })
        const atSplit = second.latest('enricher')?.stats.enriched ?? 0
        await waitFor(
          'the second one to enrich',
          () => (second.latest('enricher')?.stats.enriched ?? 0) > atSplit + 100,
        )
        await (round === 1 ? second.kill() : second.close())
        await waitFor('the first one to have all partitions again', () => partitionsOf(first).length === 4)
        const atTakeover = enriched()
        await waitFor('events after the takeover', () => enriched() > atTakeover + 100)
      }
      const written = await writing.stop()
      const ids = await untilConsistent(stores, 90_000)
      expect(ids.length).toBe(before + written)
      const times = await timesEnriched()
      expect([...times].filter(([, count]) => count !== 1)).toEqual([])
      expect(ids.filter((id) => !times.has(id))).toEqual([])
      // A doubled record would score twice; what the leaderboard has is the sum over all minutes that the writing took.
      const each = (written / contents.length) * 100
      await waitFor('every score', async () => {
        const scores = await Promise.all(contents.map((content) => totalCents(content, startedAt)))
        return scores.every((score) => score === each)
      })
    },
  )

  /**
   * ClickHouse's client may stop for good when a broker dies (docs/decisions/0027-stalled-consumer.md). On services of somebody
   * else the doctor renews it when asked; here the watch does that asks nobody. Resolves with what it did.
   */
  async function whileConsumerIsWatched(run: () => Promise<void>): Promise<string[]> {
    const told: string[] = []
    const watch = watchWarehouse(
      paths(),
      (_level, text) => told.push(text),
      () => performance.now(),
    )
    const over = new AbortController()
    const looking = (async () => {
      while (!over.signal.aborted) {
        await watch.tick(endpoints, defaultSettings.clickhouseGroup, never)
        await delay(1_000)
      }
    })()
    try {
      await run()
    } finally {
      over.abort()
      await looking
      await watch.tick(null, defaultSettings.clickhouseGroup, never)
    }
    return told
  }

  test('one broker of three that dies stops nothing', { timeout: 180_000 }, async () => {
    const content = await insertContent(stores)
    const at = new Date()
    const before = (await postgresIds(stores)).length
    const broker = services.services.get('kafka-3')
    if (broker === undefined) throw new Error('no such broker')
    await endService(broker, 'SIGKILL')
    await insertEvents(
      stores,
      Array.from({ length: 100 }, () => ({ contentId: content, durationMs: 1_000, eventTs: at })),
    )
    const told = await whileConsumerIsWatched(async () => {
      expect((await untilConsistent(stores, 120_000)).length).toBe(before + 100)
    })
    if (told.length > 0) console.info(told.join('\n'))
    await waitFor('the score', async () => (await scoreCents(stores, content, at.getTime())) === 10_000)
    expect(await checkRemoteService(endpoints, 'kafka', never)).toMatchObject({ state: 'answers' })
  })
})

test('a password that Kafka refuses ClickHouse is noticed, and mended with the right one', async () => {
  const { sasl } = endpoints.inside.kafka
  if (sasl === null) throw new Error('ClickHouse signs in to Kafka here')
  const kafka = { ...endpoints.inside.kafka, sasl: { ...sasl, password: 'not-the-password' } }
  const table = ['table engagement_enriched_kafka']
  const preview = async (): Promise<string[]> =>
    (await previewPrepare(endpoints, paths(), defaultSettings, never)).flatMap(({ changes }) => changes)
  await stores.clickhouse.command({ query: 'DROP TABLE analytics.engagement_enriched_kafka SYNC' })
  const wrong = { ...endpoints, inside: { ...endpoints.inside, kafka } }
  expect(await prepareClickhouse(wrong, paths(), defaultSettings, never)).toContain(table[0])
  // ClickHouse tells of it only while a consumer is there to have met it: between two tries nothing is said.
  const told = await waitFor('the refusal to be told', async () => {
    const changes = await preview()
    return changes.length > 0 && changes
  })
  expect(told).toEqual(table)
  const mended = await waitFor('the right password to be set', async () => {
    const changes = await prepareClickhouse(endpoints, paths(), defaultSettings, never)
    return changes.length > 0 && changes
  })
  expect(mended).toEqual(table)
  const [id] = await insertEvents(stores, [{ contentId: null, durationMs: 1 }])
  expect(await untilConsistent(stores, 90_000)).toContain(id)
  expect(await preview()).toEqual([])
})

test('the statements of a cluster are such that ClickHouse can read them', async () => {
  const found = { servers: 3, databases: 0, tables: [], shippedViews: new Map(), refusedByKafka: false }
  const spread = { ...endpoints, clickhouse: { ...endpoints.clickhouse, cluster: 'all servers' } }
  const plan = clickhousePlan(found, spread, defaultSettings, (file) => sqlFile(paths(), file))
  const statements = plan.flatMap((action) => (action.kind === 'run' ? [action.statement] : []))
  expect(statements.length).toBeGreaterThan(8)
  for (const query of statements) {
    const answer = await stores.clickhouse.query({
      query: 'SELECT formatQuerySingleLine({query:String}) AS text',
      query_params: { query },
      format: 'JSONEachRow',
    })
    const [{ text }] = z.tuple([z.object({ text: z.string() })]).parse(await answer.json())
    expect(text).toContain('ON CLUSTER `all servers`')
  }
})

test("no secret is in what the workers wrote, in the log of Postgres, in ClickHouse's own tables", async () => {
  const known = Object.values(secrets)
  const leaks = (text: string): string[] => known.filter((secret) => text.includes(secret))
  for (const worker of workers) expect(leaks(worker.output())).toEqual([])
  expect(leaks(services.services.get('postgres')?.output() ?? '')).toEqual([])
  const shown = await clickhouseRows(
    stores,
    z.unknown(),
    `SELECT create_table_query, engine_full FROM system.tables WHERE database = 'analytics'`,
  )
  expect(JSON.stringify(shown)).toContain('kafka_sasl_password')
  expect(leaks(JSON.stringify(shown))).toEqual([])
})
