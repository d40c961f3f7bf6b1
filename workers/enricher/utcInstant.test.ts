import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utcInstant } from './utcInstant'

describe('utcInstant', () => {
  it('keeps what is UTC already to the letter', () => {
    for (const text of ['2026-11-23T21:10:16.764944Z', '2026-11-23T21:10:16Z', '0001-01-01T00:00:00.5Z'])
      expect(utcInstant(text)).toBe(text)
  })

  it('takes an offset off and keeps microseconds', () => {
    expect(utcInstant('2026-01-01T01:30:00.123456+03:00')).toBe('2025-12-31T22:30:00.123456Z')
    expect(utcInstant('2026-01-01T23:30:00-05:45')).toBe('2026-01-02T05:15:00Z')
  })

  it('means the same instant for any offset', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (date, offset) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
          const size = Math.abs(offset)
          const two = (value: number): string => String(value).padStart(2, '0')
          const text = `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
          expect(Date.parse(utcInstant(text) ?? '')).toBe(date.getTime())
        },
      ),
    )
  })

  it('refuses what is no instant', () => {
    for (const text of [
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01',
      '',
      'infinity',
    ])
      expect(utcInstant(text)).toBeNull()
  })
})
