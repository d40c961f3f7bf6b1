import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchSilence } from './watchSilence'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('tells once that nothing was heard for so many turns', () => {
  const onSilent = vi.fn()
  const watch = watchSilence(1_000, 3, onSilent)
  // It has not begun.
  vi.advanceTimersByTime(10_000)
  watch.heard()
  vi.advanceTimersByTime(2_900)
  watch.heard()
  vi.advanceTimersByTime(2_000)
  expect(onSilent).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10_000)
  expect(onSilent).toHaveBeenCalledTimes(1)
})

test('tells nothing once it was stopped', () => {
  const onSilent = vi.fn()
  const watch = watchSilence(1_000, 3, onSilent)
  watch.heard()
  watch.stop()
  vi.advanceTimersByTime(10_000)
  expect(onSilent).not.toHaveBeenCalled()
})
