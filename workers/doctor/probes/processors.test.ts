import { expect, test } from 'vitest'
import { watchIdle } from './processors'

const processor = (user: number, nice: number, idle: number) => ({ times: { user, nice, sys: 0, irq: 0, idle } })

test('how much the processors rested is told of some seconds, all of them together', () => {
  const idleOf = watchIdle()
  expect(idleOf([processor(100, 0, 900), processor(0, 0, 1_000)], 0)).toBeNull()
  expect(idleOf([processor(100, 0, 5_900), processor(0, 5_000, 1_000)], 5_000)).toBe(0.5)
  // Too soon to tell anew.
  expect(idleOf([processor(200, 0, 5_900), processor(0, 5_100, 1_000)], 5_100)).toBe(0.5)
  expect(idleOf([processor(5_100, 0, 5_900), processor(0, 10_000, 1_000)], 10_000)).toBe(0)
})

test('processors whose counts did not move tell nothing', () => {
  const idleOf = watchIdle()
  idleOf([processor(1, 0, 1)], 0)
  expect(idleOf([processor(1, 0, 1)], 5_000)).toBeNull()
})
