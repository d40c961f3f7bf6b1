import { expect, test } from 'vitest'
import { parseTime } from './parseTime'

const now = Date.UTC(2026, 10, 24, 12)

test('instants, with their zone or in UTC, and days', () => {
  const ten = Date.UTC(2026, 10, 24, 10)
  for (const text of ['2026-11-24T10:00:00Z', '2026-11-24T10:00', '2026-11-24 10:00:00', '2026-11-24T13:00:00+03:00'])
    expect(parseTime(text, now), text).toBe(ten)
  expect(parseTime('2026-11-24', now)).toBe(Date.UTC(2026, 10, 24))
})

test('times before now', () => {
  expect(parseTime('-1h', now)).toBe(now - 3_600_000)
  expect(parseTime('-1.5m', now)).toBe(now - 90_000)
  expect(parseTime('-2d', now)).toBe(now - 172_800_000)
  expect(parseTime('now', now)).toBe(now)
})

test('what is no time is none', () => {
  for (const text of ['', 'yesterday', '1h', '-1y', '-h', '2026-13-01', '2026', '24.11.2026', '1795468216769'])
    expect(parseTime(text, now), text).toBeNull()
})
