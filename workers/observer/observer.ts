import { setMaxListeners } from 'node:events'
import { commands, type LogLevel } from '../../contract/commands'
import { MarsadError, describeCause } from '../../contract/errors'
import { longestWindowMinutes, redisPrefix, topics, type TopicName } from '../../contract/pipeline'
import { internalRequests } from '../../contract/workers'
import { connectClickhouse } from '../clients/clickhouse'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { pause } from '../../common/pause'
import { connectPostgres } from '../clients/postgres'
import { connectRedis } from '../clients/redis'
import { handler, type RunningWorker, type WorkerContext } from '../runtime/worker'
import { createActivity } from './activity'
import { clickhouseReader } from './clickhouseProbe'
import { connectorReader } from './connectorProbe'
import { groupsReader } from './groupsProbe'
import { createKafkaAdmin } from '../kafka/session/kafkaAdmin'
import { createLeaderboards } from './leaderboards'
import { leaderboardsReader } from './leaderboardsProbe'
import { pipelineSnapshot, readTally, tallyState, type Readings } from './pipelineSnapshot'
import { postgresReader } from './postgresProbe'
import { runProbe } from '../runtime/probe'
import { holdReading, type ReadingHolder } from '../runtime/reading'
import { redisReader } from './redisProbe'
import { readReport } from './report'
import { slotReader } from './slotProbe'
import { snapshotDue } from './snapshotPace'
import { startTally } from './tally/tally'
import { tallyPath } from './tally/tallyFile'
import { createTitles } from './titles'
import { readCleanupPolicies } from './topicConfigs'
import { topWindowReader } from './topWindow'
import { watchVisibility } from './visibilityProbe'
import { createWarehouse } from './warehouse'
import { createWorkerStats } from './workerStats'

/** Glances, counts and titles do not wait for each other. */
const postgresConnections = 3
/** How often it is looked whether a snapshot is due, in milliseconds. */
const tickMs = 125
/** A person's answer waits this long for titles. */
const titleWaitMs = 1_000
/** Readings still under way may hold up the end this long. */
const farewellMs = 3_000

/** Watches the whole pipeline and changes nothing in it. */
export function startObserver(context: WorkerContext): Promise<RunningWorker> {
  const { config, signal } = context
  const { endpoints, paths, settings } = config
  if (endpoints === null) return Promise.reject(new MarsadError('not_running'))
  const log = (level: LogLevel, text: string): void => context.log(level, text)
  const clock = Date.now
  // Every probe waits on it; the warning of Node is meant for leaks.
  setMaxListeners(0, signal)

  const pool = connectPostgres(endpoints, postgresConnections, log)
  const redis = connectRedis(endpoints, log)
  const prefix = redisPrefix(settings.redisKeyPrefix, endpoints.redis.cluster)
  const warehouseClient = connectClickhouse(endpoints)
  const kafka = connectKafka(endpoints, 'marsad-observer', log)
  const admin = createKafkaAdmin(kafka, log)
  const activity = createActivity(clock)
  const stats = createWorkerStats(clock)
  const titles = createTitles(pool, paths, clock, log)

  const tally = startTally({
    kafka,
    clusterId: async () => (await admin.use((client) => client.describeCluster())).clusterId,
    path: tallyPath(paths.data),
    signal,
    log,
    onRecords: () => activity.mark(),
  })
  const leaderboards = createLeaderboards({
    redis,
    prefix,
    topWindow: topWindowReader(redis, paths, prefix),
    titles,
    clock,
  })
  const warehouse = createWarehouse({ client: warehouseClient, paths, clock, titles, signal })
  const postgres = postgresReader(pool, paths, clock)
  const clickhouse = clickhouseReader(warehouseClient, paths, endpoints.clickhouse.cluster, clock)
  const flatRate = (): number => tally.topics()?.find(({ name }) => name === topics.events)?.ratePerSecond ?? 0
  const visibility = watchVisibility({
    client: warehouseClient,
    paths,
    activity,
    ratePerSecond: flatRate,
    signal,
    log,
  })

  const readings: Readings = {
    postgres: holdReading(),
    slot: holdReading(),
    connector: holdReading(),
    topics: holdReading(),
    groups: holdReading(),
    tally: holdReading(),
    clickhouse: holdReading(),
    redis: holdReading(),
    leaderboards: holdReading(),
  }
  const policies = holdReading<ReadonlyMap<TopicName, string>>()
  const paced = (flowingMs: number, restMs: number) => (): number => (activity.flowing() ? flowingMs : restMs)
  const probe = <T>(
    name: string,
    holder: ReadingHolder<T>,
    everyMs: () => number,
    limitMs: number,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<void> => runProbe({ name, holder, everyMs, limitMs, read, signal, log })

  const probes = [
    probe('Postgres', readings.postgres, paced(500, 1_000), 3_000, postgres.read),
    probe('replication slot', readings.slot, () => 2_000, 3_000, slotReader(pool, paths)),
    probe('connector', readings.connector, () => 2_000, 3_000, connectorReader(endpoints)),
    probe(
      'topic settings',
      policies,
      () => (policies.get().state === 'known' ? 60_000 : 2_000),
      5_000,
      () => admin.use(readCleanupPolicies),
    ),
    probe(
      'consumer groups',
      readings.groups,
      paced(1_000, 5_000),
      5_000,
      groupsReader({ admin, tally, redis, settings, prefix, clock }),
    ),
    probe('ClickHouse', readings.clickhouse, paced(1_000, 3_000), 5_000, clickhouse.read),
    probe('Redis', readings.redis, paced(2_000, 5_000), 3_000, redisReader(redis, prefix, clock)),
    probe(
      'leaderboards',
      readings.leaderboards,
      paced(250, 1_000),
      3_000,
      leaderboardsReader(leaderboards, activity, clock, (boards) => {
        // Titles that are new come with the next reading: a leaderboard does not wait for Postgres.
        void titles.learn([...new Set(boards.flatMap(({ rows }) => rows.map(({ contentId }) => contentId)))], 0)
      }),
    ),
  ]

  let sentAt = Number.NEGATIVE_INFINITY
  let sentRevision = -1
  const tick = (): void => {
    const now = performance.now()
    if (!snapshotDue(sentAt, now, true)) return
    readTally(readings, tally, policies.get(), clock())
    const revision = Object.values(readings).reduce((sum, holder) => sum + holder.revision(), 0) + stats.revision()
    if (!snapshotDue(sentAt, now, revision !== sentRevision)) return
    sentAt = now
    sentRevision = revision
    context.emit({
      kind: 'pipeline',
      snapshot: pipelineSnapshot(readings, tally, stats, visibility.latency(), clock()),
    })
  }
  const ticker = setInterval(tick, tickMs)

  const report = internalRequests['report.read']
  return Promise.resolve({
    handlers: {
      'topics.messages': handler(commands['topics.messages'].input, ({ topic, limit }) =>
        Promise.resolve({ messages: tally.messages(topic, limit) }),
      ),
      'warehouse.recent': handler(commands['warehouse.recent'].input, async ({ limit }) => ({
        events: await warehouse.recent(limit),
      })),
      'warehouse.minutes': handler(commands['warehouse.minutes'].input, ({ minutes, top }) =>
        warehouse.minutes(minutes, top),
      ),
      'leaderboard.read': handler(commands['leaderboard.read'].input, async ({ window, limit }) => {
        const board = await leaderboards.read(window, limit)
        await titles.learn(
          board.rows.map(({ contentId }) => contentId),
          titleWaitMs,
        )
        return leaderboards.titled(board)
      }),
      'report.read': handler(report.input, () =>
        readReport(
          {
            topics: () => tally.topics(),
            tallyReads: () => !('reason' in tallyState(tally, clock())),
            postgresEvents: postgres.countNow,
            clickhouse: clickhouse.countNow,
            leaderboard: async () => {
              const board = await leaderboards.read(longestWindowMinutes, 10)
              await titles.learn(
                board.rows.map(({ contentId }) => contentId),
                titleWaitMs,
              )
              return leaderboards.titled(board)
            },
            latencies: () => {
              const { freshness } = pipelineSnapshot(readings, tally, stats, visibility.latency(), clock())
              return {
                enriched: freshness.commitToEnriched,
                clickhouse: freshness.commitToClickhouse,
                leaderboard: freshness.commitToLeaderboard,
              }
            },
          },
          signal,
          (thrown) => log('warn', `report: ${describeCause(thrown)}`),
        ),
      ),
    },
    onEvent: (event) => stats.onEvent(event),
    close: async () => {
      clearInterval(ticker)
      redis.disconnect()
      // A hung service must not keep the tally from being saved, nor the process from ending.
      const over = new AbortController()
      await Promise.race([
        Promise.allSettled([...probes, visibility.ended, postgres.settled(), clickhouse.settled()]),
        pause(farewellMs, over.signal),
      ])
      over.abort()
      await tally.ended
      await Promise.race([
        Promise.allSettled([admin.close(), warehouseClient.close(), pool.end()]),
        pause(farewellMs, new AbortController().signal),
      ])
    },
  })
}
