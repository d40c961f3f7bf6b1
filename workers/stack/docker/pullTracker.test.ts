import { expect, it } from 'vitest'
import { createPullTracker } from './pullTracker'

it('sums layers and images, and forgets them at the end', () => {
  let changes = 0
  const tracker = createPullTracker(() => (changes += 1))
  expect(tracker.view()).toBeNull()
  tracker.take({
    kind: 'pull',
    progress: {
      image: 'redis:7',
      layers: [
        { id: 'a', phase: 'fetching', current: 10, total: 100 },
        { id: 'b', phase: 'waiting', current: 0, total: null },
      ],
      current: 10,
      total: 100,
    },
  })
  tracker.take({ kind: 'pull', progress: { image: 'postgres:18', layers: [], current: 5, total: 5 } })
  tracker.take({ kind: 'pulled', image: 'postgres:18' })
  tracker.take({ kind: 'container', service: 'redis', state: 'created' })
  expect(changes).toBe(3)
  expect(tracker.view()).toEqual({
    currentBytes: 15,
    totalBytes: 105,
    images: [
      {
        image: 'redis:7',
        state: 'pulling',
        currentBytes: 10,
        totalBytes: 100,
        layers: [
          { id: 'a', phase: 'fetching', currentBytes: 10, totalBytes: 100 },
          { id: 'b', phase: 'waiting', currentBytes: 0, totalBytes: null },
        ],
      },
      { image: 'postgres:18', state: 'done', currentBytes: 5, totalBytes: 5, layers: [] },
    ],
  })
  tracker.end()
  expect(tracker.view()).toBeNull()
})
