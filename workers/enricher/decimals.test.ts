import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engagementPct, engagementSeconds } from './decimals'

/** The same rule in arbitrary precision: dividend / divisor to two places, half away from zero. */
function exact(dividend: bigint, divisor: bigint): string {
  const negative = dividend < 0n
  const size = (negative ? -dividend : dividend) * 100n
  const hundredths = (size * 2n + divisor) / (divisor * 2n)
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
  return negative && hundredths !== 0n ? `-${text}` : text
}

const int32 = fc.integer({ min: -2147483648, max: 2147483647 })
const length = fc.oneof(fc.integer({ min: 1, max: 7200 }), fc.integer({ min: 1, max: 2147483647 }))

describe('engagementSeconds', () => {
  it('agrees with arbitrary precision for every 32-bit duration', () => {
    fc.assert(
      fc.property(int32, (durationMs) => {
        expect(engagementSeconds(durationMs)).toBe(exact(BigInt(durationMs), 1000n))
      }),
      { numRuns: 2_000 },
    )
  })

  it('rounds half away from zero', () => {
    expect([5, 4, 15, -5, -4, 0, 1005, 999_995].map((ms) => engagementSeconds(ms))).toEqual([
      '0.01',
      '0.00',
      '0.02',
      '-0.01',
      '0.00',
      '0.00',
      '1.01',
      '1000.00',
    ])
  })

  it('is null without a duration', () => {
    expect(engagementSeconds(null)).toBeNull()
  })
})

describe('engagementPct', () => {
  it('agrees with arbitrary precision for every duration and length', () => {
    fc.assert(
      fc.property(int32, length, (durationMs, lengthSeconds) => {
        expect(engagementPct(durationMs, lengthSeconds)).toBe(exact(BigInt(durationMs), 1000n * BigInt(lengthSeconds)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is computed from the milliseconds, not from rounded seconds', () => {
    // 14.995 s rounds to 15.00 s, and 15 / 1000 to 0.02; 14.995 / 1000 is 0.01.
    expect(engagementPct(14_995, 1_000)).toBe('0.01')
  })

  it('is null without a duration or a length above 0', () => {
    expect([engagementPct(null, 10), engagementPct(10, null), engagementPct(10, 0), engagementPct(10, -1)]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
