import { expect, test } from 'vitest'
import { loopbackEndpoints } from '../contract/loopbackEndpoints'
import { sampleAccess } from '../contract/testing/sampleAccess'
import { defaultSettings } from '../contract/settings'
import type { Endpoints, WorkerEvent } from '../contract/workers'
import { listenersOf, mayRun, noProgress, progressAfter, type StackProgress } from './pipelineWorkers'

const endpoints = (port: number): Endpoints =>
  loopbackEndpoints({ ...defaultSettings.ports, postgres: port }, sampleAccess)
const after = (events: readonly WorkerEvent[], from: StackProgress = noProgress): StackProgress =>
  events.reduce((progress, event) => progressAfter(progress, event).progress, from)
const reached = (name: 'topics_ready' | 'ready' | 'stopped'): WorkerEvent => ({
  kind: 'milestone',
  name,
})

test('workers wait for endpoints and for their milestone, in whichever order these come', () => {
  expect(mayRun(after([reached('topics_ready')]), 'enricher')).toBe(false)
  const topics = after([reached('topics_ready'), { kind: 'endpoints', endpoints: endpoints(1) }])
  expect(mayRun(topics, 'enricher')).toBe(true)
  expect(mayRun(topics, 'observer')).toBe(false)
  expect(mayRun(topics, 'generator')).toBe(false)
  const ready = after([reached('ready')], topics)
  expect(mayRun(ready, 'observer')).toBe(true)
  expect(mayRun(ready, 'generator')).toBe(true)
})

test('the same endpoints again move nothing, others do', () => {
  const known = after([{ kind: 'endpoints', endpoints: endpoints(1) }])
  expect(progressAfter(known, { kind: 'endpoints', endpoints: endpoints(1) }).moved).toBe(false)
  expect(progressAfter(known, { kind: 'endpoints', endpoints: endpoints(2) }).moved).toBe(true)
  expect(progressAfter(noProgress, { kind: 'endpoints', endpoints: endpoints(1) }).moved).toBe(false)
})

test('stopped forgets all; a milestone told twice is kept once', () => {
  const progress = after([
    { kind: 'endpoints', endpoints: endpoints(1) },
    reached('topics_ready'),
    reached('topics_ready'),
  ])
  expect(progress.milestones).toEqual(['topics_ready'])
  expect(after([reached('stopped')], progress)).toEqual(noProgress)
})

test('statistics go to the observer, those of carriers to the stack too, logs to nobody', () => {
  const stats = { running: true, targetPerSecond: 1, inserted: 1, lastError: null }
  expect(listenersOf({ kind: 'generator', stats })).toEqual(['observer'])
  expect(listenersOf({ kind: 'log', source: 'x', level: 'info', text: 't', at: 1 })).toEqual([])
  expect(listenersOf(reached('ready'))).toEqual(['enricher', 'leaderboard', 'observer', 'generator'])
})
