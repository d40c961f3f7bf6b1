import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countPlan, type ExactCount } from './countPlan'

const base = (over: Partial<ExactCount> = {}): ExactCount => ({
  rows: 5_000_000,
  lastId: 5_000_000,
  version: 'a',
  at: 0,
  tookMs: 400,
  ...over,
})

test('the first look counts, and an unchanged store is never counted again', () => {
  expect(countPlan(null, 'a', 0, 0)).toBe('count')
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (changedAt, now) => {
      expect(countPlan(base(), 'a', changedAt, now)).toBe('keep')
    }),
  )
})

test('while a large table changes all the time, counting takes at most a sixtieth of it', () => {
  expect(countPlan(base(), 'b', 23_999, 23_999)).toBe('add')
  expect(countPlan(base(), 'b', 24_000, 24_000)).toBe('count')
})

test('a second after the last change it is counted, unless that would take more than a tenth', () => {
  expect(countPlan(base(), 'b', 4_000, 4_999)).toBe('add')
  expect(countPlan(base(), 'b', 4_000, 5_000)).toBe('count')
  expect(countPlan(base(), 'b', 1_000, 3_000)).toBe('add')
})

test('a small table is counted once a second, even when a busy machine made the last count slow', () => {
  expect(countPlan(base({ rows: 4_000, tookMs: 2_000 }), 'b', 1_000, 1_000)).toBe('count')
})
