import fc from 'fast-check'
import { expect, it } from 'vitest'
import { identifier, literal } from './literal'
import { readStatement } from './readStatement'

it('escapes what would end the literal', () => {
  expect(literal("it's \\ here")).toBe("'it\\'s \\\\ here'")
  expect(identifier('a`b\\')).toBe('`a\\`b\\\\`')
})

it('keeps any text inside its quotes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readStatement(`SELECT ${literal(text)} AS ${identifier(text)}`)).toMatchObject({
        several: false,
        format: null,
      })
    }),
  )
})
