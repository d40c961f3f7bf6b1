import { expect, test, vi } from 'vitest'
import { seldom, whenMarked } from './seldom'

test('what was read is told again until it is old, of another never', async () => {
  let now = 0
  const read = vi.fn(() => Promise.resolve(now))
  const ask = seldom<number>(5_000, () => now)
  const [these, others] = [{}, {}]
  expect(await ask(these, read)).toBe(0)
  now = 4_999
  expect(await ask(these, read)).toBe(0)
  expect(await ask(others, read)).toBe(4_999)
  now = 5_000
  expect(await ask(these, read)).toBe(5_000)
  expect(read).toHaveBeenCalledTimes(3)
})

test('a reading that failed is made anew', async () => {
  const ask = seldom<number>(5_000, () => 0)
  const these = {}
  await expect(ask(these, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await ask(these, () => Promise.resolve(1))).toBe(1)
})

test('what has a mark is read again when it has another, or none that tells', async () => {
  const read = vi.fn(() => Promise.resolve(read.mock.calls.length))
  const ask = whenMarked<number>()
  const [these, others] = [{}, {}]
  expect(await ask(these, 'a', read)).toBe(1)
  expect(await ask(these, 'a', read)).toBe(1)
  expect(await ask(others, 'a', read)).toBe(2)
  expect(await ask(these, 'b', read)).toBe(3)
  await expect(ask(these, 'c', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await ask(these, 'c', read)).toBe(4)
  expect(await ask(these, null, read)).toBe(5)
  expect(await ask(these, null, read)).toBe(6)
})
