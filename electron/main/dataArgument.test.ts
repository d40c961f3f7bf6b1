import { expect, test } from 'vitest'
import { dataArgument } from './dataArgument'

test.each([
  [['electron', '.', '--data', '/d'], '/d'],
  [['electron', '--no-sandbox', '--data=/d/e', '.'], '/d/e'],
  [['electron', '.', '--data', 'relative'], '/home/someone/relative'],
  [['electron', '.'], null],
  [['electron', '.', '--data'], null],
  [['electron', '.', '--database', '/d'], null],
])('%j means %s', (argv, wanted) => {
  expect(dataArgument(argv, '/home/someone')).toBe(wanted)
})
