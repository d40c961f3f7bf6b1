import { expect, test } from 'vitest'
import { createHistory, type History } from './history'

const keptMs = 600_000

/** A history into which a figure was read, each time by `[when, value]` in seconds, and looked at each second until `endS`. */
function read(readings: readonly (readonly [number, number | null])[], endS: number): History<'x'> {
  const history = createHistory<'x'>(keptMs)
  for (let now = 0; now <= endS; now += 1) {
    const [at, value] = readings.findLast(([second]) => second <= now) ?? [0, null]
    history.add(now * 1_000, [['x', value === null ? null : { value, at: at * 1_000 }]])
  }
  return history
}
const everySecond = (until: number, value: (second: number) => number): [number, number][] =>
  Array.from({ length: until + 1 }, (_, second) => [second, value(second)])

test('of a span the value that held at its beginning, the latest, the least and the most', () => {
  const history = read(
    everySecond(20, (second) => (second === 15 ? 1 : second)),
    20,
  )
  expect(history.trend('x', 10_000)).toEqual({ first: 10, last: 20, least: 1, most: 20 })
  // Read every four seconds: that of 8 held at 10.
  const seldom = read(
    [0, 4, 8, 12, 16, 20].map((second) => [second, second] as const),
    20,
  )
  expect(seldom.trend('x', 10_000)).toEqual({ first: 8, last: 20, least: 8, most: 20 })
})

test('a course that begins late in the span, or has a gap, says nothing of it', () => {
  const late = read(
    everySecond(20, () => 7).filter(([second]) => second >= 12),
    20,
  )
  expect(late.trend('x', 10_000)).not.toBeNull()
  expect(late.trend('x', 12_000)).toBeNull()
  const gap = read([...everySecond(14, () => 7), [15, null], ...everySecond(20, () => 7).slice(16)], 20)
  expect(gap.trend('x', 10_000)).toBeNull()
  expect(createHistory<'x'>(keptMs).trend('x', 1)).toBeNull()
})

test('a figure that was not read again has not stood still', () => {
  // At rest it was read every five seconds; then Redis was silent, and the reading hung: what is known is of the tenth second.
  const hanging = read(
    [
      [0, 5],
      [5, 100],
      [10, 107],
    ],
    20,
  )
  expect(hanging.trend('x', 12_000)).toBeNull()
  const standing = read(
    [
      [0, 107],
      [5, 107],
      [10, 107],
      [15, 107],
      [20, 107],
    ],
    20,
  )
  expect(standing.trend('x', 12_000)).toMatchObject({ least: 107, most: 107 })
})

test('of what is no longer kept only what held when it begins', () => {
  const history = createHistory<'x'>(10_000)
  for (let now = 0; now <= 30_000; now += 4_000) history.add(now, [['x', { value: now, at: now }]])
  expect(history.trend('x', 60_000)).toBeNull()
  expect(history.trend('x', 10_000)).toMatchObject({ first: 16_000, last: 28_000 })
})

test('a clock that was set back begins a new course', () => {
  const history = createHistory<'x'>(keptMs)
  for (let now = 100_000; now <= 110_000; now += 1_000) history.add(now, [['x', { value: 1, at: now }]])
  for (let now = 50_000; now <= 60_000; now += 1_000) history.add(now, [['x', { value: 2, at: now }]])
  expect(history.trend('x', 10_000)).toEqual({ first: 2, last: 2, least: 2, most: 2 })
})

test('what is told when it happens needs no more than two readings, and none from before a gap', () => {
  const gap = read(
    [
      [0, 50],
      [1, 50],
      [2, null],
      [3, 7],
      [4, 7],
      [5, 9],
    ],
    5,
  )
  expect(gap.trend('x', 60_000)).toBeNull()
  expect(gap.recent('x', 60_000)).toEqual({ first: 7, last: 9, least: 7, most: 9 })
  // It has been told for long enough.
  const past = read([[0, 1], [1, 2], ...everySecond(70, () => 2).slice(2)], 70)
  expect(past.recent('x', 60_000)).toEqual({ first: 2, last: 2, least: 2, most: 2 })
  expect(read([[0, null]], 5).recent('x', 60_000)).toBeNull()
})

test('a figure that is left out while it is being counted goes on as it was', () => {
  const history = createHistory<'x'>(keptMs)
  history.add(0, [['x', { value: 4, at: 0 }]])
  history.add(1_000, [])
  history.add(2_000, [['x', { value: 4, at: 2_000 }]])
  expect(history.recent('x', 60_000)).toEqual({ first: 4, last: 4, least: 4, most: 4 })
})
