import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLogRing } from './logRing'

test('keeps the newest lines and numbers them on', () => {
  const ring = createLogRing(3)
  for (const text of ['a', 'b', 'c', 'd', 'e']) ring.add('kafka', 'info', text, 1)
  const { lines, next } = ring.read({ sources: [], after: -1, limit: 10 })
  expect(lines.map((line) => [line.seq, line.text])).toEqual([
    [2, 'c'],
    [3, 'd'],
    [4, 'e'],
  ])
  expect(next).toBe(4)
})

test('an empty ring has nothing, and its cursor is still good later', () => {
  const ring = createLogRing(3)
  const { lines, next } = ring.read({ sources: [], after: -1, limit: 10 })
  expect([lines, next]).toEqual([[], -1])
  ring.add('redis', 'info', 'a', 1)
  expect(ring.read({ sources: [], after: next, limit: 10 }).lines).toHaveLength(1)
})

test('reading on with the cursor gives each kept line of a source once and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('kafka', 'redis', 'stack'), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (sources, limit) => {
        const ring = createLogRing(40)
        sources.forEach((source, n) => ring.add(source, 'info', String(n), n))
        const seen: number[] = []
        let after = 0
        for (;;) {
          const { lines, next } = ring.read({ sources: ['redis'], after, limit })
          seen.push(...lines.map((line) => line.seq))
          if (lines.length === 0) break
          after = next
        }
        const expected = sources.flatMap((source, n) =>
          source === 'redis' && n > 0 && n >= sources.length - 40 ? [n] : [],
        )
        expect(seen).toEqual(expected)
      },
    ),
  )
})
