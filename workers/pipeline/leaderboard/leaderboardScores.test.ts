import { expect, test } from 'vitest'
import { canaryContentId } from '../../../contract/pipeline'
import { differingPlaces, scoresOfMembers, secondsText } from './leaderboardScores'

test('cents as seconds', () => {
  expect([0, 5, 150, -5, 123_456_789].map(secondsText)).toEqual(['0.00', '0.05', '1.50', '-0.05', '1234567.89'])
})

test('what Redis tells of a minute, to the cent and without the canary', () => {
  expect([...scoresOfMembers(60_000, ['a', '1.2300000001', canaryContentId, '7', 'b', '0'])]).toEqual([
    ['60000/a', 123],
    ['60000/b', 0],
  ])
})

test('places differ where their cents do; a sum of zero is as good as none', () => {
  const expected = new Map([
    ['1/a', 5],
    ['1/b', 0],
    ['1/c', 7],
  ])
  expect([...differingPlaces(expected, new Map([['1/c', 7]]))]).toEqual(['1/a'])
  expect([...differingPlaces(expected, new Map([...expected, ['1/d', 1]]))]).toEqual(['1/d'])
})
