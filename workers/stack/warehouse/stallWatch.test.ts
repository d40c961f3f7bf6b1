import { expect, test } from 'vitest'
import { createStallWatch } from './stallWatch'

test('a consumer that commits nothing while more is written has stalled, after the limit and not before', () => {
  const watch = createStallWatch(30)
  expect(watch.look({ committed: 5, end: 9 }, 0)).toBe(false)
  expect(watch.look({ committed: 5, end: 12 }, 10)).toBe(false)
  expect(watch.look({ committed: 5, end: 12 }, 39)).toBe(false)
  expect(watch.look({ committed: 5, end: 14 }, 40)).toBe(true)
})

test('one that stands before a marker while nothing is written rests', () => {
  const watch = createStallWatch(30)
  for (let now = 0; now < 1_000; now += 10) expect(watch.look({ committed: 5, end: 6 }, now)).toBe(false)
})

test('each commit begins the time anew, and so does a topic that was made anew', () => {
  const watch = createStallWatch(30)
  watch.look({ committed: 5, end: 6 }, 0)
  watch.look({ committed: 5, end: 9 }, 10)
  expect(watch.look({ committed: 8, end: 9 }, 50)).toBe(false)
  watch.look({ committed: 8, end: 10 }, 60)
  expect(watch.look({ committed: 8, end: 2 }, 100)).toBe(false)
  watch.look({ committed: 8, end: 3 }, 110)
  watch.reset()
  expect(watch.look({ committed: 8, end: 4 }, 200)).toBe(false)
})
