import { expect, test } from 'vitest'
import { createStallWatch } from './stallWatch'

test('a consumer that commits nothing while records wait has stalled, after the limit and not before', () => {
  const watch = createStallWatch(30)
  expect(watch.look({ committed: 5, waits: true }, 10)).toBe(false)
  expect(watch.look({ committed: 5, waits: true }, 39)).toBe(false)
  expect(watch.look({ committed: 5, waits: true }, 40)).toBe(true)
})

test('records that nobody adds to wait too: the writer may have stopped before the consumer did', () => {
  const watch = createStallWatch(30)
  expect(watch.look({ committed: 5, waits: false }, 0)).toBe(false)
  expect(watch.look({ committed: 5, waits: true }, 100)).toBe(false)
  expect(watch.look({ committed: 5, waits: true }, 130)).toBe(true)
})

test('one that stands before markers while nothing is written rests', () => {
  const watch = createStallWatch(30)
  for (let now = 0; now < 1_000; now += 10) expect(watch.look({ committed: 5, waits: false }, now)).toBe(false)
})

test('each commit begins the time anew, and so does a topic that was made anew', () => {
  const watch = createStallWatch(30)
  watch.look({ committed: 5, waits: true }, 0)
  expect(watch.look({ committed: 8, waits: true }, 50)).toBe(false)
  expect(watch.look({ committed: 2, waits: true }, 90)).toBe(false)
  expect(watch.look({ committed: 2, waits: true }, 110)).toBe(false)
  watch.reset()
  expect(watch.look({ committed: 2, waits: true }, 200)).toBe(false)
})
