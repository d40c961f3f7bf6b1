import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPopularity } from './popularity'
import { seededRandom } from './random'
import { weightedChoice } from './weightedChoice'

test('a weighted choice draws each index as often as its weight says', () => {
  const random = seededRandom(7)
  const choose = weightedChoice([1, 0, 3, 6])
  const drawn = [0, 0, 0, 0]
  for (let turn = 0; turn < 20_000; turn += 1) {
    const index = choose(random)
    drawn[index] = (drawn[index] ?? 0) + 1
  }
  expect(drawn[1]).toBe(0)
  expect((drawn[0] ?? 0) / 20_000).toBeCloseTo(0.1, 1)
  expect((drawn[2] ?? 0) / 20_000).toBeCloseTo(0.3, 1)
  expect((drawn[3] ?? 0) / 20_000).toBeCloseTo(0.6, 1)
})

test('the choice stays in range for any weights and any number drawn', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (weights, drawn) => {
        fc.pre(weights.some((weight) => weight > 0))
        const index = weightedChoice(weights)(() => drawn)
        expect(weights[index]).toBeDefined()
      },
    ),
  )
})

test('few contents draw most of the audience, and ranks move within minutes', () => {
  const popularity = createPopularity(60, seededRandom(11))
  const ranking = (): number[] =>
    popularity
      .weights()
      .map((weight, index) => ({ weight, index }))
      .sort((a, b) => b.weight - a.weight)
      .map(({ index }) => index)
  const share = (): number => {
    const weights = [...popularity.weights()].sort((a, b) => b - a)
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    return sum(weights.slice(0, 12)) / sum(weights)
  }
  expect(share()).toBeGreaterThan(0.5)
  const before = ranking().slice(0, 10)
  for (let second = 0; second < 120; second += 1) popularity.advance(1)
  expect(ranking().slice(0, 10)).not.toEqual(before)
  expect(share()).toBeGreaterThan(0.5)
})

test('the same seed gives the same audience', () => {
  const draw = (): number[] => {
    const popularity = createPopularity(20, seededRandom(3))
    return Array.from({ length: 50 }, () => {
      popularity.advance(1)
      return popularity.pick()
    })
  }
  expect(draw()).toEqual(draw())
})
