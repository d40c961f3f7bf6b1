import { expect, it } from 'vitest'
import { firstDraft, spanOf } from './spanDraft'

it('ends a little before now, so that what is on its way is not called lost', () => {
  expect(spanOf({ ...firstDraft, by: 15 }, 1_000_000_000)).toEqual({
    by: 'time',
    fromMs: 999_095_000,
    toMs: 999_995_000,
  })
})

it('takes ids in any digits, and none that are out of order or missing', () => {
  const ids = (first: string, last: string) => spanOf({ by: 'ids', first, last }, 0)
  expect(ids('7', '٩')).toEqual({ by: 'ids', first: 7, last: 9 })
  expect(ids('9', '7')).toBeNull()
  expect(ids('', '7')).toBeNull()
  expect(ids('1.5', '7')).toBeNull()
})
