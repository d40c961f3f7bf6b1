import { topics, type TopicName } from '../../contract/pipeline'
import type { Latency, Leaderboard } from '../../contract/snapshot'
import type { ReportRead } from '../../contract/workers'
import { pause } from '../../common/pause'
import type { TopicView } from './tally/tally'

/** What the report is made from, read now. */
export interface ReportSources {
  topics(): readonly TopicView[] | null
  /** Whether the tally reads; only then its figures are of now. */
  tallyReads(): boolean
  postgresEvents(): Promise<number>
  clickhouse(): Promise<{ readonly distinct: number; readonly errors: number }>
  leaderboard(): Promise<Leaderboard>
  latencies(): { readonly enriched: Latency; readonly clickhouse: Latency; readonly leaderboard: Latency }
}

type Counts = ReportRead['counts']

/** The parts may agree a moment after the last event: they are given this long, in milliseconds. */
const patienceMs = 10_000
const againMs = 250

async function orNull<T>(work: () => Promise<T>, told: (thrown: unknown) => void): Promise<T | null> {
  try {
    return await work()
  } catch (thrown) {
    told(thrown)
    return null
  }
}

function agree(counts: Counts): boolean {
  const { postgres_events, flat, enriched, clickhouse_distinct } = counts
  return postgres_events !== null && [flat, enriched, clickhouse_distinct].every((count) => count === postgres_events)
}

/**
 * Reads the figures of a report, again and again until the four counts of events agree or the patience is over; then the latest
 * are told as they are. What cannot be read is null.
 * @param told what could not be read, for the log
 */
export async function readReport(
  sources: ReportSources,
  signal: AbortSignal,
  told: (thrown: unknown) => void,
): Promise<ReportRead> {
  const until = performance.now() + patienceMs
  let seen: readonly TopicView[] | null = null
  let counts: Counts
  for (;;) {
    const [postgresEvents, clickhouse] = await Promise.all([
      orNull(() => sources.postgresEvents(), told),
      orNull(() => sources.clickhouse(), told),
    ])
    const current = sources.tallyReads()
    seen = sources.topics()
    const live = (name: TopicName): number | null =>
      current ? (seen?.find((topic) => topic.name === name)?.live ?? null) : null
    counts = {
      postgres_events: postgresEvents,
      flat: live(topics.events),
      enriched: live(topics.enriched),
      clickhouse_distinct: clickhouse?.distinct ?? null,
      clickhouse_errors: clickhouse?.errors ?? null,
      dead_letters: current ? (seen?.find((topic) => topic.name === topics.deadLetters)?.records ?? null) : null,
    }
    if (agree(counts) || performance.now() >= until || signal.aborted) break
    await pause(againMs, signal)
  }
  const board = await orNull(() => sources.leaderboard(), told)
  const latencies = sources.latencies()
  return {
    topics: (seen ?? []).map(({ name, partitions, records }) => ({
      name,
      partitions: partitions.length,
      messages: records,
    })),
    counts,
    leaderboard: (board?.rows ?? []).map(({ rank, contentId, title, seconds }) => ({
      rank,
      content_id: contentId,
      title,
      seconds: Number(seconds),
    })),
    latency_ms: {
      commit_to_enriched: latencies.enriched,
      commit_to_clickhouse: latencies.clickhouse,
      commit_to_leaderboard: latencies.leaderboard,
    },
  }
}
