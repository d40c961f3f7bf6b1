import { expect, test } from 'vitest'
import { eventIdOf } from './deadLetters'

test('the event that a rejected value tells of, as far as it can be read', () => {
  expect(eventIdOf('{"id":7,"content_id":"nobody"}')).toBe(7)
  expect(eventIdOf('{"id":7,"content_id":"cut off')).toBe(7)
  expect(eventIdOf('{ "id" : 12 ,')).toBe(12)
  expect(eventIdOf('{"content_id":7}')).toBeNull()
  expect(eventIdOf('{"id":"seven"}')).toBeNull()
  expect(eventIdOf('')).toBeNull()
})
