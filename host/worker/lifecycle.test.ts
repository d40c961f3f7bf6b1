import { expect, test } from 'vitest'
import { advance, newLife, recentExits, restartPolicy, type LifeEvent, type WorkerLife } from './lifecycle'

const crash: LifeEvent = { kind: 'exited', reason: { kind: 'code', code: 1 } }
const step = (life: WorkerLife, event: LifeEvent, now: number) => advance(life, event, now, restartPolicy, 'enricher')
const after = (events: readonly LifeEvent[], now = 0): WorkerLife =>
  events.reduce((life, event) => step(life, event, now).life, newLife(0))
const running: LifeEvent[] = [{ kind: 'start' }, { kind: 'hello', pid: 7 }, { kind: 'running', pid: 7 }]

test('starts, says hello, runs', () => {
  const started = step(newLife(0), { kind: 'start' }, 1)
  expect(started).toMatchObject({ life: { state: { kind: 'starting', pid: null } }, effects: ['spawn'] })
  expect(after(running).state).toEqual({ kind: 'running', since: 0, pid: 7 })
})

test('the delay grows with each exit and the fifth within two minutes is the last', () => {
  let life = after(running)
  const delays: number[] = []
  for (let now = 1000; now <= 4000; now += 1000) {
    const { life: next, effects } = step(life, crash, now)
    expect(effects).toEqual(['schedule_restart'])
    if (next.state.kind !== 'backoff') throw new Error(`expected a backoff, not ${next.state.kind}`)
    delays.push(next.state.delayMs)
    life = step(next, { kind: 'due' }, now).life
  }
  expect(delays).toEqual([250, 500, 1000, 2000])
  expect(life.restarts).toBe(4)
  const last = step(life, crash, 5000)
  expect(last.effects).toEqual([])
  expect(last.life.state).toMatchObject({
    kind: 'failed',
    failure: { code: 'worker_crash_loop', details: { worker: 'enricher', restarts: 4 } },
  })
})

test('exits older than two minutes no longer count', () => {
  let life = after(running)
  for (let n = 0; n < 12; n += 1) {
    const { life: next } = step(life, crash, n * 31_000)
    expect(next.state.kind).toBe('backoff')
    life = step(next, { kind: 'due' }, n * 31_000).life
  }
})

test('what a worker told before its end is its failure', () => {
  const failure = { code: 'runtime_missing', details: { path: 'x' }, cause: null } as const
  const told = step(after(running), { kind: 'exited', reason: { kind: 'fatal', failure } }, 1)
  expect(told.life.state).toMatchObject({ kind: 'backoff', failure })
})

test('asked to stop, its exit is no crash', () => {
  const stopping = step(after(running), { kind: 'stop' }, 1)
  expect(stopping).toMatchObject({ life: { state: { kind: 'stopping', pid: 7 } }, effects: ['shutdown'] })
  expect(step(stopping.life, crash, 2)).toMatchObject({ life: { state: { kind: 'stopped' }, exits: [] }, effects: [] })
})

test('a restart ends it first and starts it afresh; a start while it stops does the same', () => {
  const restarting = step(after(running), { kind: 'restart' }, 1)
  expect(restarting.effects).toEqual(['shutdown'])
  expect(step(restarting.life, crash, 2).effects).toEqual(['spawn'])
  const stopping = after([...running, { kind: 'stop' }, { kind: 'start' }])
  expect(step(stopping, crash, 2).effects).toEqual(['spawn'])
})

test('stopping during a backoff cancels the restart; starting begins at once', () => {
  const waiting = after([...running, crash])
  expect(step(waiting, { kind: 'stop' }, 1)).toMatchObject({
    life: { state: { kind: 'stopped' } },
    effects: ['cancel_restart'],
  })
  expect(step(waiting, { kind: 'start' }, 1).effects).toEqual(['cancel_restart', 'spawn'])
})

test('a person may start one that was given up, with a fresh budget', () => {
  let life = after(running)
  for (let n = 0; n < 5; n += 1) life = step(step(life, crash, n).life, { kind: 'due' }, n).life
  expect(life.state.kind).toBe('failed')
  const again = step(life, { kind: 'start' }, 10)
  expect(again.effects).toEqual(['spawn'])
  expect(step(again.life, crash, 11).life.state).toMatchObject({ kind: 'backoff', delayMs: 250 })
})

test('late messages of a process that has gone change nothing', () => {
  const stopped = newLife(0)
  for (const late of [{ kind: 'hello', pid: 1 }, { kind: 'running', pid: 1 }, { kind: 'due' }, crash] as const) {
    expect(step(stopped, late, 5)).toEqual({ life: stopped, effects: [] })
  }
})

test('whom a person starts afresh has no restarts of late', () => {
  const crashed = step(step(after(running), crash, 1_000).life, { kind: 'due' }, 1_300).life
  expect(recentExits(crashed, 1_300, restartPolicy)).toHaveLength(1)
  expect(recentExits(crashed, 1_000 + restartPolicy.windowMs, restartPolicy)).toEqual([])
  const stopping = step(crashed, { kind: 'restart' }, 2_000).life
  const afresh = step(stopping, { kind: 'exited', reason: { kind: 'code', code: 0 } }, 2_100).life
  expect(afresh).toMatchObject({ state: { kind: 'starting' }, restarts: 1 })
  expect(recentExits(afresh, 2_100, restartPolicy)).toEqual([])
})
