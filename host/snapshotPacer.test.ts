import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPacer } from './snapshotPacer'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('at most four a second, however often it is touched, and the last change is not lost', () => {
  const at: number[] = []
  const begin = Date.now()
  const pacer = createPacer(250, () => at.push(Date.now() - begin), Date.now)
  for (let n = 0; n < 100; n += 1) {
    pacer.touch(false)
    vi.advanceTimersByTime(10)
  }
  vi.advanceTimersByTime(1000)
  expect(at).toEqual([0, 250, 500, 750, 1000])
})

test('the urgent one goes at once and begins a new gap', () => {
  const at: number[] = []
  const begin = Date.now()
  const pacer = createPacer(250, () => at.push(Date.now() - begin), Date.now)
  pacer.touch(false)
  vi.advanceTimersByTime(100)
  pacer.touch(false)
  pacer.touch(true)
  vi.advanceTimersByTime(10)
  pacer.touch(false)
  vi.advanceTimersByTime(1000)
  expect(at).toEqual([0, 100, 350])
})

test('closed, it emits nothing more', () => {
  const emit = vi.fn()
  const pacer = createPacer(250, emit, Date.now)
  pacer.touch(true)
  pacer.touch(false)
  pacer.close()
  vi.advanceTimersByTime(1000)
  expect(emit).toHaveBeenCalledTimes(1)
})
