import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleControls } from './visibleControls'

test('marks that turn the direction are written out', () => {
  expect(visibleControls('admin\u202Enimda\u202C \u2066x\u2069 \u200F')).toBe(
    'admin\\u202enimda\\u202c \\u2066x\\u2069 \\u200f',
  )
})

test('controls, what has no width and halves of a pair are written out; lines, tabs and all letters stay', () => {
  expect(visibleControls('a\u0000\u001B[31m\u200B\uFEFF\uD800z')).toBe('a\\u0000\\u001b[31m\\u200b\\ufeff\\ud800z')
  expect(visibleControls('{\n\t"حلقة": "😀 é \uFFFD"\n}')).toBe('{\n\t"حلقة": "😀 é \uFFFD"\n}')
})

test('a JSON text means the same afterwards', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = JSON.stringify({ text })
      expect(JSON.parse(visibleControls(json))).toEqual({ text })
    }),
  )
})
