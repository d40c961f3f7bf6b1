import { describe, expect, it } from 'vitest'
import { processOf, serves, viewOf, type ServiceLife } from './serviceLife'

const running: ServiceLife = {
  state: 'running',
  since: 5,
  process: { pid: 7, startedAt: 'x' },
  startMs: 300,
  silent: null,
}
const silent = { code: 'service_unreachable', details: { service: 'redis', seconds: 15 }, cause: null } as const

describe('serviceLife', () => {
  it('shows a hanging service as running, with its failure, and as not serving', () => {
    expect(viewOf({ ...running, silent })).toMatchObject({ state: 'running', pid: 7, failure: silent })
    expect(serves(running)).toBe(true)
    expect(serves({ ...running, silent })).toBe(false)
  })

  it('shows what an exited one left behind', () => {
    const life: ServiceLife = { state: 'backoff', since: 9, remains: { failure: silent, lastLog: ['last words'] } }
    expect(viewOf(life)).toEqual({
      state: 'backoff',
      since: 9,
      pid: null,
      waitingFor: 'restart_delay',
      failure: silent,
      lastLog: ['last words'],
    })
    expect(processOf(life)).toBeNull()
  })
})
