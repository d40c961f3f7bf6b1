import { expect, test } from 'vitest'
import { candidates } from '../../diagnose'
import type { Facts, Look } from '../../facts'
import { healthyPostgres, lookAt, testFacts, testNow, testTrend } from '../../testFacts'
import { timeRules } from '.'

const found = (changed: Partial<Facts>): string[] => candidates(timeRules, testFacts(changed)).map(({ id }) => id)
const postgresClock = (clock_ms: number, tookMs = 10): Partial<Facts> => {
  const look: Look<typeof healthyPostgres> = { ...lookAt({ ...healthyPostgres, clock_ms }), tookMs }
  return { postgres: look }
}

test('nothing is found of clocks that agree', () => {
  expect(found({})).toEqual([])
  expect(found(postgresClock(testNow - 1_500))).toEqual([])
  // Read at the beginning of a question that took long.
  expect(found(postgresClock(testNow - 2_500, 2_000))).toEqual([])
})

test('a clock is ahead or behind', () => {
  expect(found(postgresClock(testNow + 4_000))).toEqual(['clocks_apart/postgres'])
  expect(found(postgresClock(testNow - 4_000))).toEqual(['clocks_apart/postgres'])
})

test('events come from the future; from the past they may', () => {
  expect(found({ trend: testTrend({ events_future: [2, 30], events_past: [0, 0] }) })).toEqual([
    'events_out_of_time/event_ts',
  ])
  expect(found({ trend: testTrend({ events_future: [2, 3], events_past: [0, 9_000] }) })).toEqual([])
})

test('the connector spends the time, while it becomes more', () => {
  const slow = { capture_median: [6_000, 9_000], records_of_events: [10, 20] } as const
  expect(found({ trend: testTrend(slow) })).toEqual(['freshness_over_budget/capture'])
  expect(found({ trend: testTrend({ ...slow, capture_median: [9_000, 6_000] }) })).toEqual([])
  expect(found({ trend: testTrend({ ...slow, records_of_events: [20, 20] }) })).toEqual([])
})
