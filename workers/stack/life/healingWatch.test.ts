import { expect, test } from 'vitest'
import type { Healing } from '../services/description'
import { watchHealing } from './healingWatch'

const healing: Healing = {
  command: { file: 'java', args: [], env: {}, cwd: '/', account: null },
  begun: /active/,
  done: /fenced=1\b/,
  settleMs: 10,
  limitMs: 100,
}

test('it is over a moment after it says so, and what it did in earlier runs says nothing', () => {
  let now = 0
  const watch = watchHealing(healing, 1_000, () => now)
  watch.read('replayed fenced=1')
  now = 500
  expect(watch.isOver()).toBe(false)
  watch.read('active')
  now = 550
  watch.read('replayed fenced=1')
  expect(watch.isOver()).toBe(false)
  now = 560
  expect(watch.isOver()).toBe(true)
})

test('where nothing is to be healed it is over when its time is', () => {
  let now = 0
  const watch = watchHealing(healing, 1_000, () => now)
  watch.read('active')
  now = 99
  watch.read('replayed fenced=0')
  expect(watch.isOver()).toBe(false)
  now = 100
  expect(watch.isOver()).toBe(true)
})

test('one that never begins is given up', () => {
  let now = 0
  const watch = watchHealing(healing, 1_000, () => now)
  now = 1_000
  expect(watch.isOver()).toBe(true)
})
