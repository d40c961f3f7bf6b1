/** The two consumer groups of workers, as their rules look at them. */
import { topics } from '../../../../contract/pipeline'
import { clientIds } from '../../../pipeline/clientIds'
import type { Facts, TrendKey } from '../../facts'
import { kafkaTool } from '../topics/topics'

export interface WorkerGroup {
  readonly worker: 'enricher' | 'leaderboard'
  readonly group: string
  /** The topic that it reads. */
  readonly topic: string
  readonly lag: TrendKey
  readonly position: TrendKey
  /** Committed records of its topic. */
  readonly records: TrendKey
  /** How its members call themselves. */
  readonly clientId: string
}

export const workerGroups = ({ settings }: Facts): readonly WorkerGroup[] => [
  {
    worker: 'enricher',
    group: settings.enricherGroup,
    topic: topics.events,
    lag: 'enricher_lag',
    position: 'enricher_position',
    records: 'records_of_events',
    clientId: clientIds.enricher,
  },
  {
    worker: 'leaderboard',
    group: settings.leaderboardGroup,
    topic: topics.enriched,
    lag: 'leaderboard_lag',
    position: 'leaderboard_position',
    records: 'records_of_enriched',
    clientId: clientIds.leaderboard,
  },
]

/** How to see by hand how far a group has come. */
export const describeGroup = (facts: Facts, group: string): string =>
  kafkaTool(facts, 'kafka-consumer-groups', `--describe --group ${group}`)
