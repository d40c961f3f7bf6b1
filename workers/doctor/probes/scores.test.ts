import { expect, test } from 'vitest'
import { inTurn, settledMinutes } from './scores'

const minute = 60_000
const noon = Date.UTC(2026, 10, 25, 12)

test('minutes that are over for a while and stay in the longest window, the newest first', () => {
  const minutes = settledMinutes(noon + 30_000)
  expect(minutes[0]).toBe(noon - 2 * minute)
  expect(minutes.at(-1)).toBe(noon - 58 * minute)
  expect(minutes).toHaveLength(57)
  expect(settledMinutes(noon)[0]).toBe(noon - 2 * minute)
  expect(settledMinutes(noon - 1)[0]).toBe(noon - 3 * minute)
})

const due = (ago: number, changed: boolean, wrong = false, triedAt = 0) => ({
  minute: noon - ago * minute,
  changed,
  wrong,
  triedAt,
})

test('what was wrong comes first, then what changed alone; after a rebuild nothing has', () => {
  expect(inTurn([due(3, false), due(2, true)])).toEqual({
    wrong: [],
    urgent: [noon - 2 * minute],
    others: [noon - 3 * minute],
  })
  const rebuilt = [due(5, true), due(2, true), due(4, true, true), due(3, true), due(7, false), due(6, false, true)]
  expect(inTurn(rebuilt)).toEqual({
    wrong: [noon - 4 * minute, noon - 6 * minute],
    urgent: [],
    others: [noon - 2 * minute, noon - 3 * minute, noon - 5 * minute, noon - 7 * minute],
  })
})

test('minutes that could not be told come in the order in which they were tried, as many as one look may take', () => {
  expect(inTurn([due(2, false, false, 5), due(3, false, false, 4), due(4, false, false, 4)]).others).toEqual([
    noon - 3 * minute,
    noon - 4 * minute,
    noon - 2 * minute,
  ])
  expect(inTurn(Array.from({ length: 50 }, (_, ago) => due(ago, false))).others).toHaveLength(20)
})
