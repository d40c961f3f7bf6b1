import { expect, test } from 'vitest'
import { topics } from '../../../../contract/pipeline'
import { workerNames, type WorkerSnapshot } from '../../../../contract/snapshot'
import { candidates, causesOf } from '../../diagnose'
import type { Facts } from '../../facts'
import type { KafkaFacts } from '../../probes/kafka'
import { healthyStack, lookAt, testFacts, testNow, testPipeline, testTrend } from '../../testFacts'
import { serviceRules } from '../services'
import { transactionBlocks } from './transactionBlocks'
import { workerStalled } from './workerStalled'
import { workerRules } from '.'

const worker = (name: WorkerSnapshot['name'], changed: Partial<WorkerSnapshot> = {}): WorkerSnapshot => ({
  name,
  state: 'running',
  pid: 7,
  since: testNow - 600_000,
  restarts: 0,
  recentRestarts: 0,
  failure: null,
  ...changed,
})
const all = (name: WorkerSnapshot['name'], changed: Partial<WorkerSnapshot>): WorkerSnapshot[] =>
  workerNames.map((each) => worker(each, each === name ? changed : {}))
const member = (clientId: string): { clientId: string; host: string } => ({ clientId, host: '/127.0.0.1' })
const kafka = (clientId: string): KafkaFacts => ({
  brokers: 1,
  topics: [],
  transactions: [],
  groups: new Map([['marsad-enricher', { state: 'Stable', members: [member('marsad-enricher'), member(clientId)] }]]),
})

const found = (changed: Partial<Facts>): (readonly [string, string])[] =>
  candidates(
    workerRules,
    testFacts({
      workers: workerNames.map((name) => worker(name)),
      kafka: lookAt(kafka('marsad-enricher')),
      ...changed,
    }),
  ).map(({ id, found: { severity } }) => [id, severity])

test('nothing is found of workers that run, and of those of a stack on its way up', () => {
  expect(found({})).toEqual([])
  const workers = all('enricher', { state: 'failed' })
  expect(found({ workers, stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
})

test('a worker has ended or loops; one that only serves people is no failure', () => {
  expect(found({ workers: all('enricher', { state: 'failed' }) })).toEqual([['worker_failed/enricher', 'fail']])
  expect(found({ workers: all('generator', { state: 'backoff' }) })).toEqual([['worker_failed/generator', 'warn']])
  const looping = { recentRestarts: 3, since: testNow - 10_000 }
  expect(found({ workers: all('leaderboard', looping) })).toEqual([['worker_looping/leaderboard', 'warn']])
})

test('a stranger reads as a worker’s group', () => {
  expect(found({ kafka: lookAt(kafka('somebody')) })).toEqual([['group_shared/marsad-enricher', 'fail']])
})

test('a second enricher takes the same events for a group of its own', () => {
  const readers = (group: string) => lookAt({ enrichers: [{ group, members: [member('marsad-enricher')] }] })
  expect(found({ readers: lookAt({ enrichers: [] }) })).toEqual([])
  expect(found({ readers: readers('elsewhere') })).toEqual([['second_enricher/elsewhere', 'warn']])
  // The group was renamed after the look: it is our own.
  expect(found({ readers: readers('marsad-enricher') })).toEqual([])
  // Or before it: the member that was ours is there until its session ends.
  expect(found({ readers: readers('elsewhere'), workers: all('enricher', { since: testNow - 40_000 }) })).toEqual([])
  expect(found({ readers: readers('elsewhere'), stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
  const services = healthyStack.services.map((each) =>
    each.name === 'kafka' ? { ...each, state: 'stopped' as const, pid: null } : each,
  )
  const stopped = testFacts({ stack: { ...healthyStack, phase: 'degraded', services }, readers: readers('elsewhere') })
  expect(causesOf(candidates([...serviceRules, ...workerRules], stopped))).toMatchObject([
    { id: 'service_stopped/kafka', suppresses: ['second_enricher/elsewhere'] },
  ])
})

const waiting = {
  state: 'known' as const,
  at: testNow,
  value: {
    enriched: 5,
    deadLetters: 0,
    corrections: 0,
    held: 0,
    forgotten: 0,
    transactions: 5,
    aborts: 0,
    contents: 9,
    partitions: [0],
    commitToEnriched: null,
    lastError: 'Kafka refuses its transaction',
  },
}

test('a worker stands though records come, or falls behind', () => {
  const growing: Facts['trend'] = (key, ms) => {
    if (key === 'enricher_position') return { first: 5, last: 5, least: 5, most: 5 }
    const first = 1_000 - ms / 1_000
    return key === 'records_of_events' ? { first, last: 1_000, least: first, most: 1_000 } : null
  }
  expect(found({ trend: growing })).toEqual([['worker_stalled/enricher', 'fail']])
  // One that says what it waits for is believed sooner.
  const stoodBriefly: Facts['trend'] = (key, ms) => (ms > 15_000 ? null : growing(key, ms))
  expect(found({ trend: stoodBriefly })).toEqual([])
  expect(found({ trend: stoodBriefly, pipeline: testPipeline({ enricher: waiting }) })).toEqual([
    ['worker_stalled/enricher', 'fail'],
  ])
  // What restarting does not help is not offered a restart.
  const offered = (lastError: string): readonly string[] | undefined => {
    const enricher = { ...waiting, value: { ...waiting.value, lastError } }
    const facts = testFacts({ trend: stoodBriefly, pipeline: testPipeline({ enricher }) })
    return workerStalled.find({ ...facts, kafka: lookAt(kafka('marsad-enricher')) })[0]?.fixes
  }
  expect(offered('Kafka refuses its transaction')).toEqual(['restart'])
  expect(offered("ReplyError: NOPERM User default has no permissions to run the 'zadd' command")).toEqual([])
  const behind = testTrend({ leaderboard_lag: [6_000, 9_000], leaderboard_position: [1, 500] })
  expect(found({ trend: behind })).toEqual([['worker_behind/leaderboard', 'warn']])
})

test('a transaction that stays open is told with whose it is, and a passing one is not', () => {
  const open = (ageMs: number, transactionalId: string | null) => ({
    topic: topics.enriched,
    partition: 1,
    producerId: '7',
    offset: 42,
    since: testNow - ageMs,
    transactionalId,
  })
  const told = (ageMs: number, id: string | null) =>
    transactionBlocks.find(
      testFacts({ kafka: lookAt({ ...kafka('marsad-enricher'), transactions: [open(ageMs, id)] }) }),
    )
  expect(told(1_000, 'somebody')).toEqual([])
  expect(told(4_000, 'somebody')).toMatchObject([
    {
      subject: topics.enriched,
      evidence: [{ word: 'open', values: { partition: 1, offset: 42 } }, { word: 'whose' }, { word: 'ends' }],
      fixes: ['end'],
      breaks: ['topics', 'warehouse', 'leaderboard'],
    },
  ])
  expect(told(4_000, null)).toMatchObject([{ evidence: [{}, { word: 'nobodys' }, {}], fixes: [] }])
})
