import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHeldOffsets, writeHeldOffsets } from './heldOffsets'

const growing = fc
  .uniqueArray(fc.integer({ min: 0, max: 50_000 }), { maxLength: 400 })
  .map((offsets) => offsets.sort((a, b) => a - b))

function expand(text: string): number[] {
  return readHeldOffsets(text).flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  )
}

describe('held offsets', () => {
  it('come back exactly while they fit', () => {
    fc.assert(
      fc.property(growing, (offsets) => {
        expect(expand(writeHeldOffsets(offsets))).toEqual(offsets)
      }),
    )
  })

  it('never lose one when they do not fit, and keep to the limit', () => {
    fc.assert(
      fc.property(growing, fc.integer({ min: 30, max: 300 }), (offsets, limit) => {
        const text = writeHeldOffsets(offsets, limit)
        expect(text.length).toBeLessThanOrEqual(limit)
        const back = new Set(expand(text))
        expect(offsets.filter((offset) => !back.has(offset))).toEqual([])
      }),
    )
  })

  it('writes a run once', () => {
    expect(writeHeldOffsets([36, 37, 38, 100])).toBe('held1:10+2,1q')
  })

  it('reads nothing from foreign text', () => {
    for (const text of [null, '', 'set by hand', 'held1:', 'held1:zz,!', 'held2:1'])
      expect(readHeldOffsets(text)).toEqual([])
  })
})
