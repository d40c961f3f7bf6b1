import { expect, test } from 'vitest'
import { MarsadError } from '../../../../contract/errors'
import { candidates, causesOf } from '../../diagnose'
import type { Facts } from '../../facts'
import type { MachineFacts } from '../../probes/machine'
import type { ProcessorsFacts } from '../../probes/processors'
import { healthyStack, lookAt, lookAtNothing, testFacts, testNow, testPipeline, testTrend } from '../../testFacts'
import { rules } from '..'
import { serviceRules } from '../services'
import { workerRules } from '../workers'
import { machineRules } from '.'

const noAnswer = { word: 'noAnswer', ms: 2_000 } as const
const gibi = 1_073_741_824
const healthy: MachineFacts = {
  disk: { free: 40 * gibi, total: 200 * gibi },
  memory: { free: 8 * gibi, total: 16 * gibi },
  openFiles: [{ pid: 100, open: 300, limit: 1_024 }],
}
const found = (changed: Partial<MachineFacts>, others: Partial<Facts> = {}): (readonly [string, string])[] =>
  candidates(machineRules, testFacts({ machine: lookAt({ ...healthy, ...changed }), ...others })).map(
    ({ id, found: { severity } }) => [id, severity],
  )

test('nothing is found of a machine with room', () => {
  expect(found({})).toEqual([])
  // A small disk with a tenth of it free.
  expect(found({ disk: { free: gibi, total: 10 * gibi } })).toEqual([])
})

test('the disk is nearly full, where the services write to it', () => {
  const disk = { free: gibi, total: 200 * gibi }
  expect(found({ disk })).toEqual([['disk_nearly_full/disk', 'warn']])
  expect(found({ disk: { ...disk, free: gibi / 8 } })).toEqual([['disk_nearly_full/disk', 'fail']])
  expect(found({ disk }, { stack: { ...healthyStack, kind: 'remote' } })).toEqual([])
})

test('memory is short, a service has too much open', () => {
  expect(found({ memory: { free: gibi / 4, total: 16 * gibi } })).toEqual([['memory_short/memory', 'warn']])
  const [first] = healthyStack.services.map(({ name }) => name)
  expect(found({ openFiles: [{ pid: 100, open: 900, limit: 1_024 }] })).toContainEqual([
    `open_files/${first ?? ''}`,
    'warn',
  ])
  expect(found({ openFiles: [{ pid: 7, open: 900, limit: 1_024 }] })).toEqual([])
})

test('the processors are busy where something suffers from it', () => {
  const full = { cores: 2, wanting: 30, load: 9, idle: 0.01, waits: {} }
  const ofThem = (processors: ProcessorsFacts, others: Partial<Facts> = {}): ReturnType<typeof found> =>
    found({}, { processors: lookAt(processors), ...others })
  const silence = { ...lookAtNothing, reason: noAnswer, failingSince: testNow - 3_000 }
  const late: Facts['trend'] = testTrend({ capture_median: [6_000, 9_000], records_of_events: [10, 20] })
  const busy = 'processors_busy/processors'
  // The pipeline's own threads on processors that it fills.
  expect(ofThem(full)).toEqual([])
  expect(ofThem(full, { kafka: silence })).toEqual([[busy, 'fail']])
  expect(ofThem(full, { trend: late })).toEqual([[busy, 'warn']])
  // It refuses, or has been silent for a moment only.
  expect(ofThem(full, { kafka: { ...silence, refused: true } })).toEqual([])
  expect(ofThem(full, { kafka: { ...silence, failingSince: testNow - 1_000 } })).toEqual([])
  // Others have gone by the time, the processors rest, or cannot tell yet.
  for (const changed of [{ wanting: 4 }, { idle: 0.3 }, { idle: null }])
    expect(ofThem({ ...full, ...changed }, { kafka: silence, trend: late })).toEqual([])
})

test('what is silent or late for want of processors is told with them, what is stopped is not', () => {
  const [first, ...others] = healthyStack.services
  if (first === undefined) throw new Error('no service')
  const facts = testFacts({
    processors: lookAt({ cores: 2, wanting: 30, load: 9, idle: 0.01, waits: {} }),
    kafka: { ...lookAtNothing, reason: noAnswer, failingSince: testNow - 3_000 },
    stack: { ...healthyStack, services: [{ ...first, state: 'stopped' }, ...others] },
  })
  const causes = causesOf(candidates(rules, facts)).map(({ id, suppresses }) => [id, suppresses])
  expect(causes).toEqual([
    ['processors_busy/processors', ['service_silent/kafka']],
    [`service_stopped/${first.name}`, []],
  ])
})

test('a container that somebody paused is told as that on full processors too', () => {
  const services = healthyStack.services.map((service) =>
    service.name === 'kafka'
      ? { ...service, failure: new MarsadError('container_paused', { service: 'kafka' }).failure }
      : service,
  )
  const facts = testFacts({
    processors: lookAt({ cores: 2, wanting: 30, load: 9, idle: 0.01, waits: {} }),
    kafka: { ...lookAtNothing, reason: noAnswer, failingSince: testNow - 3_000 },
    redis: { ...lookAtNothing, reason: noAnswer, failingSince: testNow - 3_000 },
    stack: { ...healthyStack, services },
  })
  expect(causesOf(candidates(rules, facts)).map(({ id, suppresses }) => [id, suppresses])).toEqual([
    ['processors_busy/processors', ['service_silent/redis']],
    ['service_unhealthy/kafka', ['service_silent/kafka']],
  ])
  const { redis: _answers, ...others } = facts
  expect(causesOf(candidates(rules, testFacts(others))).map(({ id }) => id)).toEqual(['service_unhealthy/kafka'])
})

test('what stood in no line hangs on full processors too, and what is late for that is not late for them', () => {
  const silence = { ...lookAtNothing, reason: noAnswer, failingSince: testNow - 3_000 }
  const causes = (waits: ProcessorsFacts['waits'], others: Partial<Facts> = {}): unknown =>
    causesOf(
      candidates(
        [...machineRules, ...serviceRules, ...workerRules],
        testFacts({
          processors: lookAt({ cores: 2, wanting: 30, load: 9, idle: 0.01, waits }),
          redis: silence,
          trend: testTrend({ capture_median: [6_000, 9_000], records_of_events: [10, 20] }),
          ...others,
        }),
      ),
    ).map(({ id, suppresses }) => [id, suppresses])
  const busy = 'processors_busy/processors'
  expect(causes({})).toEqual([[busy, ['service_silent/redis']]])
  expect(causes({ redis: 70 })).toEqual([[busy, ['service_silent/redis']]])
  expect(causes({ redis: 0 })).toEqual([['service_silent/redis', []]])
  // Each by itself.
  expect(causes({ redis: 0 }, { kafka: silence })).toEqual([
    [busy, ['service_silent/kafka']],
    ['service_silent/redis', []],
  ])
  const enricher = {
    name: 'enricher',
    state: 'running',
    pid: 7,
    since: 0,
    restarts: 0,
    recentRestarts: 0,
    failure: null,
  } as const
  const mute: Partial<Facts> = {
    redis: lookAtNothing,
    workers: [enricher],
    pipeline: testPipeline({ enricher: { state: 'unknown', reason: 'silent', last: null } }),
  }
  expect(causes({ enricher: 0 }, mute)).toEqual([])
  expect(causes({}, mute)).toEqual([[busy, []]])
  expect(causes({}, { ...mute, workers: [{ ...enricher, state: 'backoff' }] })).not.toContainEqual([busy, []])
})
