import { describe, expect, it } from 'vitest'
import { pause, retryDelayMs } from './pause'

describe('pause', () => {
  it('ends at once when the signal aborts', async () => {
    const abort = new AbortController()
    const started = performance.now()
    const waiting = pause(60_000, abort.signal)
    abort.abort()
    await waiting
    await pause(60_000, abort.signal)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('retryDelayMs', () => {
  it('grows and stays bounded', () => {
    const delays = [1, 2, 3, 4, 5, 6, 100].map((attempt) => retryDelayMs(attempt))
    expect(delays).toEqual([50, 100, 200, 400, 800, 1_500, 1_500])
  })
})
