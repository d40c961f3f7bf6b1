import { expect, test } from 'vitest'
import { candidates } from '../../diagnose'
import type { Facts } from '../../facts'
import type { ClickhouseFacts } from '../../probes/clickhouse'
import type { RedisFacts } from '../../probes/redis'
import { healthyStack, lookAt, lookAtNothing, testFacts, testNow, testTrend } from '../../testFacts'
import { redisRules } from '.'

const healthy: RedisFacts = {
  role: 'master',
  maxMemory: 0,
  usedMemory: 1_000_000,
  policy: 'noeviction',
  evicted: 0,
  clockMs: testNow,
  minutes: { present: ['202611251159'], withoutExpiry: [], shortLived: [] },
  master: null,
}
const warehouse: ClickhouseFacts = {
  tables: [],
  shippedViews: new Map(),
  consumers: [],
  state: { parts: 0, crowded_table: '', most_parts: 0, parts_limit: 3_000, clock_ms: 0 },
  refused: [],
  scoring: [{ minute: '202611251159', events: 7 }],
}
const caughtUp = testTrend({ leaderboard_lag: [4, 4], leaderboard_position: [9, 9], evicted_keys: [0, 0] })

const found = (changed: Partial<RedisFacts> = {}, others: Partial<Facts> = {}): (readonly [string, string])[] =>
  candidates(
    redisRules,
    testFacts({ redis: lookAt({ ...healthy, ...changed }), clickhouse: lookAt(warehouse), trend: caughtUp, ...others }),
  ).map(({ id, found: { severity } }) => [id, severity])

const noMinutes = { minutes: { present: [], withoutExpiry: [], shortLived: [] } }

test('nothing is found of a healthy Redis, of one that is being filled, and of one nobody knows', () => {
  expect(found()).toEqual([])
  expect(found({ maxMemory: 1_000_000 })).toEqual([])
  expect(found(noMinutes, { clickhouse: lookAt({ ...warehouse, scoring: [] }) })).toEqual([])
  expect(found(noMinutes, { clickhouse: lookAtNothing })).toEqual([])
  expect(found(noMinutes, { stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
  const rebuilding = testTrend({ leaderboard_lag: [90_000, 60_000], leaderboard_position: [1, 30_001] })
  expect(found(noMinutes, { trend: rebuilding })).toEqual([])
  expect(found({}, { redis: lookAtNothing, trend: () => null })).toEqual([])
})

test('each fault of Redis is told apart', () => {
  expect(found({ maxMemory: 1_000_000, policy: 'allkeys-lru' })).toEqual([['redis_evicts/redis', 'warn']])
  const evicting = testTrend({ evicted_keys: [0, 3] })
  expect(found({ maxMemory: 1_000_000, policy: 'volatile-ttl' }, { trend: evicting })).toEqual([
    ['redis_evicts/redis', 'fail'],
  ])
  expect(found({ role: 'slave', master: 'elsewhere:6379' })).toEqual([['redis_read_only/redis', 'fail']])
  expect(found(noMinutes)).toEqual([['leaderboard_empty/leaderboard', 'fail']])
  const kept = { present: ['202611251159'], withoutExpiry: ['zset:eng:minute:202611251159'], shortLived: [] }
  expect(found({ minutes: kept })).toEqual([['minute_without_expiry/redis', 'warn']])
  const short = { present: ['202611251159'], withoutExpiry: [], shortLived: ['zset:eng:minute:202611251159'] }
  expect(found({ minutes: short })).toEqual([['minute_expires_early/redis', 'fail']])
})
