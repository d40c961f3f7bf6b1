import { expect, test } from 'vitest'
import { partitionsBehind, planReading } from './boardReach'

const starts = (...its: [minute: number, ...of: [partition: number, from: number][]][]) =>
  new Map(its.map(([minute, ...of]) => [minute, new Map(of)]))
const ends = new Map([
  [0, 1_000],
  [1, 500],
])

test('minutes share what is read for them', () => {
  const reach = { starts: starts([3, [0, 900]], [2, [0, 800], [1, 400]], [1, [0, 700]]), ends }
  expect(planReading(reach, 400)).toEqual({
    minutes: [3, 2, 1],
    spans: new Map([
      [0, { from: 700, end: 1_000 }],
      [1, { from: 400, end: 500 }],
    ]),
    records: 400,
  })
})

test('one that costs too much is passed over, and those behind it are not', () => {
  const reach = { starts: starts([3, [0, 900]], [2, [0, 100]], [1, [1, 450]]), ends }
  expect(planReading(reach, 150)).toEqual({
    minutes: [3, 1],
    spans: new Map([
      [0, { from: 900, end: 1_000 }],
      [1, { from: 450, end: 500 }],
    ]),
    records: 150,
  })
  expect(planReading(reach, 99)).toMatchObject({ minutes: [1], records: 50 })
})

test('nothing may be read', () => {
  expect(planReading({ starts: starts([3, [0, 900]]), ends }, -1)).toEqual({
    minutes: [],
    spans: new Map(),
    records: 0,
  })
})

test('the leaderboard is far from the end of a partition, of which it has little or nothing yet', () => {
  const far = new Map([
    [0, 90_000],
    [1, 90_000],
    [2, 90_000],
    [3, 500],
  ])
  expect(partitionsBehind({ 0: '89900', 1: '40000' }, far)).toEqual(new Set([1, 2]))
})
