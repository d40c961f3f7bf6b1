/** Which figures the doctor remembers the course of, and where it reads them. */
import { known } from '../../contract/known'
import { topics } from '../../contract/pipeline'
import type { GroupLag, Reading, TopicSnapshot } from '../../contract/snapshot'
import type { Facts, TrendKey } from './facts'
import type { Figure } from './history'
import { captures } from './rules/postgres/postgres'

/** @returns what is known now of each figure, and since when */
export function figuresOf(facts: Omit<Facts, 'trend'>): readonly (readonly [TrendKey, Figure | null])[] {
  const { pipeline, postgres, redis, settings } = facts
  const groups = pipeline?.groups
  const group = (name: string): GroupLag | null => known(groups)?.find((each) => each.group === name) ?? null
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
    ['log_position', figure(postgres.value?.log_position, postgres.at)],
    // While it does not capture it confirms nothing: that time says nothing of what it does once it runs again.
    ['confirmed_position', figure(captures(facts) ? postgres.value?.slot?.confirmed_position : null, postgres.at)],
    ['records_of_events', figure(end(topic(topics.events)), readAt(pipeline?.topics))],
    ['records_of_enriched', figure(enriched?.messages, readAt(pipeline?.topics))],
    ...consumers.flatMap(([lag, position, name]) => {
      const found = group(name)
      const committed = found === null ? null : sum(found.partitions.map((partition) => partition.committed ?? 0))
      return [
        [lag, figure(found?.lag, readAt(groups))],
        [position, figure(committed, readAt(groups))],
      ] as const
    }),
    ['rows_lacking', rowsLacking(facts, group(settings.clickhouseGroup))],
    ['dead_letters', figure(known(pipeline?.tally)?.deadLetters, readAt(pipeline?.tally))],
    ['events_held', figure(known(pipeline?.enricher)?.held, readAt(pipeline?.enricher))],
    ['events_past', figure(board?.past, readAt(pipeline?.leaderboardWorker))],
    ['events_future', figure(board?.future, readAt(pipeline?.leaderboardWorker))],
    ['capture_median', figure(pipeline?.freshness.capture?.p50, pipeline?.at)],
    ['clickhouse_errors', figure(known(pipeline?.clickhouse)?.errors, readAt(pipeline?.clickhouse))],
    ['evicted_keys', figure(redis.value?.evicted, redis.at)],
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const readAt = (reading: Reading<unknown> | undefined): number | null =>
  reading?.state === 'known' ? reading.at : null

const figure = (value: number | null | undefined, at: number | null | undefined): Figure | null =>
  value === null || value === undefined || at === null || at === undefined ? null : { value, at }

function rowsLacking({ pipeline }: Omit<Facts, 'trend'>, group: GroupLag | null): Figure | null {
  if (pipeline === null || group === null) return null
  const { tally, clickhouse, groups } = pipeline
  if (tally.state !== 'known' || clickhouse.state !== 'known' || groups.state !== 'known') return null
  if (!tally.value.caughtUp) return null
  return {
    // What the group has not read yet is no loss; markers in its lag only make the figure smaller.
    value: tally.value.enriched - clickhouse.value.distinct - group.lag,
    at: Math.min(tally.at, clickhouse.at, groups.at),
  }
}
