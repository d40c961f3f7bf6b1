/** Which figures the doctor remembers the course of, and where it reads them. */
import { known } from '../../contract/known'
import { topics } from '../../contract/pipeline'
import type { GroupLag, TopicSnapshot } from '../../contract/snapshot'
import type { Facts, TrendKey } from './facts'
import { captures } from './rules/postgres/postgres'

/** @returns what is known now of each figure */
export function figuresOf(facts: Omit<Facts, 'trend'>): readonly (readonly [TrendKey, number | null])[] {
  const { pipeline, postgres, settings } = facts
  const groups = known(pipeline?.groups)
  const group = (name: string): GroupLag | null => groups?.find((each) => each.group === name) ?? null
  const consumers = [
    ['enricher_lag', 'enricher_position', settings.enricherGroup],
    ['leaderboard_lag', 'leaderboard_position', settings.leaderboardGroup],
    ['clickhouse_lag', 'clickhouse_position', settings.clickhouseGroup],
  ] as const
  const topic = (name: string): TopicSnapshot | undefined => known(pipeline?.topics)?.find((each) => each.name === name)
  const end = (found: TopicSnapshot | undefined): number | null =>
    found === undefined ? null : sum(found.partitions.map(({ high }) => high))
  const enriched = topic(topics.enriched)
  const board = known(pipeline?.leaderboardWorker)
  return [
    ['log_position', postgres.value?.log_position ?? null],
    // While it does not capture it confirms nothing: that time says nothing of what it does once it runs again.
    ['confirmed_position', captures(facts) ? (postgres.value?.slot?.confirmed_position ?? null) : null],
    ['records_of_events', end(topic(topics.events))],
    ['records_of_enriched', enriched?.messages ?? null],
    ...consumers.flatMap(([lag, position, name]) => {
      const found = group(name)
      return [
        [lag, found?.lag ?? null],
        [position, found === null ? null : sum(found.partitions.map(({ committed }) => committed ?? 0))],
      ] as const
    }),
    ['rows_lacking', rowsLacking(facts, group(settings.clickhouseGroup))],
    ['dead_letters', known(pipeline?.tally)?.deadLetters ?? null],
    ['events_held', known(pipeline?.enricher)?.held ?? null],
    ['events_past', board?.past ?? null],
    ['events_future', board?.future ?? null],
    ['capture_median', pipeline?.freshness.capture?.p50 ?? null],
    ['clickhouse_errors', known(pipeline?.clickhouse)?.errors ?? null],
    ['evicted_keys', facts.redis.value?.evicted ?? null],
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function rowsLacking({ pipeline }: Omit<Facts, 'trend'>, group: GroupLag | null): number | null {
  const tally = known(pipeline?.tally)
  const clickhouse = known(pipeline?.clickhouse)
  if (tally === null || clickhouse === null || group === null || !tally.caughtUp) return null
  // What the group has not read yet is no loss; markers in its lag only make the figure smaller.
  return tally.enriched - clickhouse.distinct - group.lag
}
