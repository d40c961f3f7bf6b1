import { expect, test } from 'vitest'
import { settledMinutes } from './scores'

const minute = 60_000
const noon = Date.UTC(2026, 10, 25, 12)

test('minutes that are over for a while and stay in the longest window, the newest first', () => {
  const minutes = settledMinutes(noon + 30_000)
  expect(minutes[0]).toBe(noon - 2 * minute)
  expect(minutes.at(-1)).toBe(noon - 58 * minute)
  expect(minutes).toHaveLength(57)
  expect(settledMinutes(noon)[0]).toBe(noon - 2 * minute)
  expect(settledMinutes(noon - 1)[0]).toBe(noon - 3 * minute)
})
