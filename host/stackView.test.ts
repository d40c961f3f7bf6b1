import { expect, test } from 'vitest'
import { defaultSettings } from '../contract/settings'
import type { StackSnapshot, WorkerName, WorkerSnapshot } from '../contract/snapshot'
import { seenStack, unreportedStack } from './stackView'

const stack = (phase: StackSnapshot['phase']): StackSnapshot => ({
  ...unreportedStack(defaultSettings, '/d', 1),
  phase,
})
const worker = (name: WorkerName, state: WorkerSnapshot['state']): WorkerSnapshot => ({
  name,
  state,
  pid: null,
  since: 9,
  restarts: 0,
  recentRestarts: 0,
  failure: state === 'failed' ? { code: 'worker_crash_loop', details: { worker: name }, cause: null } : null,
})

test('ready with a worker in trouble is degraded, since the trouble began', () => {
  expect(seenStack(stack('ready'), [worker('stack', 'running'), worker('observer', 'backoff')], null)).toMatchObject({
    phase: 'degraded',
    since: 9,
  })
  expect(seenStack(stack('ready'), [worker('enricher', 'running')], null).phase).toBe('ready')
})

test('a start whose enricher was given up has failed; without an observer it goes on', () => {
  const failed = seenStack(stack('starting'), [worker('enricher', 'failed')], null)
  expect(failed).toMatchObject({ phase: 'failed', failure: { code: 'worker_crash_loop' } })
  expect(seenStack(stack('starting'), [worker('observer', 'failed')], null).phase).toBe('starting')
})

test('a stop is seen before the stack worker reports it, and over when it says stopped', () => {
  expect(seenStack(stack('ready'), [], 5)).toMatchObject({ phase: 'stopping', since: 5 })
  expect(seenStack(stack('stopped'), [], 5).phase).toBe('stopped')
})

test('without its stack worker the stack has failed', () => {
  expect(seenStack(stack('ready'), [worker('stack', 'failed')], null)).toMatchObject({
    phase: 'failed',
    failure: { details: { worker: 'stack' } },
  })
})

test('before any report the preferred ports are shown', () => {
  const ports = unreportedStack({ ...defaultSettings, ports: { ...defaultSettings.ports, redis: 16379 } }, '/d', 1)
  expect(ports.services.map((service) => service.port)).toEqual([5432, 9092, 8083, 8123, 16379])
})
