import { expect, test } from 'vitest'
import { reloadDelay } from './reloadPolicy'

test('waits longer with each crash, gives up at the fifth within two minutes, forgets old ones', () => {
  expect(reloadDelay([0])).toBe(250)
  expect(reloadDelay([0, 1000])).toBe(1000)
  expect(reloadDelay([0, 1, 2, 3])).toBe(16_000)
  expect(reloadDelay([0, 1, 2, 3, 4])).toBeNull()
  expect(reloadDelay([0, 1, 2, 3, 200_000])).toBe(250)
})
