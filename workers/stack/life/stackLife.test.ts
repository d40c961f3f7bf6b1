import { describe, expect, it } from 'vitest'
import { begin, beginStep, beginStop, failStep, finishStep, follow, giveUp, prove, stoppedAt } from './stackLife'

const started = begin(stoppedAt(0), ['kafka', 'redis', 'canary'], 100)

describe('stackLife', () => {
  it('measures ready from the click, and a step from its own beginning', () => {
    const ready = prove(finishStep(beginStep(started, 'redis', 150), 'redis', ['x'], 190), 1_100)
    expect(ready).toMatchObject({ phase: 'ready', readyMs: 1_000 })
    if (ready.phase !== 'ready') return
    expect(ready.steps.find((step) => step.id === 'redis')).toEqual({
      id: 'redis',
      state: 'done',
      startedAt: 150,
      tookMs: 40,
      changes: ['x'],
    })
    expect(ready.steps.find((step) => step.id === 'kafka')?.state).toBe('pending')
  })

  it('goes to degraded and back, and keeps what the start took', () => {
    const ready = prove(started, 600)
    const degraded = follow(ready, false, 700)
    expect(degraded).toMatchObject({ phase: 'degraded', since: 700, readyMs: 500 })
    expect(follow(degraded, false, 800)).toBe(degraded)
    expect(follow(degraded, true, 900)).toMatchObject({ phase: 'ready', since: 900, readyMs: 500 })
  })

  it('does not call a starting or failed stack ready because its services serve', () => {
    expect(follow(started, true, 200)).toBe(started)
    const failed = giveUp(failStep(started, 'canary', 300), { code: 'canary_lost', details: {}, cause: null }, 300)
    expect(follow(failed, true, 400)).toBe(failed)
  })

  it('can be started again after a failure, and not while it runs', () => {
    const failed = giveUp(started, { code: 'internal', details: {}, cause: null }, 300)
    expect(begin(failed, ['redis'], 400)).toMatchObject({ phase: 'starting', since: 400 })
    expect(() => begin(prove(started, 1), [], 2)).toThrow('ready')
    expect(() => begin(started, [], 2)).toThrow('starting')
  })

  it('ignores news of a step after the start was abandoned', () => {
    const stopping = beginStop(started, 200)
    expect(finishStep(stopping, 'kafka', [], 300)).toBe(stopping)
    expect(() => beginStop(stopping, 300)).toThrow('stopping')
  })
})
