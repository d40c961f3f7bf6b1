/** Which figures the doctor remembers the course of, and where it reads them. */
import { topics } from '../../contract/pipeline'
import type { GroupLag } from '../../contract/snapshot'
import { known, type Facts, type TrendKey } from './facts'

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
  const events = known(pipeline?.topics)?.find(({ name }) => name === topics.events)
  return [
    ['events_in_postgres', known(pipeline?.postgres)?.events ?? null],
    ['log_position', postgres.value?.log_position ?? null],
    ['confirmed_position', postgres.value?.slot?.confirmed_position ?? null],
    ['records_of_events', events === undefined ? null : sum(events.partitions.map(({ high }) => high))],
    ['records_of_enriched', known(pipeline?.topics)?.find(({ name }) => name === topics.enriched)?.messages ?? null],
    ...consumers.flatMap(([lag, position, name]) => {
      const found = group(name)
      return [
        [lag, found?.lag ?? null],
        [position, found === null ? null : sum(found.partitions.map(({ committed }) => committed ?? 0))],
      ] as const
    }),
    ['dead_letters', known(pipeline?.tally)?.deadLetters ?? null],
    ['clickhouse_errors', known(pipeline?.clickhouse)?.errors ?? null],
    ['evicted_keys', facts.redis.value?.evicted ?? null],
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
