import { expect, test } from 'vitest'
import { statusSchema } from '../contract/commands'
import { electronState } from '../contract/electronSupport'
import { noStatus, statusOf } from './statusOf'
import { samplePipeline, sampleSnapshot } from './view/sampleSnapshot'

test('the sixty-minute board, the counts, and null for what is not known', () => {
  const status = statusSchema.parse(statusOf(sampleSnapshot))
  expect(status).toMatchObject({
    running: true,
    ready: true,
    stack: 'embedded',
    data_dir: '/var/lib/marsad',
    electron: { version: '45.4.1', supported: true },
    counts: {
      postgres_events: 1_234_567,
      flat: 1_234_560,
      enriched: 1_234_550,
      clickhouse_distinct: null,
      clickhouse_errors: null,
      dead_letters: 3,
    },
  })
  expect(status.leaderboard).toHaveLength(10)
  expect(status.leaderboard[0]).toMatchObject({ rank: 1, content_id: 'content-0', seconds: 60000.25 })
  expect(status.workers.map((worker) => worker.name)).toEqual([
    'stack',
    'enricher',
    'leaderboard',
    'observer',
    'generator',
  ])
})

test('a store that fell silent keeps its last known count', () => {
  const last = { value: { distinct: 7, raw: 8, errors: 0, ratePerSecond: null, countedAt: 1, consumers: [] }, at: 1 }
  const pipeline = { ...samplePipeline, clickhouse: { state: 'unknown' as const, reason: 'down', last } }
  expect(statusOf({ ...sampleSnapshot, pipeline }).counts).toMatchObject({ clickhouse_distinct: 7 })
})

test('degraded is running and not ready; stopped is neither', () => {
  const phase = (phase: 'degraded' | 'stopped') =>
    statusOf({ ...sampleSnapshot, stack: { ...sampleSnapshot.stack, phase }, pipeline: null })
  expect(phase('degraded')).toMatchObject({ running: true, ready: false, counts: null, leaderboard: [] })
  expect(phase('stopped')).toMatchObject({ running: false, ready: false })
  expect(statusSchema.parse(noStatus('/d', [], electronState('33.2.1')))).toMatchObject({
    running: false,
    data_dir: '/d',
    electron: { version: '33.2.1', supported: false },
  })
})
