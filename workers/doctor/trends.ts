/** Which figures the doctor remembers the course of, and where it reads them. */
import { topics } from '../../contract/pipeline'
import type { GroupLag, Reading, TopicSnapshot } from '../../contract/snapshot'
import type { FactsNow, TrendKey } from './facts'
import type { Figure } from './history'
import { captures } from './rules/postgres/postgres'

/** @returns what is known now of each figure, and since when; none of those that are still being counted */
export function figuresOf(facts: FactsNow): readonly (readonly [TrendKey, Figure | null])[] {
  const { pipeline, postgres, redis, settings } = facts
  const consumers = [
    ['enricher_lag', 'enricher_position', settings.enricherGroup],
    ['leaderboard_lag', 'leaderboard_position', settings.leaderboardGroup],
    ['clickhouse_lag', 'clickhouse_position', settings.clickhouseGroup],
  ] as const
  const board = pipeline?.leaderboardWorker
  return [
    ['log_position', figure(postgres.value?.log_position, postgres.at)],
    // While it does not capture it confirms nothing: that time says nothing of what it does once it runs again.
    ['confirmed_position', figure(captures(facts) ? postgres.value?.slot?.confirmed_position : null, postgres.at)],
    ['records_of_events', read(pipeline?.topics, (all) => endOf(topic(all, topics.events)))],
    ['records_of_enriched', read(pipeline?.topics, (all) => topic(all, topics.enriched)?.messages)],
    ...consumers.flatMap(
      ([lag, position, name]) =>
        [
          [lag, read(pipeline?.groups, (all) => group(all, name)?.lag)],
          [position, read(pipeline?.groups, (all) => committedBy(group(all, name)))],
        ] as const,
    ),
    ['rows_lacking', rowsLacking(facts)],
    ...deadLetters(pipeline?.topics),
    ['events_held', read(pipeline?.enricher, ({ held }) => held)],
    ['events_past', read(board, ({ past }) => past)],
    ['events_future', read(board, ({ future }) => future)],
    ['capture_median', figure(pipeline?.freshness.capture?.p50, pipeline?.at)],
    ['clickhouse_errors', read(pipeline?.clickhouse, ({ errors }) => errors)],
    ['evicted_keys', figure(redis.value?.evicted, redis.at)],
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const topic = (all: readonly TopicSnapshot[], name: string): TopicSnapshot | undefined =>
  all.find((each) => each.name === name)
const endOf = (found: TopicSnapshot | undefined): number | undefined =>
  found && sum(found.partitions.map(({ high }) => high))
const group = (all: readonly GroupLag[], name: string): GroupLag | undefined => all.find((each) => each.group === name)
const committedBy = (found: GroupLag | undefined): number | undefined =>
  found && sum(found.partitions.map(({ committed }) => committed ?? 0))

const figure = (value: number | null | undefined, at: number | null | undefined): Figure | null =>
  value === null || value === undefined || at === null || at === undefined ? null : { value, at }
const read = <T>(reading: Reading<T> | undefined, pick: (value: T) => number | null | undefined): Figure | null =>
  reading?.state === 'known' ? figure(pick(reading.value), reading.at) : null

/** An observer that has just begun still counts those of before: that is no course of its own, and no gap either. */
function deadLetters(topicsRead: Reading<readonly TopicSnapshot[]> | undefined): [TrendKey, Figure | null][] {
  const letters = read(topicsRead, (all) => topic(all, topics.deadLetters)?.messages)
  return topicsRead?.state === 'known' && letters === null ? [] : [['dead_letters', letters]]
}

function rowsLacking({ pipeline, settings }: FactsNow): Figure | null {
  if (pipeline === null) return null
  const { tally, clickhouse, groups } = pipeline
  if (tally.state !== 'known' || clickhouse.state !== 'known' || groups.state !== 'known') return null
  const found = group(groups.value, settings.clickhouseGroup)
  if (found === undefined || !tally.value.caughtUp) return null
  return {
    // What the group has not read yet is no loss; markers in its lag only make the figure smaller.
    value: tally.value.enriched - clickhouse.value.distinct - found.lag,
    at: Math.min(tally.at, clickhouse.at, groups.at),
  }
}
