import { expect, test } from 'vitest'
import { nextGroup } from './nextGroup'

test.each([
  ['ch-sink-v6', 'ch-sink-v7'],
  ['ch-sink-v9', 'ch-sink-v10'],
  ['sink', 'sink-2'],
  ['sink-2', 'sink-3'],
  ['7', '8'],
])('after %s comes %s', (name, next) => {
  expect(nextGroup(name)).toBe(next)
})
