import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultSettings } from '../../contract/settings'
import type { WorkerConfig, WorkerEvent } from '../../contract/workers'
import { fakeSpawn, type FakeProcess } from './fakeProcess'
import { superviseWorker, type Supervisor } from './supervisor'

const config: WorkerConfig = {
  paths: { data: '/d', runtime: '/r', sql: '/s', entries: '/e', node: '/n' },
  settings: defaultSettings,
  endpoints: null,
  ownerPid: 1,
}
let spawned: FakeProcess[]
let events: WorkerEvent[]
let logged: string[]
let worker: Supervisor

beforeEach(() => {
  vi.useFakeTimers()
  spawned = []
  events = []
  logged = []
  worker = superviseWorker({
    name: 'enricher',
    entry: '/e/enricher.js',
    spawn: fakeSpawn((fake) => void spawned.push(fake)),
    config: () => config,
    onEvent: (event) => void events.push(event),
    onChange: () => undefined,
    onAsk: null,
    onConfigured: () => undefined,
    log: (_source, _level, text) => void logged.push(text),
    now: () => Date.now(),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

const latest = (): FakeProcess => {
  const fake = spawned.at(-1)
  if (fake === undefined) throw new Error('nothing was spawned')
  return fake
}
const run = async (): Promise<FakeProcess> => {
  worker.start()
  await vi.advanceTimersByTimeAsync(0)
  latest().say({ type: 'hello', pid: 5 })
  latest().say({ type: 'running' })
  return latest()
}

test('hello is answered with the configuration, running follows', async () => {
  const fake = await run()
  expect(fake.entry).toBe('/e/enricher.js')
  expect(fake.sent).toEqual([{ type: 'configure', config }])
  expect(worker.snapshot()).toMatchObject({ state: 'running', restarts: 0, failure: null })
})

test('an invalid message is dropped with its path, and without its content', async () => {
  const fake = await run()
  fake.say({ type: 'event', event: { kind: 'log', source: 'worker', level: 'loud', text: 'secret', at: 1 } })
  fake.say('nonsense')
  expect(events).toEqual([])
  expect(logged.find((line) => line.includes('event.level'))).toContain('dropped')
  expect(logged.join()).not.toContain('secret')
  expect(worker.snapshot().state).toBe('running')
})

test('a request made before it is configured is sent afterwards, and answered by id', async () => {
  worker.start()
  await vi.advanceTimersByTimeAsync(0)
  const answer = worker.request('a.b', { x: 1 }, null)
  expect(latest().sent).toEqual([])
  latest().say({ type: 'hello', pid: 5 })
  expect(latest().sent.map((message) => message.type)).toEqual(['configure', 'request'])
  latest().say({ type: 'response', id: 99, result: { ok: true, value: 'of another' } })
  latest().say({ type: 'response', id: 1, result: { ok: true, value: 42 } })
  expect(await answer).toBe(42)
})

test('a failed, an invalid and a late answer are told apart', async () => {
  const fake = await run()
  const failed = expect(worker.request('a', {}, null)).rejects.toMatchObject({ failure: { code: 'bad_request' } })
  fake.say({
    type: 'response',
    id: 1,
    result: { ok: false, failure: { code: 'bad_request', details: {}, cause: null } },
  })
  await failed
  const invalid = expect(worker.request('a', {}, null)).rejects.toMatchObject({ failure: { code: 'internal' } })
  fake.say({ type: 'response', id: 2, result: 'yes' })
  await invalid
  const late = expect(worker.request('a', {}, 1000)).rejects.toMatchObject({ failure: { code: 'service_timeout' } })
  await vi.advanceTimersByTimeAsync(1000)
  await late
})

test('its end rejects what was asked of it, and it comes back after a delay', async () => {
  const fake = await run()
  const lost = expect(worker.request('a', {}, null)).rejects.toMatchObject({ failure: { code: 'worker_exited' } })
  fake.exit({ kind: 'signal', signal: 'SIGKILL' })
  await lost
  expect(worker.snapshot()).toMatchObject({ state: 'backoff', pid: null, failure: { code: 'worker_exited' } })
  await vi.advanceTimersByTimeAsync(249)
  expect(spawned).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(spawned).toHaveLength(2)
  latest().say({ type: 'hello', pid: 6 })
  latest().say({ type: 'running' })
  expect(worker.snapshot()).toMatchObject({ state: 'running', restarts: 1, failure: null })
})

test('one that never says hello is killed and counts as an exit', async () => {
  worker.start()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(latest().killed).toBe(true)
  expect(worker.snapshot()).toMatchObject({ state: 'backoff', failure: { code: 'worker_exited' } })
})

test('stop asks, waits, and kills only after the limit', async () => {
  const fake = await run()
  let stopped = false
  const done = worker.stop().then(() => {
    stopped = true
  })
  expect(fake.sent.at(-1)).toEqual({ type: 'shutdown' })
  fake.say({ type: 'closing' })
  await vi.advanceTimersByTimeAsync(11_999)
  expect([fake.killed, stopped]).toEqual([false, false])
  await vi.advanceTimersByTimeAsync(1)
  await done
  expect([fake.killed, stopped]).toEqual([true, true])
  expect(worker.snapshot().state).toBe('stopped')
})

test('one that is busy and hears nothing of the stop is killed sooner', async () => {
  const fake = await run()
  const done = worker.stop()
  await vi.advanceTimersByTimeAsync(4_999)
  expect(fake.killed).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await done
  expect([fake.killed, worker.snapshot().state]).toEqual([true, 'stopped'])
  expect(logged.at(-1)).toContain('killed')
})

test('stop of one that does not run is done at once; asking it fails in words', async () => {
  await worker.stop()
  await expect(worker.request('a', {}, null)).rejects.toMatchObject({
    failure: { code: 'not_running', details: { service: 'enricher' } },
  })
})

test('messages of a process that was replaced are not heard', async () => {
  const old = await run()
  worker.restart()
  old.exit({ kind: 'code', code: 0 })
  await vi.advanceTimersByTimeAsync(0)
  expect(spawned).toHaveLength(2)
  old.say({ type: 'running' })
  expect(worker.snapshot().state).toBe('starting')
})
