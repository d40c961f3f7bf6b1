import { expect, test } from 'vitest'
import { createRankMemory } from './ranking'
import { secondsText } from './leaderboards'
import { parseTopWindow } from './topWindow'

test('places are compared with the ranking of about a minute ago', () => {
  const memory = createRankMemory()
  for (let second = 0; second <= 60; second += 1)
    memory.remember(second * 1_000, second < 30 ? ['a', 'b', 'c'] : ['b', 'a'])
  expect(memory.moved(60_000, 'b', 1)).toBe(1)
  expect(memory.moved(60_000, 'a', 2)).toBe(-1)
  expect(memory.moved(60_000, 'c', 3)).toBe(0)
  expect(memory.moved(60_000, 'new', 4)).toBeNull()
})

test('without a ranking of that time nothing is said', () => {
  const memory = createRankMemory()
  memory.remember(0, ['a'])
  expect(memory.moved(10_000, 'a', 1)).toBeNull()
  expect(memory.moved(200_000, 'a', 1)).toBeNull()
})

test('cents are told exactly', () => {
  expect([0, 5, 50, 100, 123_456_789_012].map(secondsText)).toEqual(['0.00', '0.05', '0.50', '1.00', '1234567890.12'])
})

test('the answer of the script is a number and pairs', () => {
  expect(parseTopWindow([7, 'a', 250, 'b', '1'])).toEqual({
    members: 7,
    top: [
      { contentId: 'a', cents: 250 },
      { contentId: 'b', cents: 1 },
    ],
  })
  expect(() => parseTopWindow([])).toThrow()
})
