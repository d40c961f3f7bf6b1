import { describe, expect, it } from 'vitest'
import { deadLetterSchema } from '../../contract/pipeline'
import { deadLetter } from './deadLetter'
import { largestRecordBytes } from './outgoing'

const at = { topic: 'engagement_events.flat', partition: 2, offset: '17' }

describe('deadLetter', () => {
  it('keeps the raw bytes, whatever they are', () => {
    const value = Buffer.from([0xff, 0x00, 0xfe, 0x7b])
    const letter = deadLetterSchema.parse(deadLetter({ ...at, key: null, value }, 'not_json', 'no JSON', 5))
    expect(Buffer.from(letter.value_base64 ?? '', 'base64')).toEqual(value)
    expect(letter).toMatchObject({ reason: 'not_json', detail: 'no JSON', ...at, key_base64: null, failed_ms: 5 })
  })

  it('stays small enough to be produced, and says where the rest stands', () => {
    for (const [key, value] of [
      [10, 1_000_000],
      [1_000_000, 10],
      [600_000, 400_000],
    ] as const) {
      const letter = deadLetter(
        { ...at, key: Buffer.alloc(key), value: Buffer.alloc(value) },
        'not_json',
        'x'.repeat(9_000),
        5,
      )
      expect(Buffer.byteLength(JSON.stringify(letter))).toBeLessThan(largestRecordBytes)
      expect(letter.detail).toContain('offset 17')
    }
  })
})
