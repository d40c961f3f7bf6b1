import { expect, test } from 'vitest'
import { holdReading } from './reading'

test('what was known is kept when it can no longer be read, with its time', () => {
  const holder = holdReading<number>()
  expect(holder.get()).toEqual({ state: 'unknown', reason: { word: 'notYet' }, last: null })
  holder.known(7, 1_000)
  holder.unknown('gone')
  holder.unknown('still gone')
  expect(holder.get()).toEqual({ state: 'unknown', reason: 'still gone', last: { value: 7, at: 1_000 } })
})

test('a newer time alone is no change, another value or reason is', () => {
  const holder = holdReading<{ a: number }>()
  holder.known({ a: 1 }, 1)
  const before = holder.revision()
  holder.known({ a: 1 }, 2)
  expect(holder.revision()).toBe(before)
  holder.known({ a: 2 }, 3)
  expect(holder.revision()).toBe(before + 1)
  holder.unknown('gone')
  expect(holder.revision()).toBe(before + 2)
})
