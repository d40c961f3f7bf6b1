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

test('a late look still measures what is later by more than twice its lateness', () => {
  const watch = createVisibilityWatch(10)
  watch.seen([], 9_000, 9_005)
  expect(watch.seen([row(11, 5_000), row(12, 9_500)], 10_005, 10_100)).toEqual([5_100])
})

test('late ones behind larger ids are still waited for, for ten seconds', () => {
  const watch = createVisibilityWatch(0)
  watch.seen([], 1_000, 1_001)
  watch.seen([row(50, 1_000)], 1_100, 1_110)
  expect(watch.next(9_000, 5).after).toBe(0)
  expect(watch.next(12_000, 5).after).toBe(50)
})

test('at high rates only some ids are asked for; what the look before did not ask for measures nothing', () => {
  const watch = createVisibilityWatch(0)
  watch.next(1_000, 5_000)
  watch.seen([], 1_000, 1_001)
  expect(watch.next(1_100, 5_100).every).toBe(256)
  expect(watch.seen([row(256, 1_000)], 1_100, 1_110)).toEqual([110])
  expect(watch.next(1_200, 10).every).toBe(1)
  // 300 may have been visible for long; 512 was looked for and was not there.
  expect(watch.seen([row(256, 1_000), row(300, 1_000), row(512, 1_150)], 1_200, 1_210)).toEqual([60])
})

test('a rate that rises from look to look does not hide the events of its rise', () => {
  const watch = createVisibilityWatch(0)
  watch.next(1_000, 5)
  watch.seen([], 1_000, 1_001)
  const rates = [40, 80, 160, 320]
  const measured = rates.map((rate, look) => {
    const now = 1_150 + look * 150
    const { every } = watch.next(now, rate)
    return watch.seen([row(every * 100, now - 50)], now, now + 10)
  })
  expect(measured).toEqual([[60], [60], [60], [60]])
})
