import { expect, test } from 'vitest'
import { countOf, differingRanges, runsOf } from './compareRanges'

const sum = (count: number, hash: number) => ({ count, hash })
const stored = (count: number, source: number, whole: number) => ({ count, source, whole })
const same = {
  postgres: new Map([[3, { count: 2, source: 10 }]]),
  flat: new Map([[3, sum(2, 10)]]),
  enriched: new Map([[3, sum(2, 7)]]),
  clickhouse: new Map([[3, stored(2, 10, 7)]]),
}

test('ranges that are the same everywhere differ nowhere', () => {
  expect(differingRanges(same)).toEqual([])
  expect(differingRanges({ ...same, flat: new Map([...same.flat, [9, sum(0, 0)]]) })).toEqual([])
})

test('a count or a sum that is another, and a range that one store alone has', () => {
  const flat = (found: ReturnType<typeof sum>) => ({ ...same, flat: new Map([[3, found]]) })
  const enriched = (found: ReturnType<typeof sum>) => ({ ...same, enriched: new Map([[3, found]]) })
  const clickhouse = (found: ReturnType<typeof stored>) => ({ ...same, clickhouse: new Map([[3, found]]) })
  expect(differingRanges(flat(sum(1, 10)))).toEqual([3])
  expect(differingRanges(flat(sum(2, 11)))).toEqual([3])
  expect(differingRanges(enriched(sum(3, 7)))).toEqual([3])
  expect(differingRanges(enriched(sum(2, 8)))).toEqual([3])
  expect(differingRanges(clickhouse(stored(1, 10, 7)))).toEqual([3])
  expect(differingRanges(clickhouse(stored(2, 11, 7)))).toEqual([3])
  expect(differingRanges(clickhouse(stored(2, 10, 8)))).toEqual([3])
  expect(differingRanges({ ...same, clickhouse: new Map([...same.clickhouse, [1, stored(1, 5, 5)]]) })).toEqual([1])
  expect(differingRanges({ ...same, flat: new Map() })).toEqual([3])
})

test('neighbours make one run, up to a number', () => {
  expect(runsOf([1, 2, 3, 7, 9, 10], 2)).toEqual([
    { first: 1, last: 2 },
    { first: 3, last: 3 },
    { first: 7, last: 7 },
    { first: 9, last: 10 },
  ])
  expect(runsOf([], 2)).toEqual([])
})

test('counts over all ranges', () => {
  expect(
    countOf(
      new Map([
        [1, sum(2, 0)],
        [5, sum(3, 0)],
      ]),
    ),
  ).toBe(5)
})
