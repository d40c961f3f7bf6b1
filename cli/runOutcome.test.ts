import { expect, test } from 'vitest'
import { runOutcome } from './runOutcome'
import { sampleCounts } from './view/sampleCounts'

const equal = {
  counts: sampleCounts,
}
const unequal = { counts: { ...equal.counts, clickhouse_distinct: 9 } }

test('a run that took its time and whose counts are equal, or were not asked for, is done', () => {
  expect(runOutcome({ for: 30 }, 'time', equal)).toBe('done')
  expect(runOutcome({ for: 30 }, 'time', null)).toBe('done')
  expect(runOutcome({}, 'interrupt', equal)).toBe('done')
})

test('counts that stay unequal are not what was asked', () => {
  expect(runOutcome({ for: 30 }, 'time', unequal)).toBe('undrained')
  expect(runOutcome({}, 'down', unequal)).toBe('undrained')
})

test('neither is an end before the time', () => {
  expect(runOutcome({ for: 30 }, 'interrupt', equal)).toBe('interrupted')
  expect(runOutcome({ for: 30 }, 'down', null)).toBe('interrupted')
})
