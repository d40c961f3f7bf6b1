import { expect, it } from 'vitest'
import { tellsOf } from './seenInTopics'

it.each([
  ['{"id":7}', true],
  ['{"event_id":7}', true],
  ['{"id":70}', false],
  ['{"id":"7"}', false],
  ['not json', false],
  ['null', false],
  ['7', false],
])('%s → %s', (value, told) => {
  expect(tellsOf(Buffer.from(value), 7)).toBe(told)
})

it('sees nothing in a tombstone', () => {
  expect(tellsOf(null, 7)).toBe(false)
})
