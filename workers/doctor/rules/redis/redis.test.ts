import { expect, test } from 'vitest'
import { candidates, causesOf, findingOf } from '../../diagnose'
import type { Facts } from '../../facts'
import type { ClickhouseFacts } from '../../probes/clickhouse'
import { heldIn, type RedisFacts } from '../../probes/redis'
import type { WrongSum } from '../../probes/judgeMinutes'
import { healthyStack, lookAt, lookAtNothing, testFacts, testNow, testTrend } from '../../testFacts'
import { redisRules } from '.'
import { scoresDiffer } from './scoresDiffer'

const healthy: RedisFacts = {
  role: 'master',
  maxMemory: 0,
  usedMemory: 1_000_000,
  policy: 'noeviction',
  evicted: 0,
  clockMs: testNow,
  minutes: { present: ['202611251159'], withoutExpiry: [], shortLived: [] },
  master: null,
  heldScripts: 0,
}
const warehouse: ClickhouseFacts = {
  tables: [],
  shippedViews: new Map(),
  consumers: [],
  state: { parts: 0, crowded_table: '', most_parts: 0, parts_limit: 3_000, clock_ms: 0 },
  refused: [],
  scoring: [{ minute: '202611251159', events: 7 }],
}
const caughtUp = testTrend({ leaderboard_lag: [4, 4], leaderboard_position: [9, 9] })

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
  expect(found({ maxMemory: 1_000_000, policy: 'volatile-ttl' }, { recent: evicting })).toEqual([
    ['redis_evicts/redis', 'fail'],
  ])
  expect(found({ role: 'slave', master: 'elsewhere:6379' })).toEqual([['redis_read_only/redis', 'fail']])
  expect(found(noMinutes)).toEqual([['leaderboard_empty/leaderboard', 'fail']])
  const kept = { present: ['202611251159'], withoutExpiry: ['zset:eng:minute:202611251159'], shortLived: [] }
  expect(found({ minutes: kept })).toEqual([['minute_without_expiry/redis', 'warn']])
  const short = { present: ['202611251159'], withoutExpiry: [], shortLived: ['zset:eng:minute:202611251159'] }
  expect(found({ minutes: short })).toEqual([['minute_expires_early/redis', 'fail']])
})

const content = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'
const sum: WrongSum = {
  minute: '202611251157',
  contentId: content,
  found: 150,
  least: 123,
  most: 123,
  partition: 2,
  from: 40,
  to: 90,
}
const compared = (wrong: readonly WrongSum[], right: readonly string[] = []): Partial<Facts> => ({
  scores: lookAt({ wrong, right }),
})

test('sums that the topic does not make are told, with how to see both by hand', () => {
  expect(found({}, compared([]))).toEqual([])
  expect(found({}, compared([], ['202611251157']))).toEqual([])
  expect(found({}, { ...compared([sum]), stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
  expect(found({}, compared([sum]))).toEqual([['scores_differ/leaderboard', 'fail']])

  const facts = testFacts({ redis: lookAt(healthy), ...compared([sum, { ...sum, contentId: 'other', most: 200 }]) })
  const [finding] = causesOf(candidates(redisRules, facts)).map((cause) => findingOf(cause, testNow, true))
  expect(finding?.sentence.values).toEqual({ count: 2, minute: '202611251157' })
  expect(finding?.evidence.map(({ text }) => text.values['found'] ?? text.values['expected'])).toEqual([
    '1.50',
    '1.23',
    '1.50',
    '1.23 … 2.00',
  ])
  expect(finding?.evidence[0]?.command).toMatch(/^redis-cli .* ZSCORE 'zset:eng:minute:202611251157' 6f1c1b0e-/)
  expect(finding?.evidence[1]?.command).toMatch(/--partition 2 --offset 40 .*startswith\("2026-11-25T11:57"\)/)
  expect(finding?.fixes.map(({ id, safe }) => [id, safe])).toEqual([['rebuild', true]])
})

test('wrong sums are told with what explains them: a Redis that drops keys, or minutes that are gone', () => {
  const told = (changed: Partial<RedisFacts>, trend: Facts['trend']) =>
    causesOf(
      candidates(
        redisRules,
        testFacts({
          redis: lookAt({ ...healthy, ...changed }),
          clickhouse: lookAt(warehouse),
          trend,
          ...compared([sum]),
        }),
      ),
    ).map(({ id, suppresses }) => [id, suppresses])
  expect(told({ role: 'slave', master: 'elsewhere:6379' }, caughtUp)).toEqual([
    ['redis_read_only/redis', ['scores_differ/leaderboard']],
  ])
  expect(told(noMinutes, caughtUp)).toEqual([['leaderboard_empty/leaderboard', ['scores_differ/leaderboard']]])
})

test('the rebuild has worked when the minute that was told is right', () => {
  const works = scoresDiffer.fixes['rebuild']?.works
  const [told] = scoresDiffer.find(testFacts(compared([sum])))
  if (told === undefined || works === undefined)
    throw new Error('nothing was found, or nothing is looked at afterwards')
  expect(works(testFacts(compared([], ['202611251158'])), told)).toBe(false)
  expect(works(testFacts(), told)).toBe(false)
  expect(works(testFacts(compared([], ['202611251157'])), told)).toBe(true)
})

test('somebody has paused who writes', () => {
  expect(found({ heldScripts: 2 })).toEqual([['redis_holds_writes/redis', 'fail']])
  const client = (flags: string, cmd: string): string =>
    `id=7 addr=127.0.0.1:1 name=x flags=${flags} db=0 cmd=${cmd} user=default redir=-1`
  // A queue of somebody else may wait for work: that is no pause.
  const list = [client('b', 'evalsha'), client('N', 'evalsha'), client('b', 'blpop'), client('b', 'fcall'), '']
  expect(heldIn(list.join('\n'))).toBe(2)
})
