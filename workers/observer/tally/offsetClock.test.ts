import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOffsetClock } from './offsetClock'

const log = fc.array(fc.record({ skip: fc.integer({ min: 1, max: 4 }), after: fc.nat(2_000) }), {
  minLength: 1,
  maxLength: 200,
})

test('the time of an unread record is never told too late, and at most a stretch too early', () => {
  fc.assert(
    fc.property(log, fc.nat(900), (steps, asked) => {
      const clock = createOffsetClock([])
      const records: { offset: number; timestamp: number }[] = []
      let offset = -1
      let timestamp = 1_000_000
      for (const { skip, after } of steps) {
        offset += skip
        timestamp += after
        records.push({ offset, timestamp })
        clock.add(offset, timestamp)
      }
      const first = records.find((record) => record.offset >= asked)
      const told = clock.at(asked)
      if (first === undefined || asked < (records[0]?.offset ?? 0)) {
        expect(told).toBeNull()
        return
      }
      expect(told).not.toBeNull()
      expect(told ?? Infinity).toBeLessThanOrEqual(first.timestamp)
      expect(told ?? -Infinity).toBeGreaterThan(first.timestamp - 250)
    }),
  )
})

test('a marker between two records belongs to the later one: an hour of silence is no lag', () => {
  const clock = createOffsetClock([])
  clock.add(100, 0)
  clock.add(102, 3_600_000)
  expect(clock.at(101)).toBe(3_600_000)
})

test('memory is bounded and still reaches back to the beginning', () => {
  const clock = createOffsetClock([])
  for (let offset = 0; offset < 10_000; offset += 1) clock.add(offset, offset * 1_000)
  expect(clock.stretches().length).toBeLessThanOrEqual(240)
  expect(clock.at(0)).toBe(0)
  expect(clock.at(9_999)).toBe(9_999_000)
  expect(createOffsetClock(clock.stretches()).at(5_000)).toBe(clock.at(5_000))
})
