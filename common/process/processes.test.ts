import { expect, test } from 'vitest'
import { treeOf } from './processes'

test('a tree is found through all its generations and nothing else', () => {
  const all = [
    { pid: 1, parent: 0 },
    { pid: 10, parent: 1 },
    { pid: 11, parent: 10 },
    { pid: 12, parent: 11 },
    { pid: 20, parent: 1 },
  ]
  expect(treeOf(10, all)).toEqual([10, 11, 12])
})
