import { expect, test } from 'vitest'
import { shorten } from './shorten'

test('a text that fits stays, a longer one is cut between characters', () => {
  expect(shorten('abc', 3)).toEqual({ text: 'abc', all: 3 })
  expect(shorten('abcd', 3)).toEqual({ text: 'abc', all: 4 })
  expect(shorten('ab😀d', 3)).toEqual({ text: 'ab', all: 5 })
})
