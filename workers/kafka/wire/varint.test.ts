import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VarintReader, varintSize, writeVarint } from './varint'

describe('varint', () => {
  it('reads back what it writes, in as many bytes as it says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 20 }), (values) => {
        const target = Buffer.alloc(values.length * 5)
        let at = 0
        for (const value of values) {
          const end = writeVarint(target, at, value)
          expect(end - at).toBe(varintSize(value))
          at = end
        }
        const reader = new VarintReader(target, 0)
        expect(values.map(() => reader.next())).toEqual(values)
        expect(reader.at).toBe(at)
      }),
    )
  })

  // Of the documentation of protocol buffers, "Signed Integers".
  it.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [2_147_483_647, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
    [-2_147_483_648, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('writes %d as its definition says', (value, bytes) => {
    const target = Buffer.alloc(5)
    expect([...target.subarray(0, writeVarint(target, 0, value))]).toEqual(bytes)
  })
})
