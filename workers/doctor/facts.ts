/** Everything the rules may know, as it stands at one moment. */
import type { Settings } from '../../contract/settings'
import type { PipelineSnapshot, ServiceSnapshot, StackSnapshot, WorkerSnapshot } from '../../contract/snapshot'
import type { UnreadReason } from '../../contract/unread'
import type { Endpoints } from '../../contract/workers'
import type { Trend } from './history'
import type { ClickhouseFacts } from './probes/clickhouse'
import type { ConnectFacts } from './probes/connect'
import type { KafkaFacts } from './probes/kafka'
import type { MachineFacts } from './probes/machine'
import type { ProcessorsFacts } from './probes/processors'
import type { PostgresFacts } from './probes/postgres'
import type { ReadersFacts } from './probes/readers'
import type { RedisFacts } from './probes/redis'
import type { ScoresFacts } from './probes/scores'

/** What one probe has read. */
export interface Look<T> {
  /** Null unless the latest reading succeeded. */
  readonly value: T | null
  /** When it succeeded last, in milliseconds since the epoch. */
  readonly at: number | null
  readonly tookMs: number | null
  /** Why the latest reading failed, and since when they do; null while they succeed and before the first. */
  readonly reason: UnreadReason | null
  readonly failingSince: number | null
  /** The latest reading failed with what the service answered, not for want of an answer. */
  readonly refused: boolean
}

/** Of a probe that has read nothing yet. */
export const nothingRead = {
  value: null,
  at: null,
  tookMs: null,
  reason: null,
  failingSince: null,
  refused: false,
} as const satisfies Look<never>

/** Figures whose course is remembered. Lags and positions of consumer groups, in records. */
export type TrendKey =
  | 'log_position'
  | 'confirmed_position'
  | 'records_of_events'
  /** Committed records of engagement_enriched that were read: no markers, nothing aborted. */
  | 'records_of_enriched'
  | 'enricher_lag'
  | 'leaderboard_lag'
  | 'clickhouse_lag'
  | 'enricher_position'
  | 'leaderboard_position'
  | 'clickhouse_position'
  /** Live events that the topic has and ClickHouse has not, without those that its group has not read yet. */
  | 'rows_lacking'
  | 'dead_letters'
  /** Events that the enricher holds because their content is unknown. */
  | 'events_held'
  | 'events_past'
  | 'events_future'
  /** From commit to topic, half of the latest events, in milliseconds. */
  | 'capture_median'
  | 'clickhouse_errors'
  | 'evicted_keys'

export interface Facts {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly settings: Settings
  /** Null until the services are known. */
  readonly endpoints: Endpoints | null
  readonly stack: StackSnapshot | null
  readonly workers: readonly WorkerSnapshot[]
  readonly pipeline: PipelineSnapshot | null
  readonly processors: Look<ProcessorsFacts>
  readonly machine: Look<MachineFacts>
  readonly postgres: Look<PostgresFacts>
  readonly connect: Look<ConnectFacts>
  readonly kafka: Look<KafkaFacts>
  readonly clickhouse: Look<ClickhouseFacts>
  readonly redis: Look<RedisFacts>
  readonly scores: Look<ScoresFacts>
  readonly readers: Look<ReadersFacts>
  /** How a figure went over the last `ms` milliseconds; null where it is not known for nearly as long. */
  readonly trend: (key: TrendKey, ms: number) => Trend | null
  /** The same as far as it is known, be that since a moment ago; null where nothing is. */
  readonly recent: (key: TrendKey, ms: number) => Trend | null
}

/** Without the course of what they say. */
export type FactsNow = Omit<Facts, 'trend' | 'recent'>

/** Whether the stack has come up: while it starts, tables, topics and connector are still being made. */
export const isUp = ({ stack }: Pick<Facts, 'stack'>): boolean =>
  stack?.phase === 'ready' || stack?.phase === 'degraded'

/** The services of a stack that has come up. */
export const runningServices = (facts: Pick<Facts, 'stack'>): readonly ServiceSnapshot[] =>
  isUp(facts) ? (facts.stack?.services ?? []) : []
