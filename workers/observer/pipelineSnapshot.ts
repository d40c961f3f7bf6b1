import { known } from '../../contract/known'
import { topicNames, topics, type TopicName } from '../../contract/pipeline'
import type { Latency, PipelineSnapshot, Reading, TopicSnapshot } from '../../contract/snapshot'
import { notYet, type UnreadReason } from '../../contract/unread'
import type { ReadingHolder } from '../runtime/reading'
import type { Tally, TopicView } from './tally/tally'
import type { WorkerStats } from './workerStats'

type Value<K extends keyof PipelineSnapshot> = PipelineSnapshot[K] extends Reading<infer T> ? T : never
type Probed = 'postgres' | 'slot' | 'connector' | 'groups' | 'clickhouse' | 'redis' | 'leaderboards'

/** The readings that a snapshot is put together from. */
export type Readings = { readonly [K in Probed | 'topics' | 'tally']: ReadingHolder<Value<K>> }

/** A tally that has not read for so long tells nothing of now, in milliseconds. */
const staleMs = 3_000

/** Whether the tally reads and when it last did, or why not. */
export function tallyState(tally: Tally, nowMs: number): { readonly at: number } | { readonly reason: UnreadReason } {
  const problem = tally.problem()
  if (problem !== null) return { reason: problem }
  const at = tally.readAt()
  if (at === null || nowMs - at > staleMs) return { reason: { word: 'noAnswer', ms: staleMs } }
  return { at }
}

function topicSnapshots(
  views: readonly TopicView[],
  policies: Reading<ReadonlyMap<TopicName, string>>,
): TopicSnapshot[] {
  const latest = policies.state === 'known' ? policies.value : policies.last?.value
  return topicNames.flatMap((name) => {
    const view = views.find((candidate) => candidate.name === name)
    if (view === undefined) return []
    return {
      name,
      partitions: view.partitions.map(({ partition, low, high }) => ({ partition, low, high })),
      cleanupPolicy: latest?.get(name) ?? '',
      ratePerSecond: view.ratePerSecond,
      messages: view.caughtUp ? view.records : null,
    }
  })
}

/** Brings the two readings that come from the tally up to date. */
export function readTally(
  readings: Readings,
  tally: Tally,
  policies: Reading<ReadonlyMap<TopicName, string>>,
  nowMs: number,
): void {
  const state = tallyState(tally, nowMs)
  const views = tally.topics()
  if ('reason' in state || views === null) {
    const reason = 'reason' in state ? state.reason : notYet
    readings.topics.unknown(reason)
    readings.tally.unknown(reason)
    return
  }
  const view = (name: TopicName): TopicView | undefined => views.find((candidate) => candidate.name === name)
  readings.topics.known(topicSnapshots(views, policies), state.at)
  readings.tally.known(
    {
      flat: view(topics.events)?.live ?? 0,
      enriched: view(topics.enriched)?.live ?? 0,
      corrections: view(topics.enriched)?.corrections ?? 0,
      deadLetters: view(topics.deadLetters)?.records ?? 0,
      caughtUp: views.every(({ caughtUp }) => caughtUp),
    },
    state.at,
  )
}

/** All that is known at `nowMs`. */
export function pipelineSnapshot(
  readings: Readings,
  tally: Tally,
  workers: WorkerStats,
  commitToClickhouse: Latency,
  nowMs: number,
): PipelineSnapshot {
  const enricher = workers.enricher(nowMs)
  const leaderboardWorker = workers.leaderboard(nowMs)
  return {
    at: nowMs,
    postgres: readings.postgres.get(),
    slot: readings.slot.get(),
    connector: readings.connector.get(),
    topics: readings.topics.get(),
    groups: readings.groups.get(),
    tally: readings.tally.get(),
    enricher,
    leaderboardWorker,
    generator: workers.generator(nowMs),
    clickhouse: readings.clickhouse.get(),
    redis: readings.redis.get(),
    leaderboards: readings.leaderboards.get(),
    freshness: {
      capture: tally.capture(),
      commitToEnriched: known(enricher)?.commitToEnriched ?? null,
      commitToLeaderboard: known(leaderboardWorker)?.commitToLeaderboard ?? null,
      commitToClickhouse,
    },
    rates: tally.rates(nowMs),
  }
}
