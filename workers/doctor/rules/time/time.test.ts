import { expect, test } from 'vitest'
import { topics } from '../../../../contract/pipeline'
import { defaultSettings } from '../../../../contract/settings'
import { candidates } from '../../diagnose'
import type { Facts, Look } from '../../facts'
import { healthyPostgres, lookAt, testFacts, testNow, testPipeline, testTrend } from '../../testFacts'
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

test('a group spends the time, unless it has just been set back or will soon have caught up', () => {
  const waiting = (trend: Facts['trend']): Partial<Facts> => ({
    pipeline: testPipeline({
      groups: {
        state: 'known',
        at: testNow,
        value: [
          {
            group: defaultSettings.clickhouseGroup,
            topic: topics.enriched,
            state: 'Stable',
            members: 1,
            partitions: [],
            lag: 900,
            lagMs: 1_200_000,
          },
        ],
      },
    }),
    trend,
  })
  /** @param lags the readings of 20 seconds */
  const during = (lags: readonly number[], position: readonly [number, number]): Facts['trend'] => {
    const placed = testTrend({ clickhouse_position: position })
    return (key, ms) => {
      if (key !== 'clickhouse_lag') return placed(key, ms)
      const points = lags.slice(-Math.ceil((lags.length * ms) / 20_000))
      const [first = 0, last = 0] = [points[0], points.at(-1)]
      return { first, last, least: Math.min(...points), most: Math.max(...points) }
    }
  }
  const slow = ['freshness_over_budget/clickhouse']
  expect(found(waiting(during([900, 900, 900, 900], [100, 500])))).toEqual(slow)
  // It has not been watched for long enough to know more.
  expect(found(waiting(testTrend({})))).toEqual(slow)
  // It reads its topic again.
  expect(found(waiting(during([0, 300, 600, 900], [1_000, 100])))).toEqual([])
  // 200 less in 10 seconds: 900 are over in 45.
  expect(found(waiting(during([1_300, 1_200, 1_100, 900], [100, 600])))).toEqual([])
  // Blocks of nearly six seconds: the lag goes up and down, and is high at first and low in the end by chance.
  const blocks = [220, 120, 150, 190, 228, 115, 150, 185, 215, 118]
  expect(found(waiting(during(blocks, [100, 600])))).toEqual(slow)
  const longer = waiting(during([1_000, 980, 950, 900], [100, 300]))
  expect(found(longer)).toEqual(slow)
  expect(candidates(timeRules, testFacts(longer))[0]?.found.evidence.at(-1)?.values).toEqual({
    left: 900,
    remaining: { ms: 180_000 },
  })
})
