import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageRing } from './messageRing'

test('it holds the newest within both bounds, newest first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 100 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (sizes, limit, byteLimit, asked) => {
        const ring = createMessageRing<{ id: number; bytes: number }>(limit, byteLimit)
        sizes.forEach((bytes, id) => ring.push({ id, bytes }))
        const held = ring.newest(limit)
        expect(held.map(({ id }) => id)).toEqual(held.map((_, index) => sizes.length - 1 - index))
        expect(held.length).toBeLessThanOrEqual(limit)
        // The newest is held even when it alone is too large.
        if (held.length > 1) expect(held.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(byteLimit)
        if (sizes.length > 0) expect(held.length).toBeGreaterThan(0)
        expect(ring.newest(asked)).toEqual(held.slice(0, asked))
        ring.clear()
        expect(ring.newest(limit)).toEqual([])
      },
    ),
  )
})
