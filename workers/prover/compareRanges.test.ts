import { expect, test } from 'vitest'
import { countOf, differingRanges, runsOf } from './compareRanges'

const sum = (count: number, source: number, derived = 0) => ({ count, source, derived })
const same = {
  postgres: new Map([[3, sum(2, 10)]]),
  flat: new Map([[3, sum(2, 10)]]),
  enriched: new Map([[3, sum(2, 10, 7)]]),
  clickhouse: new Map([[3, sum(2, 10, 7)]]),
}

test('ranges that are the same everywhere differ nowhere', () => {
  expect(differingRanges(same)).toEqual([])
  expect(differingRanges({ ...same, flat: new Map([...same.flat, [9, sum(0, 0)]]) })).toEqual([])
})

test('a count, a sum or a derived sum that is another, and a range that one store alone has', () => {
  expect(differingRanges({ ...same, flat: new Map([[3, sum(1, 10)]]) })).toEqual([3])
  expect(differingRanges({ ...same, enriched: new Map([[3, sum(2, 11, 7)]]) })).toEqual([3])
  expect(differingRanges({ ...same, clickhouse: new Map([[3, sum(2, 10, 8)]]) })).toEqual([3])
  expect(differingRanges({ ...same, clickhouse: new Map([...same.clickhouse, [1, sum(1, 5, 5)]]) })).toEqual([1])
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
