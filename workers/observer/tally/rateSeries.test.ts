import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateSeries } from './rateSeries'

const nowMs = 1_700_000_000_500

test('each record counts in its own second; seconds that were read and empty are 0, all others unknown', () => {
  const series = createRateSeries(5)
  series.covered(nowMs - 2_000, nowMs)
  series.add(nowMs - 2_000)
  series.add(nowMs - 2_100)
  series.add(nowMs - 4_000)
  expect(series.read(nowMs)).toEqual({ startAt: 1_699_999_995_000, values: [null, 1, null, 2, 0] })
  expect(series.mean(nowMs, 2)).toBe(1)
})

test('nothing known gives no mean', () => {
  expect(createRateSeries(120).mean(nowMs, 5)).toBeNull()
})

test('the sum over the series is the number of records of its time, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 119_000 }), { maxLength: 300 }), (ages) => {
      const series = createRateSeries(120)
      for (const age of ages) series.add(nowMs - 1_000 - age)
      const sum = series.read(nowMs).values.reduce<number>((total, value) => total + (value ?? 0), 0)
      expect(sum).toBe(ages.length)
    }),
  )
})
