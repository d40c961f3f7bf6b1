import { expect, test } from 'vitest'
import { spanOf } from './spanOf'

const now = Date.UTC(2026, 10, 24, 12)

test('the last hour up to a few seconds ago, unless said otherwise', () => {
  expect(spanOf({}, now)).toEqual({ by: 'time', fromMs: now - 3_605_000, toMs: now - 5_000 })
  expect(spanOf({ from: 1_000 }, now)).toEqual({ by: 'time', fromMs: 1_000, toMs: now - 5_000 })
  expect(spanOf({ to: 7_200_000 }, now)).toEqual({ by: 'time', fromMs: 3_600_000, toMs: 7_200_000 })
  expect(spanOf({ ids: { first: 1, last: 9 } }, now)).toEqual({ by: 'ids', first: 1, last: 9 })
})

test('none that ends before it begins', () => {
  expect(spanOf({ from: now }, now)).toBeNull()
  expect(spanOf({ from: 2_000, to: 2_000 }, now)).toBeNull()
})
