import { expect, test } from 'vitest'
import { instantMs, usualInstantMs } from './instantMs'

test('whole milliseconds, cut towards the past on both sides of 1970', () => {
  expect(instantMs('2026-11-23T21:10:16.764944Z')).toBe(Date.UTC(2026, 10, 23, 21, 10, 16, 764))
  expect(instantMs('2026-11-23T21:10:16Z')).toBe(Date.UTC(2026, 10, 23, 21, 10, 16))
  expect(instantMs('2026-11-23T21:10:16.5Z')).toBe(Date.UTC(2026, 10, 23, 21, 10, 16, 500))
  expect(instantMs('1970-01-01T00:00:00.000999Z')).toBe(0)
  expect(instantMs('1969-12-31T23:59:59.999999Z')).toBe(-1)
  expect(instantMs('1969-12-31T23:59:59.000001Z')).toBe(-1000)
})

test('years that need more or fewer digits', () => {
  expect(new Date(instantMs('12345-01-02T03:04:05.678Z')).toISOString()).toBe('+012345-01-02T03:04:05.678Z')
  expect(new Date(instantMs('-0043-01-02T03:04:05Z')).toISOString()).toBe('-000043-01-02T03:04:05.000Z')
})

test('what is no instant in UTC is none', () => {
  for (const text of ['', '2026-11-23', '2026-11-23T21:10:16.764944+03:00', '2026-11-23 21:10:16Z'])
    expect(instantMs(text), text).toBeNaN()
})

test('by its bytes as by its text, wherever the bytes have the usual form', () => {
  const byBytes = (text: string): number => usualInstantMs(Buffer.from(`"${text}"`), 1, text.length + 1)
  for (const text of [
    '2026-11-23T21:10:16.764944Z',
    '2026-11-23T21:10:16Z',
    '1969-12-31T23:59:59.999999Z',
    '0001-01-01T00:00:00.5Z',
    '2024-02-29T00:00:00.123456789Z',
  ])
    expect(byBytes(text), text).toBe(instantMs(text))
  for (const text of ['', '2026-11-23', '12345-01-02T03:04:05Z', '2026-13-01T00:00:00Z', '2026-11-23T21:10:16.7x4Z'])
    expect(byBytes(text), text).toBeNaN()
})
