/** What the leaderboard shows to a Prometheus: its counts, its lag, and how long a batch takes. */
import { Histogram } from 'prom-client'
import type { LeaderboardStats } from '../../contract/snapshot'
import { liveCounter, liveCounters, liveGauges } from '../runtime/liveMetrics'
import { createMetricsRegistry, type MetricsRegistry } from '../runtime/metricsServer'

/** The part of the leaderboard that is read; null while there is none. */
export interface MeasuredLeaderboard {
  readonly stats: LeaderboardStats
  /** Offsets not applied yet, by partition. */
  readonly lag: ReadonlyMap<number, number>
}

/** A script of a few records to one of a full fetch, in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function leaderboardMetrics(read: () => MeasuredLeaderboard | null): {
  registry: MetricsRegistry
  /** Takes how long a chunk took to be scored and applied in Redis, in seconds. */
  applied: (seconds: number) => void
} {
  const registry = createMetricsRegistry()
  const results = (): [string, number][] => {
    const stats = read()?.stats
    return stats === undefined
      ? []
      : [
          ['applied', stats.applied],
          ['skipped', stats.skipped],
        ]
  }
  const outside = (): [string, number][] => {
    const stats = read()?.stats
    return stats === undefined
      ? []
      : [
          ['past', stats.past],
          ['future', stats.future],
        ]
  }
  liveCounters(
    registry,
    {
      name: 'marsad_leaderboard_records',
      help: 'Records of engagement_enriched: applied to Redis, or skipped because Redis had them.',
      label: 'result',
    },
    results,
  )
  liveCounters(
    registry,
    { name: 'marsad_leaderboard_outside_events', help: 'Applied events outside every window.', label: 'side' },
    outside,
  )
  liveCounter(
    registry,
    { name: 'marsad_leaderboard_rebuilds', help: 'Times that the minute sets were rebuilt from the topic.' },
    () => read()?.stats.rebuilds ?? 0,
  )
  liveGauges(
    registry,
    {
      name: 'marsad_leaderboard_lag_offsets',
      help: 'Offsets of engagement_enriched not applied yet, markers of transactions counted; owned partitions only.',
      label: 'partition',
    },
    () => [...(read()?.lag ?? [])].map(([partition, lag]) => [String(partition), lag]),
  )
  const apply = new Histogram({
    name: 'marsad_leaderboard_apply_seconds',
    help: 'Scoring one chunk and applying it in Redis.',
    buckets,
    registers: [registry],
  })
  return { registry, applied: (seconds) => apply.observe(seconds) }
}
