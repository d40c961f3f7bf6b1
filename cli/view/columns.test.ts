import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, padEnd, padStart, widthOf } from './columns'

test('marks and colours take no column, wide characters take two', () => {
  expect(widthOf('مُثرٍ')).toBe(3)
  expect(widthOf('\u001b[32m● up\u001b[0m')).toBe(4)
  expect(widthOf('漢字')).toBe(4)
  expect(padStart('é', 3)).toBe('  é')
  expect(cut('engagement', 5)).toBe('enga…')
  expect(cut('short', 5)).toBe('short')
})

test('cut and padded, a text takes exactly its column', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const plain = text.replaceAll('\u001b', '')
      expect(widthOf(cut(plain, columns))).toBeLessThanOrEqual(columns)
      expect(widthOf(padEnd(cut(plain, columns), columns))).toBe(columns)
    }),
  )
})
