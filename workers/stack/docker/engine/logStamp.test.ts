import { expect, it } from 'vitest'
import { milliseconds, readStamp, sinceText } from './logStamp'

const at = BigInt(Date.UTC(2026, 10, 24, 6, 12, 1)) * 1_000_000n

it.each([
  ['2026-11-24T06:12:01.123456789Z text', at + 123_456_789n, 31],
  ['2026-11-24T06:12:01.5Z text', at + 500_000_000n, 23],
  ['2026-11-24T06:12:01Z ', at, 21],
  ['2026-11-24T08:12:01.000000001+02:00 x', at + 1n, 36],
] as const)('%s', (text, wanted, length) => {
  expect(readStamp(text)).toEqual({ at: wanted, length })
})

it.each(['', 'text', '2026-11-24 06:12:01Z text', '2026-11-24T06:12:01.123456789Z', '2026-99-24T06:12:01Z x'])(
  'finds none in %j',
  (text) => {
    expect(readStamp(text)).toBeNull()
  },
)

it('is written as the engine takes it, with every digit', () => {
  expect(sinceText(1_795_500_721_000_000_007n)).toBe('1795500721.000000007')
  expect(milliseconds(1_795_500_721_123_456_789n)).toBe(1_795_500_721_123)
})
