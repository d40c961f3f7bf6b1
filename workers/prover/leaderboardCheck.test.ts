import { expect, test } from 'vitest'
import { minutesToCheck } from './leaderboardCheck'

const minute = 60_000
const noon = Date.UTC(2026, 10, 24, 12)

test('whole minutes of the span only', () => {
  expect(minutesToCheck(noon + 1, noon + 3 * minute - 1, noon + 10 * minute)).toEqual([noon + minute])
  expect(minutesToCheck(noon, noon + 2 * minute, noon + 10 * minute)).toEqual([noon, noon + minute])
  expect(minutesToCheck(noon + 1, noon + minute, noon + 10 * minute)).toEqual([])
})

test('of the longest window only: the minute under way and 59 before it', () => {
  const now = noon + 30_000
  const minutes = minutesToCheck(noon - 5 * 60 * minute, noon + minute, now)
  expect(minutes).toHaveLength(60)
  expect(minutes[0]).toBe(noon - 59 * minute)
  expect(minutes.at(-1)).toBe(noon)
})
