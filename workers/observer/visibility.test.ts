import { expect, test } from 'vitest'
import { createVisibilityWatch } from './visibility'

const row = (eventId: number, committedMs: number) => ({ eventId, committedMs })

test('an event counts once, from its commit to the first answer that holds it', () => {
  const watch = createVisibilityWatch(10)
  expect(watch.next(1_000, 5)).toEqual({ after: 10, every: 1 })
  watch.seen([], 1_000, 1_005)
  expect(watch.seen([row(11, 900)], 1_150, 1_160)).toEqual([260])
  expect(watch.seen([row(11, 900), row(12, 1_100)], 1_310, 1_320)).toEqual([220])
})

test('a look that comes too long after the one before measures nothing', () => {
  const watch = createVisibilityWatch(10)
  watch.seen([], 1_000, 1_005)
  expect(watch.seen([row(11, 900)], 3_000, 3_010)).toEqual([])
  expect(watch.seen([row(11, 900), row(12, 3_100)], 3_150, 3_160)).toEqual([60])
})

test('late ones behind larger ids are still waited for, for ten seconds', () => {
  const watch = createVisibilityWatch(0)
  watch.seen([], 1_000, 1_001)
  watch.seen([row(50, 1_000)], 1_100, 1_110)
  expect(watch.next(9_000, 5).after).toBe(0)
  expect(watch.next(12_000, 5).after).toBe(50)
})

test('at high rates only some ids are asked for, and another choice of them measures nothing at first', () => {
  const watch = createVisibilityWatch(0)
  expect(watch.next(1_000, 5_000).every).toBe(256)
  watch.seen([], 1_000, 1_001)
  expect(watch.next(1_100, 5_100).every).toBe(256)
  expect(watch.seen([row(256, 1_000)], 1_100, 1_110)).toEqual([110])
  expect(watch.next(1_200, 10).every).toBe(1)
  expect(watch.seen([row(255, 1_000)], 1_200, 1_210)).toEqual([])
})
