import { expect, test } from 'vitest'
import { createIdList } from './idList'

test('keeps what is pushed, as numbers in order, beyond its first room', () => {
  const list = createIdList()
  for (let id = 3_000; id > 0; id -= 1) list.push(id)
  expect(list.length).toBe(3_000)
  expect([...list.sorted().subarray(0, 3)]).toEqual([1, 2, 3])
  expect(list.sorted().at(-1)).toBe(3_000)
})
