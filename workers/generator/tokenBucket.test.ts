import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenBucket } from './tokenBucket'

test('over any steady series of calls, what is taken follows the rate to within one event', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ min: 0.5, max: 5_000, noNaN: true }), fc.integer({ min: 1, max: 30 })),
      // Drawn evenly as well: of doubles by themselves, nearly all are next to nothing.
      fc.array(fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), fc.integer({ min: 0, max: 200 })), {
        minLength: 1,
        maxLength: 200,
      }),
      (rate, steps) => {
        const bucket = createTokenBucket(rate, 0)
        let now = 0
        let taken = 0
        for (const step of steps) {
          now += step
          taken += bucket.take(now, Number.MAX_SAFE_INTEGER)
          expect(taken).toBeLessThanOrEqual((now / 1_000) * rate + 1e-6)
        }
        expect(taken).toBeGreaterThan((now / 1_000) * rate - 1.001)
      },
    ),
  )
})

test('a long pause is not owed: at most a quarter of a second comes after it', () => {
  const bucket = createTokenBucket(1_000, 0)
  expect(bucket.take(3_600_000, Number.MAX_SAFE_INTEGER)).toBe(250)
})

test('what a limit leaves stays for the next call, and what is given back comes again', () => {
  const bucket = createTokenBucket(1_000, 0)
  expect(bucket.take(100, 30)).toBe(30)
  expect(bucket.take(100, 30)).toBe(30)
  bucket.giveBack(30)
  expect(bucket.take(100, Number.MAX_SAFE_INTEGER)).toBe(70)
})

test('it tells how long to wait, and after that wait there is one', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 10_000, noNaN: true }), (rate) => {
      const bucket = createTokenBucket(rate, 0)
      const wait = bucket.waitMs(0)
      expect(wait).toBeCloseTo(1_000 / rate, 6)
      expect(bucket.take(wait, 10)).toBe(1)
    }),
  )
})

test('a new rate holds from the moment it is set', () => {
  const bucket = createTokenBucket(10, 0)
  bucket.setRate(1_000, 100)
  expect(bucket.take(100, 10)).toBe(1)
  expect(bucket.take(200, 1_000)).toBe(100)
})
